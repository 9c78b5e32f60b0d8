"""Taking a change apart into pieces, from what is known of each of its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from devloop.change.classes import FileClass
from devloop.change.marks import Mark, MarkedFile, MarkedHunk
from devloop.change.split.edit import Edit, cut_new, cut_old, edit_of, lines_of, make_edits
from devloop.change.split.piece import DELETED, MODE, RENAMED, WHOLE, FileChange, Piece, Role
from devloop.change.split.seams import Seam, cut, seams_of
from devloop.config.model import SizeRule
from devloop.git.patch import GITLINK, SYMLINK, Status
from devloop.git.record import dataclass, replace

ROLES = {
    FileClass.CODE: Role.CODE,
    FileClass.TEST: Role.TEST,
    FileClass.DOC: Role.DOC,
    FileClass.LOCK: Role.LOCK,
}
"""Roles of files by class; any other was generated, as far as a plan goes."""
IDLE = frozenset({Mark.BLANK, Mark.COMMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedEdit:
    """An edit with the marks of its lines."""

    edit: Edit
    removed: tuple[Mark, ...]
    added: tuple[Mark, ...]


def pieces_of(files: Sequence[MarkedFile], rule: SizeRule) -> tuple[Piece, ...]:
    """The pieces of a change, file by file in git's order."""
    found = [piece for file in files for piece in _file_pieces(file, rule)]
    return tuple(replace(piece, place=place) for place, piece in enumerate(found))


def _file_pieces(file: MarkedFile, rule: SizeRule) -> list[Piece]:
    change = FileChange(
        patch=file.patch,
        file_class=file.classified.file_class,
        old=lines_of(file.old),
        new=lines_of(file.new),
    )
    if not _has_pieces(file, change):
        return [_whole(file, change)]
    lines = [_line_piece(change, marked) for marked in _edits(file, change, rule)]
    return [*_frame(change), *lines] or [_whole(file, change)]


def _frame(change: FileChange) -> Iterator[Piece]:
    """The change beside the lines: of the name, else of the mode."""
    patch = change.patch
    if patch.status is Status.RENAMED:
        yield _piece(change, f"{RENAMED}{patch.old_path}", Role.RENAME)
    elif patch.mode != patch.old_mode and patch.status is Status.MODIFIED:
        yield _piece(change, f"{MODE}{patch.mode}", Role.RENAME)


def _has_pieces(file: MarkedFile, change: FileChange) -> bool:
    """True if it can be taken apart: a text on both sides whose lines people write."""
    patch = file.patch
    modes = {patch.old_mode, patch.mode}
    if patch.status in {Status.DELETED, Status.RETYPED} or modes & {GITLINK, SYMLINK}:
        return False
    if not patch.hunks:
        return patch.status is not Status.ADDED and not patch.binary
    if not file.hunks or file.classified.file_class not in {FileClass.CODE, FileClass.TEST}:
        return patch.status is Status.RENAMED and file.written and bool(file.hunks)
    edits = [edit_of(hunk) for hunk in patch.hunks]
    return make_edits(change.old, change.new, edits) == b"".join(change.new)


def _whole(file: MarkedFile, change: FileChange) -> Piece:
    """All of a file as one piece, such as a link in place of a text."""
    if change.patch.status is Status.DELETED:
        return _piece(change, DELETED, _role(change))
    piece = _piece(change, WHOLE, _role(change))
    if change.file_class is not FileClass.CODE:
        return piece
    return replace(piece, weight=sum(_weight(h.removed, h.added) for h in file.hunks))


def _role(change: FileChange) -> Role:
    return ROLES.get(change.file_class, Role.GENERATED)


def _piece(change: FileChange, about: str, role: Role) -> Piece:
    return Piece(name=f"{change.patch.path}: {about}", file=change, role=role, place=0)


def _edits(file: MarkedFile, change: FileChange, rule: SizeRule) -> Iterator[MarkedEdit]:
    """The edits of a file, long ones cut where that is possible."""
    for marked in file.hunks:
        edit = edit_of(marked.hunk)
        whole = MarkedEdit(edit=edit, removed=tuple(marked.removed), added=tuple(marked.added))
        if file.classified.file_class is not FileClass.CODE:
            yield whole
        elif marked.added:
            yield from _cut(whole, _new_places(file, change, marked, rule))
        else:
            seams = seams_of(file.old, change.old, file.syntax)
            places = [seam.line for seam in seams if not seam.inner and not seam.depth]
            yield from _cut_deletion(whole, places)


def _new_places(
    file: MarkedFile, change: FileChange, marked: MarkedHunk, rule: SizeRule
) -> tuple[int, ...]:
    first = marked.hunk.new_start - 1
    news = [mark is Mark.NEW or mark is Mark.MOVED for mark in marked.added]
    if sum(news) <= rule.target:
        return ()
    seams: tuple[Seam, ...] = seams_of(file.new, change.new, file.syntax)

    def weigh(start: int, end: int) -> int:
        return sum(news[start - first : end - first])

    end = first + len(news)
    return cut(seams, first, end, weigh, target=rule.target, limit=rule.ceiling)


def _cut(whole: MarkedEdit, places: Sequence[int]) -> Iterator[MarkedEdit]:
    first = whole.edit.new_start
    for number, edit in enumerate(cut_new(whole.edit, places)):
        added = whole.added[edit.new_start - first : edit.new_end - first]
        removed = () if number else whole.removed
        yield MarkedEdit(edit=edit, removed=removed, added=added)


def _cut_deletion(whole: MarkedEdit, places: Sequence[int]) -> Iterator[MarkedEdit]:
    first = whole.edit.old_start
    for edit in cut_old(whole.edit, places):
        removed = whole.removed[edit.old_start - first : edit.old_end - first]
        yield MarkedEdit(edit=edit, removed=removed, added=())


def _line_piece(change: FileChange, marked: MarkedEdit) -> Piece:
    edit, is_code = marked.edit, change.file_class is FileClass.CODE
    return Piece(
        name=f"{change.patch.path}: {_lines(edit)}",
        file=change,
        role=_line_role(change, marked),
        place=0,
        edits=(edit,),
        weight=_weight(marked.removed, marked.added) if is_code else 0,
        moved=_moved(change, marked),
    )


def _lines(edit: Edit) -> str:
    """Such as "lines 3-7" of the new file, or "old lines 3-7" where there are no new ones."""
    if edit.new_start < edit.new_end:
        return f"lines {_range(edit.new_start, edit.new_end)}"
    return f"old lines {_range(edit.old_start, edit.old_end)}"


def _range(start: int, end: int) -> str:
    return str(end) if end - start == 1 else f"{start + 1}-{end}"


def _line_role(change: FileChange, marked: MarkedEdit) -> Role:
    marks = {*marked.removed, *marked.added} - IDLE
    if marks == {Mark.FORMAT}:
        return Role.FORMAT
    return Role.MOVE if marks == {Mark.MOVED} else _role(change)


def _weight(removed: Sequence[Mark], added: Sequence[Mark]) -> int:
    new, old = added.count(Mark.NEW), removed.count(Mark.NEW)
    return max(new, old) if new else 0


def _moved(change: FileChange, marked: MarkedEdit) -> frozenset[bytes]:
    edit = marked.edit
    old = zip(change.old[edit.old_start : edit.old_end], marked.removed, strict=True)
    new = zip(change.new[edit.new_start : edit.new_end], marked.added, strict=True)
    return frozenset(line.strip() for line, mark in (*old, *new) if mark is Mark.MOVED)
