"""One file of the working tree: what stands there, and putting something else in its place.

Whatever is put there appears whole or not at all; nothing is ever written through a link.
"""

from __future__ import annotations

import os
import stat
from enum import Enum
from pathlib import Path

from devloop.files.atomic import replacing
from devloop.git.ids import RepoPath
from devloop.git.record import dataclass


class Form(Enum):
    """Kind of thing at a path."""

    FILE = "file"
    LINK = "link"
    NOTHING = "nothing"
    OTHER = "other"
    """A folder, something behind a link, or something that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCopy:
    """Content at a path; two equal ones need nothing done."""

    form: Form
    content: bytes = b""
    """Bytes of a file, target of a link."""
    executable: bool = False


NOTHING = WorkingCopy(form=Form.NOTHING)
OTHER = WorkingCopy(form=Form.OTHER)


def read_working_copy(top: Path, path: RepoPath) -> WorkingCopy:
    """Content at the path below `top` now."""
    place = top / path
    try:
        if not _leads_there(top, place):
            return OTHER
        seen = place.lstat()
        if stat.S_ISLNK(seen.st_mode):
            return WorkingCopy(form=Form.LINK, content=os.fsencode(place.readlink()))
        if not stat.S_ISREG(seen.st_mode):
            return OTHER
        executable = bool(seen.st_mode & stat.S_IXUSR)
        return WorkingCopy(form=Form.FILE, content=place.read_bytes(), executable=executable)
    except (FileNotFoundError, NotADirectoryError):
        return NOTHING
    except OSError:
        return OTHER


def _leads_there(top: Path, place: Path) -> bool:
    """True if all folders on the way are folders (or missing), and no link."""
    parents = place.relative_to(top).parents
    return all(_is_folder(top / parent) for parent in parents)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except FileNotFoundError:
        return True
    except NotADirectoryError:
        return False


def put(top: Path, path: RepoPath, wanted: WorkingCopy) -> None:
    """Make `wanted` (a file, a link or nothing) stand at the path; `OSError` where it cannot.

    The mode of a file that stands there is kept, its permission to be executed set as wanted.
    """
    place = top / path
    if wanted.form is Form.NOTHING:
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with replacing(place) as part:
        if wanted.form is Form.LINK:
            part.symlink_to(os.fsdecode(wanted.content))
        else:
            _write(part, wanted, _mode_at(place))


def _mode_at(place: Path) -> int | None:
    try:
        seen = place.lstat().st_mode
    except OSError:
        return None
    return stat.S_IMODE(seen) if stat.S_ISREG(seen) else None


def _write(part: Path, wanted: WorkingCopy, mode: int | None) -> None:
    with part.open("xb") as file:  # not forced to disk: git keeps both contents as blobs
        file.write(wanted.content)
    before = stat.S_IMODE(part.stat().st_mode) if mode is None else mode
    readable = before & 0o444
    part.chmod(before | readable >> 2 if wanted.executable else before & ~0o111)
