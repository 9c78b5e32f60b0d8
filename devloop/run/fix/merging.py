"""Bringing fixed content to the index and the working tree, with unstaged edits kept.

Where a file on disk is as the index has it, it gets the fixed content. Where it holds edits of
its own, both are merged; where that is not possible, neither it nor its index entry is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from devloop.git.changes import Change
from devloop.git.record import dataclass, replace
from devloop.git.working_copy import NOTHING, Form, WorkingCopy


class MergeStep(Enum):
    """Step for one file."""

    WRITE = "fixed"
    """Its working copy and its index entry change."""
    STAGE = "fixed in the index"
    """Only the index entry changes: the working copy is as it should be."""
    LEAVE = "left alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One changed file, on all sides, each as it is (or would be) on disk."""

    change: Change
    base: WorkingCopy
    """As the index has it."""
    fixed: WorkingCopy
    ours: WorkingCopy
    """What stands in the working tree."""
    unmodified: bool = False
    """True if `ours` is what the index has, in git's eyes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedFix:
    """Decision for one file."""

    change: Change
    step: MergeStep
    before: WorkingCopy
    after: WorkingCopy
    why: str = ""
    """Why it is left alone."""

    def left(self, why: str) -> MergedFix:
        """The same file, left alone."""
        return replace(self, step=MergeStep.LEAVE, why=why)


Merge = Callable[[bytes, bytes, bytes], bytes | None]
"""From ours, base and theirs to their three-way merge, or None where they conflict."""


def decide(sides: Sides, merge: Merge) -> MergedFix:
    """Decide what to do with one file."""
    wanted = _wanted(sides, merge)
    fix = MergedFix(change=sides.change, step=MergeStep.WRITE, before=sides.ours, after=NOTHING)
    if wanted is None:
        return fix.left(_why_not(sides))
    step = MergeStep.STAGE if wanted == sides.ours else MergeStep.WRITE
    return replace(fix, step=step, after=wanted)


def _wanted(sides: Sides, merge: Merge) -> WorkingCopy | None:
    """What shall stand in the working tree; None where nobody can tell."""
    base, fixed, ours = sides.base, sides.fixed, sides.ours
    if ours in (fixed, base) or sides.unmodified:
        return _with_mode(fixed, base, ours)
    if not base.form is fixed.form is ours.form is Form.FILE:
        return None
    content = merge(ours.content, base.content, fixed.content)
    return None if content is None else _with_mode(replace(fixed, content=content), base, ours)


def _with_mode(wanted: WorkingCopy, base: WorkingCopy, ours: WorkingCopy) -> WorkingCopy:
    """True if it may be executed: as whoever changed that says, the person before the fixer."""
    changed = ours.form is base.form is Form.FILE and ours.executable != base.executable
    return replace(wanted, executable=ours.executable) if changed else wanted


def _why_not(sides: Sides) -> str:
    match sides.ours.form:
        case Form.NOTHING:
            return "you have deleted it"
        case Form.FILE if sides.base.form is Form.NOTHING:
            return "it would be new, and a file of that name is there"
        case Form.FILE if sides.base.form is sides.fixed.form is Form.FILE:
            return "your unstaged edits touch the same lines"
        case Form.FILE | Form.LINK | Form.OTHER:
            return "something else stands in its place"


def confirm(
    repairs: Sequence[MergedFix],
    staged: Callable[[Change], bool],
    ours: Callable[[Change], WorkingCopy],
) -> tuple[MergedFix, ...]:
    """The fixes, those left alone whose file or index entry is no longer what was decided on.

    `staged` says whether the index still has the old side of a change, `ours` what stands in the
    working tree now.
    """
    return tuple(_confirm(fix, staged, ours) for fix in repairs)


def _confirm(
    fix: MergedFix, staged: Callable[[Change], bool], ours: Callable[[Change], WorkingCopy]
) -> MergedFix:
    if fix.step is MergeStep.LEAVE:
        return fix
    if not staged(fix.change):
        return fix.left("it was staged again meanwhile")
    return fix if ours(fix.change) == fix.before else fix.left("it was edited meanwhile")
