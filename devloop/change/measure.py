"""The size of a change, from values alone: what git said, contents, attributes, patterns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.change.account import ClassCounts, FileSize, HunkSize, Size, left_out
from devloop.change.classes import Classified, FileClass, classify
from devloop.change.headers import is_binary, machine_made
from devloop.change.marks import Mark, MarkedFile, MarkedHunk, mark_file
from devloop.change.moves import mark_moves
from devloop.change.policy import Policy
from devloop.change.script_languages import PYTHON
from devloop.change.white_space import mark_white_space
from devloop.git.patch import GITLINK, RENAME_LIMIT, FilePatch, Status

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
    classified = classify(patch.path, policy.attributes.of(patch.path), policy.ignored)
    return mark_file(patch, _by_content(patch, classified, old, new), old, new)


def _mark_layout(file: MarkedFile) -> None:
    if not file.written or not file.hunks:
        return
    mark_white_space(file)
    if file.syntax is PYTHON and not file.too_large:
        from devloop.change.python_layout import mark_python_layout  # many changes hold no Python

        mark_python_layout(file)


def _by_content(patch: FilePatch, by_name: Classified, old: bytes, new: bytes) -> Classified:
    """The class once the content has been seen; the base's content, where there is one."""
    if patch.mode == GITLINK:
        return Classified(file_class=FileClass.VENDORED, why="a submodule")
    if by_name.unread:
        return by_name
    if patch.binary or is_binary(old) or is_binary(new):
        return Classified(file_class=FileClass.BINARY, why="binary file")
    if by_name.settled:
        return by_name
    why = machine_made(patch.path, new if patch.status is Status.ADDED else old)
    return Classified(file_class=FileClass.GENERATED, why=why) if why else by_name


def _file_size(file: MarkedFile) -> FileSize:
    hunks = tuple(map(_hunk_size, file.hunks))
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
    )


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
    if not patch.hunks:
        return renamed or ("empty" if patch.status is Status.ADDED else "only the mode changed")
    counted = "1 line" if lines == 1 else f"{lines} lines"
    return f"{renamed}, {counted}" if renamed else counted


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
