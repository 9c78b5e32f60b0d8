"""A folder that holds exactly certain files: what is right stays, all else goes.

Nothing is believed of what was there before: every file is read and compared. What is spared is
the writing of what has not changed, and the deleting, which takes longer than all the rest.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from stat import S_IMODE

from devloop.workspace.checkout import remove

ALL = os.R_OK | os.W_OK | os.X_OK
READ_AND_WRITE = 0o666
"""The permissions in which a new folder is like a new file."""


def hold_exactly(folder: Path, files: Mapping[str, bytes], folders: Collection[str] = ()) -> None:
    """Make the folder hold the `files` (contents by relative path) and `folders`, and no more.

    The first of the files is written anew, which shows the permissions that the others have to
    have. Names that lead to the same tree, as links do, are not left.
    """
    wanted = {parent for name in (*files, *folders) for parent in _above(name)} | {*folders}
    mode = _begin(folder, next(iter(files.items())))
    kept = frozenset(_prune(os.fspath(folder), "", files, wanted, mode))
    for name in sorted(wanted - kept):
        (folder / name).mkdir()
    for name in files.keys() - kept:
        (folder / name).write_bytes(files[name])


def _above(name: str) -> Iterator[str]:
    """The folders that a path leads through."""
    while name := name.rpartition("/")[0]:
        yield name


def _begin(folder: Path, first: tuple[str, bytes]) -> int:
    """Write one file in a folder that can be written to; gives the permissions it has got."""
    name, content = first
    if folder.is_symlink() or not folder.is_dir() or not os.access(folder, ALL):
        remove(folder)
        folder.mkdir()
    remove(folder / name)
    (folder / name).write_bytes(content)
    return S_IMODE((folder / name).stat().st_mode)


def _prune(
    folder: str, above: str, files: Mapping[str, bytes], folders: Collection[str], mode: int
) -> Iterator[str]:
    """Remove what is not as it should be; gives the paths of what stays."""
    for entry in tuple(os.scandir(folder)):
        name = above + entry.name
        if name in folders and _is_plain_folder(entry, mode):
            yield name
            yield from _prune(entry.path, f"{name}/", files, folders, mode)
        elif name in files and _is_plain_file(entry, files[name], mode):
            yield name
        else:
            remove(Path(entry.path))


def _is_plain_folder(entry: os.DirEntry[str], mode: int) -> bool:
    if not entry.is_dir(follow_symlinks=False):
        return False
    found = S_IMODE(entry.stat(follow_symlinks=False).st_mode)
    return found & READ_AND_WRITE == mode & READ_AND_WRITE and os.access(entry.path, ALL)


def _is_plain_file(entry: os.DirEntry[str], content: bytes, mode: int) -> bool:
    """True if it has this tree under no other name; how long it is says no to most."""
    if not entry.is_file(follow_symlinks=False):
        return False
    about = os.lstat(entry.path)
    alike = about.st_nlink == 1 and S_IMODE(about.st_mode) == mode
    return alike and about.st_size == len(content) and Path(entry.path).read_bytes() == content
