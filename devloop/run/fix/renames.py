"""A file that a fixer renames comes whole: its old name goes only where its new one arrives.

A fixer does not say what it renamed. So as long as some new file does not arrive, every file that
would go may be the one that was to come back under that name, and stays; and where a file stays,
so does not arrive what looks like it.
"""

from __future__ import annotations

from collections.abc import Sequence

from devloop.git.ids import RepoPath
from devloop.run.fix.merging import MergedFix, MergeStep

ALIKE = 0.5
"""Share of lines in common from which on one file may be the other, as in `git diff -M`."""


def whole_renames(
    repairs: Sequence[MergedFix], beside: Sequence[RepoPath] = ()
) -> tuple[MergedFix, ...]:
    """The fixes, those left alone that would be half of a rename.

    `beside` are new files that nobody takes over.
    """
    there = tuple(_while_one_stays(fix, repairs) for fix in repairs)
    missing = (*(fix.change.path for fix in there if _is_left(fix) and _comes(fix)), *beside)
    return tuple(_while_one_is_missing(fix, missing) for fix in there)


def _while_one_stays(fix: MergedFix, repairs: Sequence[MergedFix]) -> MergedFix:
    if _is_left(fix) or not _comes(fix):
        return fix
    for other in repairs:
        if _goes(other) and _is_left(other) and alike(other.before.content, fix.after.content):
            return fix.left(f"it looks like {other.change.path}, which stays: {other.why}")
    return fix


def _while_one_is_missing(fix: MergedFix, missing: Sequence[RepoPath]) -> MergedFix:
    if _is_left(fix) or not _goes(fix) or not missing:
        return fix
    return fix.left(f"it may have been renamed to {missing[0]}, which is not taken over")


def alike(left: bytes, right: bytes) -> bool:
    """True if one may be the other after some edits."""
    if left == right:
        return True
    ours, theirs = set(left.splitlines()), set(right.splitlines())
    return len(ours & theirs) >= ALIKE * max(len(ours), len(theirs), 1)


def _is_left(fix: MergedFix) -> bool:
    return fix.step is MergeStep.LEAVE


def _comes(fix: MergedFix) -> bool:
    return fix.change.old is None


def _goes(fix: MergedFix) -> bool:
    return fix.change.new is None
