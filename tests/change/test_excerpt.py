"""What of a changed file is shown, and what is said of each line."""

from __future__ import annotations

from itertools import takewhile

from devloop.change.excerpt import excerpt
from devloop.change.marks import Mark
from devloop.change.measure import marked_files
from devloop.change.policy import Policy
from devloop.change.untested import LinesRun, new_statements
from devloop.git.ids import BlobId, RepoPath
from devloop.git.patch import FilePatch, Hunk, Status

STAYED = tuple(f"x{n} = {n}".encode() for n in range(1, 21))


def shown(old: tuple[bytes, ...], new: tuple[bytes, ...], start: int, run: LinesRun) -> list[str]:
    """The passages after `old` became `new` at line `start` of a long file."""
    before = (*STAYED[: start - 1], *old, *STAYED[start - 1 :])
    after = (*STAYED[: start - 1], *new, *STAYED[start - 1 :])
    contents = {"1": b"\n".join(before) + b"\n", "2": b"\n".join(after) + b"\n"}
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    at = start + same
    patch = FilePatch(
        status=Status.MODIFIED,
        old_path=RepoPath("a.py"),
        path=RepoPath("a.py"),
        old_mode="100644",
        mode="100644",
        old_blob=BlobId("1"),
        blob=BlobId("2"),
        hunks=(Hunk(old_start=at, new_start=at, removed=old[same:], added=new[same:]),),
    )
    (file,) = marked_files((patch,), contents, Policy())
    passages = excerpt(file, new_statements(file, run))
    return [
        f"{line.number} {line.text} [{line.standing.value if line.standing else ''}]"
        for passage in passages
        for line in passage
    ]


def test_three_lines_stand_around_what_is_new() -> None:
    assert shown((), (b"y = 1",), 10, LinesRun(missing=frozenset({10}))) == [
        "7 x7 = 7 []",
        "8 x8 = 8 []",
        "9 x9 = 9 []",
        "10 y = 1 [not run]",
        "11 x10 = 10 []",
        "12 x11 = 11 []",
        "13 x12 = 12 []",
    ]


def test_what_follows_the_last_line_end_is_no_line() -> None:
    found = shown((), (b"y = 1",), 21, LinesRun(ran=frozenset({21})))
    assert found[-1] == "21 y = 1 [run]"


def test_a_line_that_owes_nothing_says_why() -> None:
    found = shown((b"y = f(1,2)",), (b"# why", b"y = f(1, 2)"), 1, LinesRun(ran=frozenset({2})))
    assert found[:2] == [f"1 # why [{Mark.COMMENT.value}]", f"2 y = f(1, 2) [{Mark.FORMAT.value}]"]


def test_every_line_of_a_statement_is_shown_as_what_became_of_it() -> None:
    run = LinesRun(ran=frozenset({5}), partial=frozenset({5}))
    found = shown((b"y = f(1,", b"2)"), (b"y = f(1,", b"3)"), 5, run)
    assert found[3:5] == ["5 y = f(1, [partial]", "6 3) [partial]"]


def test_a_statement_is_shown_from_its_first_line_on() -> None:
    middle = tuple(b"1," for _ in range(9))
    run = LinesRun(missing=frozenset({5}))
    found = shown((b"y = [", *middle, b"2]"), (b"y = [", *middle, b"3]"), 5, run)
    assert "5 y = [ [not run]" in found
    assert "15 3] [not run]" in found
