"""Carrying out what was decided for fixed files: gather the sides, save, write, stage.

Everything that would be overwritten is a git blob before anything is written; each file appears
whole or not at all; the index comes last. Killed at any moment, doing it again goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from devloop.errors import CannotJudge, RepositoryError
from devloop.git.changes import Change
from devloop.git.ids import BlobId, RepoPath
from devloop.git.index import blobs_of_files, index_entries, put_into_index, write_out
from devloop.git.process import GitFailed
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository
from devloop.git.working_copy import Form, put, read_working_copy
from devloop.run.fix.merging import MergedFix, MergeStep, Sides, confirm, decide
from devloop.run.fix.renames import whole_renames


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a file was before: enough to undo everything."""

    fix: MergedFix
    file: BlobId | None
    """The bytes of the working copy; None where it was not overwritten, or was no file."""

    @property
    def index(self) -> BlobId | None:
        """The content that the index had; None for a new file."""
        old = self.fix.change.old
        return None if old is None else old.blob


def decide_all(
    repo: Repository, changes: Sequence[Change], beside: Sequence[RepoPath], folder: Path
) -> tuple[MergedFix, ...]:
    """What to do with each changed file; works in `folder`, which must not exist.

    `beside` are new files that nobody takes over.
    """
    write_out(repo, [c.old for c in changes if c.old], folder / "base")
    write_out(repo, [c.new for c in changes if c.new], folder / "fixed")
    sides = _as_git_sees_them(repo, [_sides(repo, change, folder) for change in changes])
    merge = partial(merge_files, repo, folder)
    return whole_renames(tuple(decide(side, merge) for side in sides), beside)


def _sides(repo: Repository, change: Change, folder: Path) -> Sides:
    return Sides(
        change=change,
        base=read_working_copy(folder / "base", change.path),
        fixed=read_working_copy(folder / "fixed", change.path),
        ours=read_working_copy(repo.top, change.path),
    )


def _as_git_sees_them(repo: Repository, sides: Sequence[Sides]) -> tuple[Sides, ...]:
    """The sides, those marked whose bytes differ from the index only as git lets them differ."""
    asked = [
        side
        for side in sides
        if side.base.form is side.ours.form is Form.FILE and side.base.content != side.ours.content
    ]
    blobs = blobs_of_files(repo, [side.change.path for side in asked], keep=False)
    same = {
        side.change.path
        for side, blob in zip(asked, blobs, strict=True)
        if side.change.old is not None and side.change.old.blob == blob
    }
    return tuple(replace(side, unmodified=side.change.path in same) for side in sides)


def merge_files(
    repo: Repository, folder: Path, ours: bytes, base: bytes, theirs: bytes
) -> bytes | None:
    """Git's three-way merge of contents; None where they conflict or are no text."""
    names = []
    for name, content in (("ours", ours), ("old", base), ("theirs", theirs)):
        (folder / name).write_bytes(content)
        names.append(str(folder / name))
    try:
        return repo.git("merge-file", "-p", "-q", *names)
    except GitFailed:
        return None


def carry_out(repo: Repository, repairs: Sequence[MergedFix]) -> tuple[Saved, ...]:
    """Write what was decided, working tree first; gives what became of each file."""
    if repo.index_file.with_name(f"{repo.index_file.name}.lock").exists():
        raise CannotJudge(
            "another git process is writing the index", hint="when it is done: devloop fix"
        )
    staged = index_entries(repo)
    confirmed = confirm(
        repairs,
        lambda change: staged.get(change.path) == change.old,
        lambda change: read_working_copy(repo.top, change.path),
    )
    done = _write_all(repo, _save(repo, whole_renames(confirmed)))
    _stage(repo, tuple(s.fix.change for s in done if s.fix.step is not MergeStep.LEAVE))
    return done


def _save(repo: Repository, repairs: Sequence[MergedFix]) -> tuple[Saved, ...]:
    """Make a blob of everything that will be overwritten."""
    asked = [m for m in repairs if m.step is MergeStep.WRITE and m.before.form is Form.FILE]
    blobs = blobs_of_files(repo, [m.change.path for m in asked], keep=True)
    known = {m.change.path: blob for m, blob in zip(asked, blobs, strict=True)}
    return tuple(Saved(fix=fix, file=known.get(fix.change.path)) for fix in repairs)


def _write_all(repo: Repository, saved: Sequence[Saved]) -> tuple[Saved, ...]:
    """Write the files; what goes comes last, and only where all that comes has come."""
    stay = [one for one in saved if one.fix.change.new is not None]
    done = [_write(repo, one) for one in stay]
    came = [one.fix for one in done]
    go = [one for one in saved if one.fix.change.new is None]
    checked = whole_renames([*came, *(one.fix for one in go)])[len(came) :]
    kept = (replace(one, fix=fix) for one, fix in zip(go, checked, strict=True))
    written = {one.fix.change.path: one for one in (*done, *(_write(repo, k) for k in kept))}
    return tuple(written[one.fix.change.path] for one in saved)


def _write(repo: Repository, saved: Saved) -> Saved:
    fix = saved.fix
    if fix.step is not MergeStep.WRITE:
        return saved
    if read_working_copy(repo.top, fix.change.path) != fix.before:
        return Saved(fix=fix.left("it was edited meanwhile"), file=None)
    try:
        put(repo.top, fix.change.path, fix.after)
    except OSError as error:
        why = f"it cannot be written: {error.strerror or error}"
        return Saved(fix=fix.left(why), file=None)
    return saved


def _stage(repo: Repository, changes: Sequence[Change]) -> None:
    if not changes:
        return
    try:
        put_into_index(repo, changes)
    except GitFailed as failed:
        raise RepositoryError(
            f"the working tree is fixed, the index is not: {failed.stderr.strip()}",
            hint="devloop fix",
        ) from failed
