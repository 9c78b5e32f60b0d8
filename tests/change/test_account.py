"""What a hunk says about itself."""

from __future__ import annotations

from devloop.change.account import HunkSize


def hunk(
    *, new: int = 0, old: int = 0, blank: int = 0, comment: int = 0, moved: int = 0, format: int = 0
) -> HunkSize:
    return HunkSize(
        old_start=1,
        new_start=1,
        added=9,
        removed=9,
        new=new,
        old=old,
        blank=blank,
        comment=comment,
        moved=moved,
        format=format,
    )


def test_a_changed_line_is_worth_one() -> None:
    assert hunk(new=1, old=1).lines == 1


def test_a_deletion_is_worth_nothing_and_said() -> None:
    assert (hunk(old=5).lines, hunk(old=5).why) == (0, "5 deleted left out")


def test_the_greater_side_counts_and_the_removed_lines_are_said() -> None:
    assert (hunk(new=1, old=3).lines, hunk(new=1, old=3).why) == (3, "2 removed count")


def test_every_reason_is_named_with_its_number() -> None:
    why = hunk(new=1, blank=2, comment=3, moved=1, format=1).why
    assert why == "2 blank, 3 comment, 1 moved, 1 format left out"


def test_where_every_line_counts_there_is_nothing_to_explain() -> None:
    assert hunk(new=2).why == ""
