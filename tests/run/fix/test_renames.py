"""Of a rename both halves are carried out, or none."""

from __future__ import annotations

import pytest

from devloop.git.changes import Change
from devloop.git.ids import BlobId, RepoPath
from devloop.git.trees import TreeEntry
from devloop.git.working_copy import NOTHING, Form, WorkingCopy
from devloop.run.fix.merging import MergedFix, MergeStep
from devloop.run.fix.renames import alike, whole_renames

TEXT = b"one\ntwo\nthree\n"


def entry(path: str) -> TreeEntry:
    return TreeEntry(mode="100644", blob=BlobId("1"), path=RepoPath(path))


def goes(path: str, content: bytes = TEXT) -> MergedFix:
    change = Change(path=RepoPath(path), old=entry(path), new=None)
    before = WorkingCopy(form=Form.FILE, content=content)
    return MergedFix(change=change, step=MergeStep.WRITE, before=before, after=NOTHING)


def comes(path: str, content: bytes = TEXT) -> MergedFix:
    change = Change(path=RepoPath(path), old=None, new=entry(path))
    after = WorkingCopy(form=Form.FILE, content=content)
    return MergedFix(change=change, step=MergeStep.WRITE, before=NOTHING, after=after)


def steps(*repairs: MergedFix, beside: tuple[RepoPath, ...] = ()) -> list[MergeStep]:
    return [fix.step for fix in whole_renames(repairs, beside)]


WRITE, LEAVE = MergeStep.WRITE, MergeStep.LEAVE


def test_a_rename_that_can_be_carried_out_is() -> None:
    assert steps(goes("a"), comes("b")) == [WRITE, WRITE]
    assert steps(goes("a")) == [WRITE]


def test_what_goes_stays_where_what_comes_does_not_arrive() -> None:
    gone, left = whole_renames([goes("a"), comes("b", b"else").left("a file is there")])
    assert (gone.step, left.step) == (LEAVE, LEAVE)
    assert gone.why == "it may have been renamed to b, which is not taken over"


def test_what_goes_stays_where_nobody_takes_over_what_is_new() -> None:
    assert steps(goes("a"), beside=(RepoPath("b"),)) == [LEAVE]


def test_what_looks_like_a_file_that_stays_does_not_come() -> None:
    stays = goes("a").left("edited")
    assert steps(stays, comes("b")) == [LEAVE, LEAVE]
    assert steps(stays, comes("b", b"four\nfive\n")) == [LEAVE, WRITE]
    assert steps(stays, comes("b"), goes("c", b"x")) == [LEAVE, LEAVE, LEAVE]


def test_a_file_that_only_changes_waits_for_nobody() -> None:
    change = Change(path=RepoPath("m"), old=entry("m"), new=entry("m"))
    changes = MergedFix(change=change, step=WRITE, before=NOTHING, after=NOTHING)
    assert steps(changes, comes("b").left("a file is there")) == [WRITE, LEAVE]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (b"", b"", True),
        (b"\0binary", b"\0binary", True),
        (TEXT, b"one\ntwo\nfour\n", True),
        (TEXT, b"one\nx\ny\n", False),
        (b"", TEXT, False),
    ],
)
def test_files_with_half_their_lines_in_common_are_alike(
    left: bytes, right: bytes, *, same: bool
) -> None:
    assert alike(left, right) is same
