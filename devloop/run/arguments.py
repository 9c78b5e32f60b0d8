"""From what a check says it runs, and the files it is about, to the argument lists to start.

Names are any bytes a file system allows: they survive the shell, are never taken for options, and
no list is longer than the operating system takes. It starts nothing and reads no file.
"""

from __future__ import annotations

import os
import string
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from devloop.config.model import Program
from devloop.git.ids import RepoPath
from devloop.git.record import dataclass

PLACEHOLDER = "{files}"
"""What a check writes where its files shall stand."""

PLAIN = frozenset(string.ascii_letters + string.digits + "@%+=:,./-_")
"""Characters that mean nothing to a shell."""

RESERVE = 16 * 1024
"""Bytes left free, for programs that start others with the same arguments and a few more."""

POINTER = 8
"""What the kernel counts for each argument and each variable beside its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an operating system allows to be started, in bytes."""

    total: int
    """All arguments and all variables together."""
    line: int
    """The longest line for the shell, with the NUL that ends it."""


def program_of(program: Program) -> str | None:
    """The program that is started; None where a line is left to the shell."""
    return None if isinstance(program, str) else program[0]


def takes_files(program: Program) -> bool:
    """True if its files are among its arguments."""
    return PLACEHOLDER in program


def expand(
    program: Program,
    files: Sequence[RepoPath],
    environ: Mapping[str, str],
    limits: Limits | None = None,
) -> tuple[tuple[str, ...], ...]:
    """The argument lists that run `program` over all of `files`, in order, as few as possible.

    A program that does not take files runs once; one that does runs never when there are none.
    `environ` is what it gets, since variables take room from arguments. A single name that is
    too long for any list stands alone in one, and starting that will say so.
    """
    if not takes_files(program):
        return (_filled(program, ()),)
    names = tuple(as_argument(name) for name in files)
    allowed = limits or system_limits()
    taken = _size((*environ.keys(), *environ.values()))
    room = allowed.total - RESERVE - taken
    return tuple(_filled(program, batch) for batch in _batches(program, names, room, allowed))


def as_argument(name: RepoPath) -> str:
    """The name such that no program takes it for an option, or for a file of arguments."""
    return f"./{name}" if name.startswith(("-", "@")) else name


def quoted(name: str) -> str:
    """The name as sh reads it back."""
    if name and PLAIN.issuperset(name):
        return name
    return "'" + name.replace("'", "'\"'\"'") + "'"


def system_limits() -> Limits:
    """What this system allows.

    Linux: MAX_ARG_STRLEN is 32 pages of 4 KiB, SC_ARG_MAX a quarter of the stack (execve(2)).
    macOS has the total alone.
    """
    total = os.sysconf("SC_ARG_MAX")
    return Limits(total=total, line=128 * 1024 if sys.platform == "linux" else total)


def _filled(program: Program, names: Sequence[str]) -> tuple[str, ...]:
    if isinstance(program, str):
        return shell(program.replace(PLACEHOLDER, " ".join(map(quoted, names))))
    return tuple(
        argument for item in program for argument in (names if item == PLACEHOLDER else (item,))
    )


def shell(line: str) -> tuple[str, ...]:
    """How a line is run: it ends with the first command that fails, so that none fails unseen."""
    return ("/bin/sh", "-ec", line)


def _batches(
    program: Program, names: Iterable[str], room: int, limits: Limits
) -> Iterator[tuple[str, ...]]:
    """Fill one list after the other, each up to what is left beside the fixed arguments."""
    room -= _size(_filled(program, ()))
    if isinstance(program, str):
        room = min(room, limits.line - len(os.fsencode(program)) - 1)
    times = program.count(PLACEHOLDER)
    batch: list[str] = []
    used = 0
    for name in names:
        cost = times * _cost(program, name)
        if batch and used + cost > room:
            yield tuple(batch)
            batch, used = [], 0
        batch.append(name)
        used += cost
    if batch:
        yield tuple(batch)


def _cost(program: Program, name: str) -> int:
    if isinstance(program, str):
        return len(os.fsencode(quoted(name))) + 1
    return _size((name,))


def _size(strings: Iterable[str]) -> int:
    return sum(len(os.fsencode(text)) + 1 + POINTER for text in strings)
