"""The fingerprint of the environment that a check sees: what besides content can change a verdict.

Found out from files, with what is slow remembered under their stats.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from devloop.environment.distributions import distributions, look_at
from devloop.environment.editable import foreign_sources
from devloop.environment.fingerprint import Fingerprint
from devloop.environment.interpreter import Interpreter, interpreter
from devloop.environment.memo import Memo
from devloop.environment.personal import personal_settings
from devloop.environment.program import MISSING, interpreter_files, program, words_of
from devloop.environment.variables import search_modules, visible

__all__ = ["MISSING", "fingerprint_environment", "programs_of", "words_of"]


def fingerprint_environment(
    python: Path,
    variables: Mapping[str, str],
    *,
    declared: Sequence[str],
    shares: tuple[tuple[str, str], ...],
    settings: tuple[tuple[str, str], ...],
    memo: Memo,
    key: bytes,
    tops: Sequence[Path] = (),
) -> Fingerprint:
    """The environment of a check as it is now, but for the programs that it starts.

    `declared` are the names or patterns of variables it asked for, `shares` and `settings` what
    the workspace adds, `key` is what values of variables are kept under, `tops` are the worktrees
    whose code it gets from its workspace. `CannotJudge` where the interpreter does not run.
    """
    about = interpreter(python, memo, variables)
    installed = look_at((*about.paths, *search_modules(variables)))
    return Fingerprint(
        platform=f"{sys.platform} {about.platform} {about.libc}",
        interpreter=_interpreter(python, about, memo),
        distributions=distributions(installed, memo),
        sources=foreign_sources(installed, about, tops, memo),
        program=(),
        variables=visible(variables, declared, key),
        personal=personal_settings(variables, memo),
        shares=shares,
        settings=settings,
    )


def programs_of(
    words: Sequence[str], python: Path, variables: Mapping[str, str], memo: Memo
) -> tuple[tuple[str, str], ...]:
    """The programs that a check is known to start, looked up in the PATH of `variables`."""
    return tuple((word, program(word, variables, memo, known=python)) for word in words)


def _interpreter(python: Path, about: Interpreter, memo: Memo) -> tuple[tuple[str, str], ...]:
    return (
        ("version", about.version),
        ("implementation", about.implementation),
        ("abi", about.abi),
        ("prefix", about.prefix),
        *interpreter_files(python, about.base, about.library, memo),
    )
