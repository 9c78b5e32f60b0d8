"""Objects asked for one after the other from one git process, so that each costs no start.

It knows what `git cat-file --batch` says. Whose objects are read is decided by who starts it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import IO

from devloop.git.process import GitFailed
from devloop.git.record import dataclass

COMMAND = ("cat-file", "--batch")
AT_ONCE = 4096
"""Bytes of names asked for before answers are read: what any pipe holds, so that nobody waits."""
ABSENT = frozenset({b"missing", b"ambiguous"})


@dataclass(frozen=True, slots=True)
class Found:
    """An object: its full id, its kind (`blob`, `tree`, `commit`, `tag`) and its content."""

    id: str
    kind: str
    content: bytes


class Reader:
    """Reads objects in the environment it was opened with; several threads may ask."""

    __slots__ = ("_open", "_process", "_turn", "environ")

    def __init__(
        self, open_process: Callable[[], subprocess.Popen[bytes]], environ: Mapping[str, str]
    ) -> None:
        self.environ = environ
        self._open = open_process
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = Lock()

    def begin(self) -> None:
        """Start the process, so that the first question finds it running."""
        with self._turn:
            self._process = self._process or self._open()

    def find(self, names: Sequence[str]) -> Iterator[tuple[str, Found]]:
        """Each name with its object, in order; what is missing is left out.

        A name must not hold a newline.
        """
        for some in _portions(names):
            with self._turn:
                answers = self._ask(some)
            yield from answers

    def close(self) -> None:
        """Let the process end."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _ask(self, names: Sequence[str]) -> list[tuple[str, Found]]:
        self._process = process = self._process or self._open()
        question = b"".join(os.fsencode(name) + b"\n" for name in names)
        try:
            _pipe(process.stdin).write(question)
            _pipe(process.stdin).flush()
            found = [(name, _answer(_pipe(process.stdout))) for name in names]
        except (OSError, EOFError) as error:
            raise self._failure(process) from error
        except BaseException:  # what has not been read must not be taken for the next answer
            self.close()
            raise
        return [(name, one) for name, one in found if one is not None]

    def _failure(self, process: subprocess.Popen[bytes]) -> GitFailed:
        """What git said as it ended before its time."""
        self._process = None
        process.kill()
        _, said = process.communicate()
        return GitFailed(COMMAND, process.returncode, os.fsdecode(said))


def _portions(names: Sequence[str]) -> Iterator[list[str]]:
    some: list[str] = []
    size = 0
    for name in names:
        size += len(os.fsencode(name)) + 1
        if some and size > AT_ONCE:
            yield some
            some, size = [], len(os.fsencode(name)) + 1
        some.append(name)
    if some:
        yield some


def _answer(output: IO[bytes]) -> Found | None:
    words = output.readline().split(b" ")
    if not words[-1].endswith(b"\n"):
        raise EOFError
    if words[-1].strip() in ABSENT:
        return None
    oid, kind, size = words
    content = output.read(int(size) + 1)[:-1]
    if len(content) != int(size):
        raise EOFError
    return Found(oid.decode(), kind.decode(), content)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("a git process without pipes")
    return stream
