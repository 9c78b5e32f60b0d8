"""Sizes from values alone."""

from __future__ import annotations

from devloop.change.measure import RENAMES_LIMITED, measure
from devloop.change.policy import Policy
from devloop.git.ids import BlobId, RepoPath
from devloop.git.patch import FilePatch, Hunk, Status

NOTHING = BlobId("0" * 40)


def whole_file(status: Status, number: int, lines: tuple[bytes, ...] = ()) -> FilePatch:
    came = status is Status.ADDED
    name = RepoPath(f"{status.value}{number}.zz")
    hunk = Hunk(
        old_start=1, new_start=1, removed=() if came else lines, added=lines if came else ()
    )
    return FilePatch(
        status=status,
        old_path=name,
        path=name,
        old_mode="000000" if came else "100644",
        mode="100644" if came else "000000",
        old_blob=NOTHING if came else BlobId("1" * 40),
        blob=BlobId("2" * 40) if came else NOTHING,
        hunks=(hunk,) if lines else (),
    )


def test_it_is_said_when_there_were_too_many_files_to_look_for_renames() -> None:
    few = [whole_file(status, n) for n in range(10) for status in (Status.ADDED, Status.DELETED)]
    many = [whole_file(status, n) for n in range(1001) for status in (Status.ADDED, Status.DELETED)]
    assert measure(few, {}, Policy()).notes == ()
    assert measure(many, {}, Policy()).notes == (RENAMES_LIMITED,)


def test_nothing_is_new_in_no_change() -> None:
    size = measure((), {}, Policy())
    assert (size.effective, size.files) == (0, ())


def test_a_size_is_the_same_for_the_same_values() -> None:
    patch = whole_file(Status.ADDED, 1, (b"one", b"two"))
    assert measure([patch], {}, Policy()) == measure([patch], {}, Policy())
