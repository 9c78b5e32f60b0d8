"""Loaded by the project's pytest: what pytest makes of test files is kept by their content.

pytest rewrites the assertions of each test file and keeps the result beside it, known by second and
size. A workspace keeps no such files, so every run would rewrite all. Here they are kept elsewhere
under a digest of all that the result is made from: the content, the path, pytest's own rewriting,
the interpreter. Where anybody else has a hand in the rewriting, nothing is kept.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _pytest.assertion import rewrite

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    About = Callable[[Any, bytes], Any]

REWRITTEN = "DEVLOOP_TEST_REWRITTEN"
"""Names the folder, in which there is nothing else."""

NAME = "_rewrite_test"
"""The function of pytest that reads a file and compiles it."""


def pytest_configure(config: Any) -> None:
    """Stand between pytest and its rewriting, if asked to and if it is the known one."""
    folder = os.environ.pop(REWRITTEN, None)
    original: Any = getattr(rewrite, NAME, None)
    about = _about(original)
    if folder is None or about is None or hasattr(config, "workerinput"):
        return
    kept = Kept(Path(folder), original, about, _basis(config))
    setattr(rewrite, NAME, kept.rewritten)
    config.add_cleanup(lambda: setattr(rewrite, NAME, original))


def _about(function: Any) -> About | None:
    """How the function tells what a result is of; None where it is not one of pytest's own."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_filename != rewrite.__file__:
        return None
    names = code.co_varnames
    if names[: code.co_argcount] != ("fn", "config") or "co" not in names:
        return None
    if "source_hash" in names:  # pytest from 9.1 on
        return lambda fn, content: importlib.util.source_hash(content)  # noqa: ARG005
    return (lambda fn, content: os.stat(fn)) if "stat" in names else None  # noqa: ARG005, PTH116


def _basis(config: Any) -> bytes:
    """All that decides about a result beside the file: pytest's code, its options, the Python."""
    options = (config.getini("enable_assertion_pass_hook"), sys.flags, sys.version)
    return Path(rewrite.__file__).read_bytes() + repr(options).encode()


class Kept:
    """Results in a folder, each under the digest of what it was made from."""

    def __init__(
        self, folder: Path, original: Callable[..., Any], about: About, basis: bytes
    ) -> None:
        self._folder = folder
        self._original = original
        self._about = about
        self._basis = hashlib.sha256(basis).digest()

    def rewritten(self, fn: Any, config: Any) -> tuple[Any, CodeType]:
        """What pytest would make of the file."""
        content = Path(fn).read_bytes()
        about = self._about(fn, content)
        made_from = self._basis + os.fsencode(str(fn)) + b"\0" + content
        place = self._folder / hashlib.sha256(made_from).hexdigest()
        code = _read(place)
        if code is not None:
            return about, code
        about, code = self._original(fn, config)
        if Path(fn).read_bytes() == content:
            _write(place, code)
        return about, code


def _read(place: Path) -> CodeType | None:
    """What is kept there whole."""
    try:
        found = place.read_bytes()
        os.utime(place)
    except OSError:
        return None
    digest, data = found[:32], found[32:]
    if hashlib.sha256(data).digest() != digest:
        return None
    code: CodeType = marshal.loads(data)  # noqa: S302 - written by us, and whole
    return code


def _write(place: Path, code: CodeType) -> None:
    """Keep it if that is possible; whole or not at all."""
    data = marshal.dumps(code)
    passing = place.with_name(f"{place.name}.{os.getpid()}-{os.urandom(4).hex()}")
    try:
        place.parent.mkdir(exist_ok=True)
        passing.write_bytes(hashlib.sha256(data).digest() + data)
        passing.replace(place)
    except OSError:
        return
