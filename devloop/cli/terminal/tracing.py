"""Where the trace goes: to the terminal (`--verbose`), and to a file (`DEVLOOP_TRACE`)."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from devloop.cli.terminal.console import Console, plain
from devloop.files.trace import Fact, Listener, heard_by

VARIABLE = "DEVLOOP_TRACE"
DIGEST = re.compile(r"\b[0-9a-f]{40,64}\b")


def shown_on(console: Console) -> Listener:
    """A listener that writes each event as a line, with digests cut short."""

    def show(event: str, facts: Mapping[str, Fact]) -> None:
        told = (f"{name} {_text(fact)}" for name, fact in facts.items() if fact)
        line = DIGEST.sub(lambda found: found[0][:12], plain(", ".join(told)))
        console.say(console.style(f"· {event}: {line}", "dim"))

    return show


@contextmanager
def written_to_file(environ: Mapping[str, str]) -> Iterator[None]:
    """Append events to the file that `DEVLOOP_TRACE` names, if it does, as a line of JSON each."""
    name = environ.get(VARIABLE, "")
    if not name:
        yield
        return
    path = Path(name)

    def write(event: str, facts: Mapping[str, Fact]) -> None:
        line = {"time": round(time.time(), 3), "pid": os.getpid(), "event": event, **facts}
        with suppress(OSError), path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    with heard_by(write):
        yield


def _text(fact: Fact) -> str:
    if isinstance(fact, tuple):
        return " ".join(fact)
    return "yes" if fact is True else str(fact)
