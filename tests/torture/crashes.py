"""How devloop is struck at one of its writes, and what has to hold after any of that."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.support.guarded import DEVLOOP, Guarded

STRUCK = Path(__file__).with_name("inject") / "struck.py"
"""devloop with a blow to come."""
WAYS = ("kill", "torn", "full")


class After(Protocol):
    """Checks what holds after a strike."""

    def __call__(self, guarded: Guarded, *, ended_well: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command that is struck, in a situation, and what must be true afterwards."""

    name: str
    command: tuple[str, ...]
    prepare: Callable[[Guarded], None]
    after: After
    """Checks what holds, told whether the command said that it succeeded."""
    installed: bool = True


def injection(at: int, how: str) -> dict[str, str]:
    """Variables that have devloop struck at a write."""
    return {"TORTURE_AT": str(at), "TORTURE_HOW": how}


def put_in_place(guarded: Guarded) -> None:
    """Have commands and hooks start the devloop that is struck."""
    place = guarded.path.parent / "struck" / "devloop"
    place.parent.mkdir()
    place.write_text(f'#!/bin/sh\nexec {sys.executable} -E -B {STRUCK} "$@"\n')
    place.chmod(0o755)
    guarded.repo.environ["PATH"] = f"{place.parent}{os.pathsep}{os.environ['PATH']}"
    for shim in (guarded.path / ".git/hooks").iterdir():
        shim.write_text(shim.read_text().replace(str(DEVLOOP), str(place)))


def run(guarded: Guarded, scenario: Scenario, at: int, how: str, log: Path | None = None) -> bool:
    """Run the command and strike at a write (0: never); whether it came to a good end."""
    env = injection(at, how)
    done = guarded.repo.run(
        *scenario.command, code=None, env={**env, "TORTURE_LOG": str(log or "")}
    )
    assert "bug of devloop" not in done.said, done.said
    assert "Traceback" not in done.said, done.said
    return done.code == 0


def count(guarded: Guarded, scenario: Scenario) -> int:
    """How many writes the command makes."""
    log = guarded.home / "writes"
    run(guarded, scenario, 0, "kill", log)
    return len(log.read_text().splitlines())


def some(total: int, most: int) -> Iterator[int]:
    """At most so many of the numbers from 1 to `total`, the first and the last among them."""
    step = max(1.0, (total - 1) / max(1, most - 1))
    seen = 0
    for index in range(most):
        number = round(1 + index * step)
        if seen < number <= total:
            seen = number
            yield number


def guards_still(guarded: Guarded) -> None:
    """Bad commits and pushes are refused, good ones are not, and the store is whole."""
    repo = guarded.repo
    repo.git("reset", "-q", "--hard")
    guarded.commit(state="bad 7", code=1)
    guarded.commit(state="good 7")
    guarded.slip("bad 8")
    guarded.refused("main")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    guarded.push("main")
    the_store_is_true(guarded)


def the_store_is_true(guarded: Guarded) -> None:
    """Every verdict in it is what its content deserves, and the file is sound."""
    with closing(sqlite3.connect(guarded.path / ".git/devloop/verdicts.sqlite3")) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for check, outcome, tree in store.execute("SELECT check_name, outcome, tree FROM verdict"):
            state = guarded.repo.git("cat-file", "blob", f"{tree}:state")
            wrong = ("shallow" if check == "deep" else "bad") in state
            assert (outcome == "failed") == wrong, (check, outcome, state)
