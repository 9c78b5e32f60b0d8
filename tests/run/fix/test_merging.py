"""What is decided for one fixed file, from the values on its four sides."""

from __future__ import annotations

import pytest

from devloop.git.changes import Change
from devloop.git.ids import BlobId, RepoPath
from devloop.git.trees import TreeEntry
from devloop.git.working_copy import NOTHING, OTHER, Form, WorkingCopy
from devloop.run.fix.merging import MergedFix, MergeStep, Sides, confirm, decide

PATH = RepoPath("a.py")


def entry(blob: str) -> TreeEntry:
    return TreeEntry(mode="100644", blob=BlobId(blob), path=PATH)


CHANGE = Change(path=PATH, old=entry("1"), new=entry("2"))


def file(content: bytes, *, executable: bool = False) -> WorkingCopy:
    return WorkingCopy(form=Form.FILE, content=content, executable=executable)


def link(target: bytes) -> WorkingCopy:
    return WorkingCopy(form=Form.LINK, content=target)


def no_merge(ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    raise AssertionError((ours, base, theirs))


def conflict(ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    assert ours != base != theirs
    return None


def fix_of(
    ours: WorkingCopy,
    base: WorkingCopy = file(b"base"),  # noqa: B008 - a frozen value
    fixed: WorkingCopy = file(b"fixed"),  # noqa: B008
    *,
    unmodified: bool = False,
) -> MergedFix:
    sides = Sides(change=CHANGE, base=base, fixed=fixed, ours=ours, unmodified=unmodified)
    return decide(sides, no_merge)


def test_a_file_without_edits_gets_the_fixed_content() -> None:
    fix = fix_of(file(b"base"))
    assert (fix.step, fix.after.content) == (MergeStep.WRITE, b"fixed")


def test_a_file_that_git_takes_for_unmodified_gets_the_fixed_content() -> None:
    fix = fix_of(file(b"base\r"), unmodified=True)
    assert (fix.step, fix.after.content) == (MergeStep.WRITE, b"fixed")


def test_a_file_that_is_fixed_already_is_only_staged() -> None:
    assert fix_of(file(b"fixed")).step is MergeStep.STAGE


def test_edits_and_fixes_are_merged() -> None:
    sides = Sides(change=CHANGE, base=file(b"b"), fixed=file(b"f"), ours=file(b"o"))
    fix = decide(sides, lambda ours, base, theirs: ours + base + theirs)
    assert (fix.step, fix.after.content) == (MergeStep.WRITE, b"obf")


def test_a_merge_that_gives_the_edited_file_writes_nothing() -> None:
    sides = Sides(change=CHANGE, base=file(b"b"), fixed=file(b"f"), ours=file(b"o"))
    assert decide(sides, lambda ours, _base, _theirs: ours).step is MergeStep.STAGE


def test_a_conflict_is_left_alone_with_the_reason() -> None:
    sides = Sides(change=CHANGE, base=file(b"b"), fixed=file(b"f"), ours=file(b"o"))
    fix = decide(sides, conflict)
    assert (fix.step, fix.why) == (MergeStep.LEAVE, "your unstaged edits touch the same lines")


@pytest.mark.parametrize(
    ("ours", "why"),
    [
        (NOTHING, "you have deleted it"),
        (OTHER, "something else stands in its place"),
        (link(b"x"), "something else stands in its place"),
    ],
)
def test_what_cannot_be_merged_is_left_alone(ours: WorkingCopy, why: str) -> None:
    fix = fix_of(ours)
    assert (fix.step, fix.why) == (MergeStep.LEAVE, why)


def test_a_new_file_is_written_where_nothing_stands() -> None:
    assert fix_of(NOTHING, base=NOTHING).step is MergeStep.WRITE


def test_a_new_file_does_not_replace_one_that_is_there() -> None:
    fix = fix_of(file(b"mine"), base=NOTHING)
    assert (fix.step, fix.why) == (
        MergeStep.LEAVE,
        "it would be new, and a file of that name is there",
    )


def test_a_deletion_takes_an_unedited_file_away() -> None:
    fix = fix_of(file(b"base"), fixed=NOTHING)
    assert (fix.step, fix.after) == (MergeStep.WRITE, NOTHING)


def test_a_deletion_leaves_an_edited_file_alone() -> None:
    assert fix_of(file(b"edited"), fixed=NOTHING).step is MergeStep.LEAVE


def test_an_unedited_link_gets_its_new_target() -> None:
    assert fix_of(link(b"a"), base=link(b"a"), fixed=link(b"b")).after == link(b"b")


def test_the_person_s_permission_to_execute_comes_before_the_fixer_s() -> None:
    mine = fix_of(file(b"base", executable=True), unmodified=True)
    assert mine.after == file(b"fixed", executable=True)


def test_the_fixer_s_permission_to_execute_counts_where_the_person_changed_none() -> None:
    assert fix_of(file(b"base"), fixed=file(b"base", executable=True)).after.executable


def confirmed(fix: MergedFix, *, staged: bool, ours: WorkingCopy) -> MergedFix:
    return confirm((fix,), lambda _: staged, lambda _: ours)[0]


def test_what_was_staged_anew_meanwhile_is_left_alone() -> None:
    fix = confirmed(fix_of(file(b"base")), staged=False, ours=file(b"base"))
    assert (fix.step, fix.why) == (MergeStep.LEAVE, "it was staged again meanwhile")


def test_what_was_edited_meanwhile_is_left_alone() -> None:
    fix = confirmed(fix_of(file(b"base")), staged=True, ours=file(b"typed"))
    assert (fix.step, fix.why) == (MergeStep.LEAVE, "it was edited meanwhile")


def test_what_is_as_it_was_stands_confirmed() -> None:
    fix = fix_of(file(b"base"))
    assert confirmed(fix, staged=True, ours=file(b"base")) == fix
