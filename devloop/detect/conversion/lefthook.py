"""`lefthook.yml` as checks: its commands and jobs at the commit and the push."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from devloop.config.values import FILES
from devloop.detect.conversion.commands import STAGES, converted
from devloop.detect.conversion.converted import Converted
from devloop.detect.conversion.tables import Table, read_yaml, table_of, texts_of

NAMES = ("lefthook.yml", ".lefthook.yml", "lefthook.yaml", ".lefthook.yaml")
PLACES = re.compile(r"\{(?:staged_files|push_files|all_files|files)\}")
"""Where lefthook puts names of files."""
SETTINGS = ("skip", "only", "interactive", "stdin", "use_stdin", "follow")
"""Keys of a command that say when, and have no counterpart."""


def from_lefthook(texts: Mapping[str, str]) -> Converted:
    """All that its files say of contents; what is about messages or by hand is left to it."""
    found = Converted()
    for name in NAMES:
        for hook, settings in read_yaml(texts.get(name, "")).items():
            table = table_of(settings)
            if hook in STAGES:
                for one in _hook(hook, table, name):
                    found += one
            elif "commands" in table or "jobs" in table or "scripts" in table:
                left = f"{hook}: it is not about a content, so it stays with lefthook"
                found += Converted(left=(left,))
    return found


def _hook(hook: str, table: Table, file: str) -> Iterator[Converted]:
    named = [(str(name), table_of(one)) for name, one in table_of(table.get("commands")).items()]
    jobs = table.get("jobs")
    listed = jobs if isinstance(jobs, list) else []
    named += [(str(table_of(job).get("name", "job")), table_of(job)) for job in listed]
    for name, command in named:
        yield _command(name, command, hook, file)
    for script in table_of(table.get("scripts")):
        yield Converted(left=(f"{script}: a script of lefthook's; name it as `run` of a check",))


def _command(name: str, command: Table, hook: str, file: str) -> Converted:
    line = command.get("run")
    if not isinstance(line, str):
        return Converted(left=(f"{name}: it has no `run` that can be read",))
    line, count = PLACES.subn(FILES, line.strip())
    root = command.get("root")
    if isinstance(root, str) and root.strip("/."):
        line = f"cd {root.strip('/')} && {line}"
    found = converted(
        name,
        line,
        stage=STAGES[hook],
        why=f"{file} runs it at {hook}",
        files=texts_of(command.get("glob")) if count else (),
        env=tuple(sorted((str(k), str(v)) for k, v in table_of(command.get("env")).items())),
    )
    dropped = [key for key in SETTINGS if key in command]
    if dropped:
        found += Converted(left=(f"{name}: {', '.join(dropped)} has no counterpart",))
    return found
