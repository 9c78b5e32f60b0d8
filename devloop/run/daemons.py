"""Commands that have a program outside do their work, which would find the user's working tree.

Where a check is sealed, what is judged stands at the path of the worktree for the check alone. A
daemon that is asked to build or to test that path sees what the user has there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from devloop.config.model import Program
from devloop.record.trail import NO_PATH, TALKS
from devloop.run.run_result import RunResult
from devloop.verdict.outcome import Outcome

CLIENTS = frozenset(
    (
        *("docker", "docker-compose", "podman", "podman-compose", "nerdctl", "buildah"),
        *("bazel", "bazelisk", "buck2", "gradle", "gradlew", "mvnd", "sbtn"),
        *("watchman", "dmypy"),
    )
)
"""Programs whose work is done by another one that is there already, or stays."""
WITHOUT = {"gradle": "--no-daemon", "gradlew": "--no-daemon", "bazel": "--batch"}
"""The option with which a client does its work itself."""
BEFORE = frozenset(("sudo", "exec", "env", "time", "nice", "command", "!", "if", "then", "do", "{"))
"""Words that a command may follow."""
HERE = ("localhost", "127.0.0.1", "::1")
SAID = (b"docker daemon", b"/docker.sock", b"podman.sock")
"""What clients say when their daemon cannot be reached."""


def daemon_client(program: Program | None) -> str | None:
    """The client of a daemon that a command starts by name, if there is one."""
    if program is None:
        return None
    commands = _commands(program) if isinstance(program, str) else iter([list(program)])
    for command in commands:
        if command:
            name = command[0].rpartition("/")[2]
            if name == "ssh" and any(word.rpartition("@")[2] in HERE for word in command[1:]):
                return f"ssh {HERE[0]}"
            if name in CLIENTS and WITHOUT.get(name, name) not in command[1:]:
                return name
    return None


def _commands(line: str) -> Iterator[list[str]]:
    """The simple commands of a line of sh, as far as they can be told without running it."""
    import shlex  # only lines of sh need it

    words = shlex.shlex(line.replace("\n", " ; "), posix=True, punctuation_chars=True)
    words.whitespace_split = True
    command: list[str] = []
    try:
        for word in words:
            if set(word) <= set(";&|()"):
                yield command
                command = []
            elif command or not (word in BEFORE or "=" in word.partition("/")[0]):
                command.append(word)
    except ValueError:  # a quote that is not closed: sh will say so
        return
    yield command


def refuse_client(name: str, check: str) -> RunResult:
    """What comes of a check that would have the working tree judged."""
    return RunResult(
        outcome=Outcome.ERRORED,
        seconds=0.0,
        exit_code=None,
        output=b"",
        note=f"{name} has a program outside do its work, which would find your working tree"
        " instead of what is judged",
        hint=own_place(check),
    )


def own_place(check: str) -> str:
    """The line that makes a check stand where a daemon finds the same files."""
    return f'place = "own" under [checks.{check}] (docs/explanation/security.md)'


def spoken_to(opaque: Iterable[str], *, out_of_reach: Iterable[Path], session: bool) -> str | None:
    """The program outside that a recorded run has talked to, by where it listens.

    `opaque` is what the record says of that. Sockets in folders `out_of_reach` lead nowhere
    inside; in a graphical `session` those without a path are its own.
    """
    for reason in opaque:
        place = reason.removeprefix(TALKS)
        if place == reason or (place == NO_PATH and session):
            continue
        if not any(Path(place).is_relative_to(folder) for folder in out_of_reach):
            return place
    return None


def speaks_of_daemon(output: bytes) -> bool:
    """True where the output of a check that failed says that a daemon could not be reached."""
    return any(words in output for words in SAID)
