"""The fingerprint of the environment that a check sees: what besides content can change a verdict.

Found out from files, with what is slow remembered under their stats.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from devloop.verdict.distributions import distributions
from devloop.verdict.fingerprint import Fingerprint
from devloop.verdict.interpreter import Interpreter, interpreter
from devloop.verdict.memo import Memo, stat_of
from devloop.verdict.variables import visible

SHELL_SIGNS = str.maketrans(dict.fromkeys("|&;()<>`$\"'={}\n", " "))
"""What separates words in a line for the shell, as far as finding programs goes."""

MISSING = "missing"
"""What stands for a program that is not there."""


def fingerprint_environment(
    python: Path,
    variables: Mapping[str, str],
    words: Sequence[str],
    *,
    declared: Sequence[str],
    shares: tuple[tuple[str, str], ...],
    settings: tuple[tuple[str, str], ...],
    memo: Memo,
) -> Fingerprint:
    """The environment of a check as it is now.

    `words` are the programs it is known to start (looked up in the PATH of `variables`),
    `declared` the names or patterns of variables it asked for, `shares` and `settings` what the
    workspace adds. `CannotJudge` where the interpreter does not run.
    """
    about = interpreter(python, memo)
    return Fingerprint(
        platform=f"{sys.platform} {about.platform} {about.libc}",
        interpreter=_interpreter(python, about, memo),
        distributions=distributions(about.paths, memo),
        program=tuple((word, program(word, variables, memo)) for word in words),
        variables=visible(variables, declared),
        shares=shares,
        settings=settings,
    )


def _interpreter(python: Path, about: Interpreter, memo: Memo) -> tuple[tuple[str, str], ...]:
    return (
        ("version", about.version),
        ("implementation", about.implementation),
        ("abi", about.abi),
        ("prefix", about.prefix),
        ("executable", content_digest(os.path.realpath(python), memo)),
        ("base", content_digest(os.path.realpath(about.base), memo)),
    )


def program(word: str, variables: Mapping[str, str], memo: Memo) -> str:
    """The program a word starts, and the digest of its content; `missing` where there is none."""
    place = which(word, variables.get("PATH", ""))
    if place is None:
        return MISSING
    real = os.path.realpath(place)
    return f"{place} {content_digest(real, memo)} {_own_environment(real, memo)}".strip()


def _own_environment(script: str, memo: Memo) -> str:
    """For a script of a virtual environment (as pipx makes them): digest of what is installed."""
    key = f"shebang {script} {stat_of(script)}"
    fact = memo.get(key)
    if not isinstance(fact, str):
        fact = _shebang(script)
        memo.put(key, fact)
    python = Path(fact)
    if not fact or not (python.parent.parent / "pyvenv.cfg").exists():
        return ""
    installed = distributions(interpreter(python, memo).paths, memo)
    return hashlib.sha256(repr(installed).encode()).hexdigest()[:32]


def _shebang(script: str) -> str:
    """The interpreter that the first line of a script names, or nothing."""
    try:
        with Path(script).open("rb") as file:
            line = file.read(400).split(b"\n", 1)[0]
    except OSError:
        return ""
    return os.fsdecode(line[2:]).strip() if line.startswith(b"#!/") else ""


def words_of(run: str | tuple[str, ...] | None, variables: Mapping[str, str]) -> tuple[str, ...]:
    """The programs that a command is known to start.

    Of a line for the shell: its first word, and every other word that names a program.
    """
    if run is None:
        return ()
    if not isinstance(run, str):
        return run[:1]
    words = tuple(dict.fromkeys(run.translate(SHELL_SIGNS).split()))
    path = variables.get("PATH", "")
    programs = (word for word in words[1:] if os.sep not in word and which(word, path))
    return tuple(dict.fromkeys(("/bin/sh", *words[:1], *programs)))


def which(word: str, path: str) -> str | None:
    """Where a program is; None where it is not, or where it is a path into the content."""
    if os.sep in word or not word:
        return word if Path(word).is_absolute() and os.access(word, os.X_OK) else None
    endings = os.environ.get("PATHEXT", "").split(os.pathsep) if os.name == "nt" else [""]
    for folder in path.split(os.pathsep):
        for ending in endings:
            place = os.path.join(folder, word + ending)  # noqa: PTH118 - hot path
            if os.path.isfile(place) and os.access(place, os.X_OK):  # noqa: PTH113 - hot path
                return place
    return None


def content_digest(path: str, memo: Memo) -> str:
    """SHA-256 (shortened) of a file, remembered under its stat."""
    key = f"content {path} {stat_of(path)}"
    fact = memo.get(key)
    if not isinstance(fact, str):
        fact = _digest(path)
        memo.put(key, fact)
    return fact


def _digest(path: str) -> str:
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError:
        return MISSING
    return digest.hexdigest()[:32]
