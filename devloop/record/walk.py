"""From a path as a program names it to the thing it means, link by link, as the kernel goes.

Everything is looked at through the root of the process that asks, so that its mounts are what
counts. What is learnt on the way is told: each link, and the first name that is not there.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress

from devloop.git.record import dataclass, field
from devloop.record.names import names_digest

MOST_LINKS = 40
"""After so many the kernel gives up."""


HEAD_BYTES = 4096
"""In which the headers of a program lie, as linkers lay it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """The files as a process sees them: a descriptor of its root folder."""

    root: int

    def lstat(self, path: bytes) -> os.stat_result | None:
        """What is at a path; None where nothing is, or nothing that can be reached."""
        with suppress(OSError, ValueError):
            return os.lstat(path[1:] or b".", dir_fd=self.root)
        return None

    def link(self, path: bytes) -> bytes:
        """Where a link leads to; nothing where it is gone."""
        with suppress(OSError):
            return os.readlink(path[1:], dir_fd=self.root)
        return b""

    def head(self, path: bytes) -> bytes:
        """The first bytes of a file, in which it says what runs it; nothing where it cannot."""
        with suppress(OSError):
            place = self.open(path)
            try:
                return os.pread(place, HEAD_BYTES, 0)
            finally:
                os.close(place)
        return b""

    def gains(self, path: bytes) -> bool:
        """True where a program runs with capabilities of its file (capabilities(7))."""
        with suppress(OSError):
            place = self.open(path)
            try:
                return bool(os.getxattr(place, "security.capability"))
            finally:
                os.close(place)
        return False

    def names(self, path: bytes) -> str:
        """Digest of the names and types in a folder; nothing where they cannot be read."""
        with suppress(OSError):
            place = self.open(path, os.O_DIRECTORY)
            try:
                return names_digest(place)
            finally:
                os.close(place)
        return ""

    def open(self, path: bytes, flags: int = 0) -> int:
        """A descriptor for reading; `OSError` where there can be none."""
        how = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW | flags
        return os.open(path[1:] or b".", how, dir_fd=self.root)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The thing that a path means."""

    path: bytes
    """Without links and dots; of what is not there the first name that is missing."""
    about: os.stat_result | None
    own: bool = False
    """True where it stands in a folder that the run itself has made."""


@dataclass(slots=True, kw_only=True)
class Walker:
    """Remembers the folders it has been to, until it is told to forget."""

    view: FileView
    on_link: Callable[[bytes, os.stat_result], None]
    """Told of each link that it goes through."""
    is_own: Callable[[bytes, os.stat_result], bool]
    """True where the run itself has made what is at a path."""
    _folders: dict[bytes, Reached] = field(default_factory=dict)

    def forget(self) -> None:
        """Folders may lead elsewhere now."""
        self._folders.clear()

    def find(self, path: bytes, *, follow: bool, links: int = 0) -> Reached:
        """What an absolute path means; `follow` a link at its end."""
        path = path.rstrip(b"/") or b"/"
        folder, _, name = path.rpartition(b"/")
        if not name:
            return Reached(path=b"/", about=self.view.lstat(b"/"))
        place = self._folder(folder or b"/", links)
        if place.about is None or not stat.S_ISDIR(place.about.st_mode):
            return place
        if name in {b".", b".."}:
            above = place.path.rpartition(b"/")[0] or b"/"
            return place if name == b"." else self._folder(above, links)
        return self._at(place, name, follow=follow, links=links)

    def _at(self, place: Reached, name: bytes, *, follow: bool, links: int) -> Reached:
        path = (b"" if place.path == b"/" else place.path) + b"/" + name
        about = self.view.lstat(path)
        if about is None or not (follow and stat.S_ISLNK(about.st_mode)):
            return Reached(path=path, about=about, own=place.own)
        if not (place.own or self.is_own(path, about)):
            self.on_link(path, about)
        if links >= MOST_LINKS:
            return Reached(path=path, about=None, own=place.own)
        target = self.view.link(path)
        leads = target if target.startswith(b"/") else place.path + b"/" + target
        return self.find(leads, follow=True, links=links + 1)

    def _folder(self, path: bytes, links: int) -> Reached:
        known = self._folders.get(path)
        if known is not None:
            return known
        found = self.find(path, follow=True, links=links)
        if found.about is None:
            return found
        if not found.own and self.is_own(found.path, found.about):
            found = Reached(path=found.path, about=found.about, own=True)
        self._folders[path] = found
        return found
