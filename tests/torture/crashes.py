"""Where devloop can be struck, and what has to hold after it: the scenarios of the crash points."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.support.guarded import CONFIG, Guarded
from tests.torture.twin import contents

INJECT = Path(__file__).with_name("inject")
WAYS = ("kill", "torn", "full")

OLD_HOOK = "#!/bin/sh\necho old >> $HOME/old\n"
FIXER = """\
files = ['state', 'x.txt']
fix = 'for f in {files}; do sed s/ill/good/ $f > t; cat t > $f; rm t; done'
"""


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
    return {
        "PYTHONPATH": str(INJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TORTURE_AT": str(at),
        "TORTURE_HOW": how,
    }


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


def nothing(guarded: Guarded) -> None:
    """No preparation."""
    assert guarded.path.exists()


def _stage_good(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.write("state", "good 1\nunstaged\n")
    guarded.repo.write("untracked", "mine\n")


def _committed(guarded: Guarded, *, ended_well: bool) -> None:
    head = guarded.repo.git("show", "HEAD:state")
    assert head == ("good 1" if ended_well else "good 0")
    assert guarded.text("state") == "good 1\nunstaged\n"
    assert guarded.text("untracked") == "mine\n"
    if not ended_well:
        guarded.commit("-q")
    guards_still(guarded)


def _stage_bad(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "bad 1\n"})


def _never_committed(guarded: Guarded, *, ended_well: bool) -> None:
    assert not ended_well
    assert guarded.repo.git("show", "HEAD:state") == "good 0"
    guarded.commit("-q", code=1)
    guards_still(guarded)


def _slip_good(guarded: Guarded) -> None:
    guarded.slip("good 1")


def _pushed(guarded: Guarded, *, ended_well: bool) -> None:
    landed = guarded.landed()["refs/heads/main"] == guarded.repo.rev("HEAD")
    assert landed == ended_well
    guarded.push("main")
    guards_still(guarded)


def _slip_shallow(guarded: Guarded) -> None:
    guarded.slip("good shallow")


def _never_pushed(guarded: Guarded, *, ended_well: bool) -> None:
    assert not ended_well
    guarded.refused("main")
    guards_still(_without_the_last(guarded))


def _without_the_last(guarded: Guarded) -> Guarded:
    guarded.repo.git("reset", "-q", "--hard", "HEAD~1")
    return guarded


def _old_hook(guarded: Guarded) -> None:
    hook = guarded.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(OLD_HOOK)
    hook.chmod(0o755)


def _installed(guarded: Guarded, *, ended_well: bool) -> None:
    del ended_well
    guarded.commit("-q", "--allow-empty", code=None)
    assert (guarded.home / "old").exists(), "the old hook does not run"
    guarded.devloop("install")
    guards_still(guarded)
    _uninstalled(guarded, ended_well=True)


def _install_over_old(guarded: Guarded) -> None:
    _old_hook(guarded)
    guarded.devloop("install")


def _uninstalled(guarded: Guarded, *, ended_well: bool) -> None:
    del ended_well
    guarded.devloop("uninstall")
    hooks = guarded.path / ".git/hooks"
    here = [path.name for path in hooks.iterdir() if not path.name.endswith(".sample")]
    assert here == ["pre-commit"]
    assert (hooks / "pre-commit").read_text() == OLD_HOOK


def _unconfigured(guarded: Guarded) -> None:
    guarded.repo.git("rm", "-q", "devloop.toml")
    guarded.repo.commit("without", {"pyproject.toml": "[tool.x]\n"})


def _adopted(guarded: Guarded, *, ended_well: bool) -> None:
    place = guarded.path / "devloop.toml"
    if not place.exists() or not ended_well:
        guarded.devloop("init", "--yes", "--no-trial")
    assert "[size]" in place.read_text()
    assert (guarded.path / ".git/info/exclude").read_text().count("devloop.local.toml") == 1
    guarded.repo.commit("configure", {"devloop.toml": CONFIG})
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main")
    guards_still(guarded)


def _to_fix(guarded: Guarded) -> None:
    guarded.configure(CONFIG.replace("[checks.quick]\n", f"[checks.quick]\n{FIXER}"))
    guarded.repo.stage({"state": "ill 1\n", "x.txt": "ill x\n1\n2\n3\n4\n"})
    guarded.repo.write("x.txt", "ill x\n1\n2\n3\n4\nmine\n")


def _fixed(guarded: Guarded, *, ended_well: bool) -> None:
    before = contents(guarded.path)["x.txt"][1]
    assert before.endswith(b"\n1\n2\n3\n4\nmine\n"), before
    del ended_well
    guarded.devloop("fix", code=None)
    guarded.devloop("fix")
    assert guarded.repo.git("show", ":state") == "good 1"
    assert guarded.repo.git("show", ":x.txt") == "good x\n1\n2\n3\n4"
    assert guarded.text("state") == "good 1\n"
    assert guarded.text("x.txt") == "good x\n1\n2\n3\n4\nmine\n"
    guards_still(guarded)


def _much_is_kept(guarded: Guarded) -> None:
    for number in range(3):
        guarded.commit("-q", state=f"good {number}.")
    guarded.commit("-q", state="bad 1", code=1)
    guarded.repo.git("reset", "-q", "--hard")


def _swept(guarded: Guarded, *, ended_well: bool) -> None:
    del ended_well
    guarded.devloop("gc")
    guards_still(guarded)


COMMIT = ("git", "commit", "-q", "-m", "struck")
PUSH = ("git", "push", "-q", "origin", "main")
DEVLOOP = "devloop"

SCENARIOS = (
    Scenario("a good commit", COMMIT, _stage_good, _committed),
    Scenario("a bad commit", COMMIT, _stage_bad, _never_committed),
    Scenario("a good push", PUSH, _slip_good, _pushed),
    Scenario("a bad push", PUSH, _slip_shallow, _never_pushed),
    Scenario("install", (DEVLOOP, "install"), _old_hook, _installed, installed=False),
    Scenario("uninstall", (DEVLOOP, "uninstall"), _install_over_old, _uninstalled, installed=False),
    Scenario(
        "init",
        (DEVLOOP, "init", "--yes", "--no-trial"),
        _unconfigured,
        _adopted,
        installed=False,
    ),
    Scenario("fix", (DEVLOOP, "fix"), _to_fix, _fixed),
    Scenario("gc", (DEVLOOP, "gc"), _much_is_kept, _swept),
)
