"""Errors, in the user's words.

Every error a person can cause or meet is a `DevloopError`: a sentence, a hint with the next
command, and the exit code of the command line. It imports nothing, so that any layer can raise
and any layer can catch. What is not a `DevloopError` is a bug of devloop's.
"""

from __future__ import annotations

from typing import ClassVar

from devloop.words import counted


class DevloopError(Exception):
    """A failure with a sentence for the person at the terminal, and where to go from here."""

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DevloopError):
    """A request that makes no sense here: a revision that does not exist, a wrong option."""

    exit_code = 2


class ConfigError(DevloopError):
    """The configuration cannot be used; `problems` holds every mistake, each with its key path."""

    exit_code = 2

    def __init__(self, source: str, problems: tuple[str, ...]) -> None:
        count = counted(len(problems), "mistake")
        super().__init__(f"{source}: {count}", hint="correct it, then: devloop check")
        self.source = source
        self.problems = problems


class CannotJudge(DevloopError):
    """devloop cannot know whether the content is good, so it does not let it through."""

    exit_code = 3


class RepositoryError(CannotJudge):
    """git could not do what was needed; the message holds git's own words."""


class StoreError(CannotJudge):
    """The verdict store cannot be written: read-only, full disk, made by a newer devloop."""


class NewerStore(StoreError):
    """A newer devloop has written the store; this one cannot."""


class WorkspaceError(CannotJudge):
    """A workspace for the tree could not be made: full disk, unwritable cache directory."""


class Interrupted(DevloopError):
    """The person pressed Ctrl-C, or the terminal went away; nothing is left running."""

    exit_code = 130
