"""The size of a change, from values alone: what git said, contents, attributes, patterns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from devloop.change.account import ClassCounts, FileSize, HunkSize, LineRun, Size, left_out
from devloop.change.classes import Classified, FileClass, classify
from devloop.change.headers import class_by_content
from devloop.change.lexing.script_languages import PYTHON
from devloop.change.marks import Mark, MarkedFile, MarkedHunk, mark_file
from devloop.change.moves import mark_moves
from devloop.change.policy import Policy
from devloop.change.white_space import mark_white_space
from devloop.git.ids import RepoPath
from devloop.git.patch import GITLINK, RENAME_LIMIT, FilePatch, Status, as_added
from devloop.git.record import replace
from devloop.words import counted

RENAMES_LIMITED = (
    "so many files came and went that only those renamed without an edit were recognised"
)


def measure(patches: Sequence[FilePatch], contents: Mapping[str, bytes], policy: Policy) -> Size:
    """The size of a change.

    `contents` holds, by id, both sides of each file that has lines.
    """
    return size_of_marked(marked_files(patches, contents, policy), patches)


def marked_files(
    patches: Sequence[FilePatch], contents: Mapping[str, bytes], policy: Policy
) -> tuple[MarkedFile, ...]:
    """The files of a change with a mark for each line, in the order of `patches`."""
    files = tuple(_marked(patch, contents, policy) for patch in patches)
    for file in files:
        _mark_layout(file)
    mark_moves(files)
    return files


def size_of_marked(files: Sequence[MarkedFile], patches: Sequence[FilePatch]) -> Size:
    """The size of a change whose lines are marked."""
    sizes = tuple(map(_file_size, files))
    return Size(
        effective=sum(size.effective for size in sizes),
        classes=_class_counts(sizes),
        files=sizes,
        notes=(*_notes(patches), *map(_too_large, (file for file in files if file.too_large))),
    )


def _notes(patches: Sequence[FilePatch]) -> tuple[str, ...]:
    came = sum(patch.status is Status.ADDED for patch in patches)
    went = sum(patch.status is Status.DELETED for patch in patches)
    return (RENAMES_LIMITED,) if came * went > RENAME_LIMIT**2 else ()


def _too_large(file: MarkedFile) -> str:
    return f"{file.patch.path} is too large to be looked into: its comments are counted as code"


def _marked(patch: FilePatch, contents: Mapping[str, bytes], policy: Policy) -> MarkedFile:
    old, new = contents.get(patch.old_blob, b""), contents.get(patch.blob, b"")
    classified = _classified(patch, patch.path, policy, old, new)
    if patch.old_path != patch.path and classified.file_class is FileClass.CODE:
        before = _classified(_alone(patch), patch.old_path, policy, old, old)
        if before.file_class is not FileClass.CODE:
            why = f"{classified.why}; it was {before.file_class.value}, so all of it is new"
            return mark_file(as_added(patch, new), replace(classified, why=why), b"", new)
    return mark_file(patch, classified, old, new)


def _classified(
    patch: FilePatch, path: RepoPath, policy: Policy, old: bytes, new: bytes
) -> Classified:
    by_name = classify(path, policy.attributes.get(path, {}), policy.ignored)
    return class_by_content(patch, by_name, old, new)


def _alone(patch: FilePatch) -> FilePatch:
    """The file as it was, as if only its lines had changed."""
    return replace(patch, path=patch.old_path, mode=patch.old_mode, status=Status.MODIFIED)


def _mark_layout(file: MarkedFile) -> None:
    if not file.written or not file.hunks:
        return
    mark_white_space(file)
    if file.syntax is PYTHON and not file.too_large:
        from devloop.change.python_layout import mark_python_layout  # many changes hold no Python

        mark_python_layout(file)


def _file_size(file: MarkedFile) -> FileSize:
    woken = (replace(_hunk_size(marked), woken=True) for marked in file.woken)
    hunks = (*map(_hunk_size, file.hunks), *woken)
    lines = sum(hunk.lines for hunk in hunks)
    is_code = file.classified.file_class is FileClass.CODE
    return FileSize(
        path=file.patch.path,
        old_path=file.patch.old_path,
        file_class=file.classified.file_class,
        rule=file.classified.why,
        lines=lines,
        effective=lines if is_code else 0,
        why=_why(file, hunks, lines),
        hunks=hunks,
    )


def _hunk_size(marked: MarkedHunk) -> HunkSize:
    count = marked.added.count
    return HunkSize(
        old_start=marked.hunk.old_start,
        new_start=marked.hunk.new_start,
        added=len(marked.added),
        removed=len(marked.removed),
        new=count(Mark.NEW),
        old=marked.removed.count(Mark.NEW),
        blank=count(Mark.BLANK),
        comment=count(Mark.COMMENT),
        moved=count(Mark.MOVED),
        format=count(Mark.FORMAT),
        runs=tuple(_runs(marked)),
    )


def _runs(marked: MarkedHunk) -> Iterator[LineRun]:
    first = marked.hunk.new_start
    for mark, run in groupby(marked.added):
        last = first + len(tuple(run)) - 1
        yield LineRun(first=first, last=last, why="counts" if mark is Mark.NEW else mark.value)
        first = last + 1


def _why(file: MarkedFile, hunks: Sequence[HunkSize], lines: int) -> str:
    """One sentence on a file's number."""
    out = left_out(
        blank=sum(hunk.blank for hunk in hunks),
        comment=sum(hunk.comment for hunk in hunks),
        moved=sum(hunk.moved for hunk in hunks),
        format=sum(hunk.format for hunk in hunks),
        deleted=sum(hunk.deleted for hunk in hunks),
    )
    replaced = sum(hunk.replaced for hunk in hunks)
    what = _what(file, lines) + (f", {replaced} of them removed" if replaced else "")
    parts = [what, out]
    if file.classified.file_class is not FileClass.CODE:
        parts.append(f"{file.classified.file_class.value}: {file.classified.why}")
    return "; ".join(part for part in parts if part)


def _what(file: MarkedFile, lines: int) -> str:
    patch = file.patch
    if patch.status is Status.DELETED:
        return "deleted"
    renamed = f"renamed from {patch.old_path}" if patch.status is Status.RENAMED else ""
    if patch.mode == GITLINK or not file.classified.has_lines:
        return renamed
    if not patch.hunks and not file.woken:
        return renamed or ("empty" if patch.status is Status.ADDED else "only the mode changed")
    told = counted(lines, "line")
    return f"{renamed}, {told}" if renamed else told


def _class_counts(files: Sequence[FileSize]) -> ClassCounts:
    def lines(*classes: FileClass) -> int:
        return sum(file.lines for file in files if file.file_class in classes)

    hunks = [hunk for file in files for hunk in file.hunks]
    return ClassCounts(
        code=lines(FileClass.CODE),
        test=lines(FileClass.TEST),
        doc=lines(FileClass.DOC),
        generated=lines(FileClass.GENERATED, FileClass.VENDORED, FileClass.LOCK, FileClass.FIXTURE),
        moved=sum(hunk.moved for hunk in hunks),
        format=sum(hunk.format for hunk in hunks),
        deleted=sum(hunk.deleted for hunk in hunks),
    )
