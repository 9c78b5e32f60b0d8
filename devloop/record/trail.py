"""The trail of a run: each call that names a path becomes what it tells the run about the world.

What the run has made itself, and then looks at, tells it nothing, so both are kept apart in the
order in which they come. Every call is seen before it is made; so whether a write has come true is
told by what is there the next time.
"""

from __future__ import annotations

import os
import re
import stat

from devloop.git.record import dataclass, field
from devloop.record.calls import Act
from devloop.record.fact import Access
from devloop.record.mark import FileState, mark_of
from devloop.record.places import RunPlaces, git_of_the_tree
from devloop.record.program_head import started_by
from devloop.record.walk import FileView, Reached, Walker

SIDE_DOOR = re.compile(rb"/proc/[^/]+/(task/[^/]+/)?(cwd|root)/")
"""A way to files by the folders of another process."""

COMPILED = re.compile(rb"(.*)/__pycache__/([^./]+)\.[^/]*\.pyc$", re.DOTALL)
"""A compiled Python file, which stands for its source: of that it has the time and size."""

MOST_FACTS = 50_000
"""Somebody who looks at more looks at everything."""

TALKS, NO_PATH = "it talks to another program, at ", "a socket without a path"
"""How it is said that a program outside has a part in the run."""
READ_ONLY_SERVICES = (b"/var/run/nscd/", b"/run/nscd/", b"/run/systemd/userdb/")
"""Sockets by which the C library asks for users and hosts, as it else would in files."""


@dataclass(slots=True, kw_only=True)
class Touched:
    """What was there when the run first set out to change it."""

    before: FileState | None
    keeps: bool
    """True where something of what was there may be there still."""


@dataclass(slots=True, kw_only=True)
class Trail:
    """What one run, of one or several commands, has looked at so far."""

    places: RunPlaces
    tree: dict[bytes, Access] = field(default_factory=dict)
    outside: dict[bytes, tuple[Access, FileState | None]] = field(default_factory=dict)
    opaque: dict[str, None] = field(default_factory=dict)
    view: FileView | None = None
    touched: dict[bytes, Touched] = field(default_factory=dict)
    privileged: bool = False
    """Whether it started a program that has more rights than it, or would have them unseen."""
    listings: dict[bytes, str] = field(default_factory=dict)
    """Digests of the names in the folders outside that were listed."""
    _walker: Walker | None = None
    _seen: set[tuple[int, bytes, int, bool]] = field(default_factory=set)
    _bound: set[bytes] = field(default_factory=set)

    def enter(self, view: FileView) -> None:
        """From now on the processes see these files."""
        self.view = view
        self._walker = Walker(view=view, on_link=self._on_link, is_own=self.is_own)

    def leave(self) -> None:
        """The processes are gone; those of the next command may see others."""
        if self.view is not None:
            os.close(self.view.root)
        self.view = self._walker = None
        self._seen.clear()

    def blind(self, reason: str) -> None:
        """Something was looked at that cannot be told."""
        self.opaque[reason] = None

    def asks(self, act: Act, path: bytes, flags: int, *, follow: bool) -> None:
        """A call with one absolute path is about to be made."""
        key = (act, path, flags, follow)
        if key in self._seen:
            return
        self._seen.add(key)
        if path.startswith(b"/proc/"):
            if SIDE_DOOR.match(path):
                self.blind("it reaches files through /proc")
            return
        found = self._find(path, follow=follow)
        if act in _READERS:
            self._reads(found, _READERS[act])
        elif act is Act.OPEN:
            self._opens(found, flags)
        elif act is Act.EXECUTE:
            self._executes(found)
        else:
            self._changes(act, found)

    def moves(self, old: bytes, new: bytes, *, follow: bool, linked: bool) -> None:
        """One name is about to become another, or (`linked`) to get another beside it."""
        target = self._find(new, follow=False)
        if old.startswith(b"/proc/"):
            self._changes(Act.MAKE, target)
            return
        source = self._find(old, follow=follow)
        self._reads(source, Access.CONTENT)
        if source.about is None:
            return
        if stat.S_ISDIR(source.about.st_mode) and not self._is_own(source):
            self.blind(f"it moves the folder {os.fsdecode(source.path)}")
        if linked or target.about is not None:
            self._reads(target, Access.EXISTENCE)
        if not linked:
            self._touch(source, keeps=False)
        self._touch(target, keeps=False)
        if not stat.S_ISREG(source.about.st_mode):
            self._forget()

    def connects(self, path: bytes) -> None:
        """A socket with a name is about to be talked to."""
        found = self._find(path, follow=True)
        self._reads(found, Access.EXISTENCE)
        if found.about is None or found.path in self._bound:
            return
        if not found.path.startswith(READ_ONLY_SERVICES):
            self.blind(f"{TALKS}{os.fsdecode(found.path)}")

    def abstract(self, name: bytes, *, made: bool) -> None:
        """A socket with a name that is no path gets it (`made`), or is about to be talked to."""
        if made:
            self._bound.add(name)
        elif name not in self._bound:
            self.blind(f"{TALKS}{NO_PATH}")

    def binds(self, path: bytes) -> None:
        """A socket is about to get a name."""
        found = self._find(path, follow=True)
        if found.about is None:
            self._bound.add(found.path)
        self._changes(Act.MAKE, found)

    def is_own(self, path: bytes, about: os.stat_result) -> bool:
        """True where what is there was made by the run: it set out to, and it is not as before.

        A folder is so only where none was: what is in it may be older than it looks.
        """
        touched = self.touched.get(path)
        if touched is None or touched.keeps:
            return False
        before = touched.before
        if stat.S_ISDIR(about.st_mode):
            return before is None or not stat.S_ISDIR(before.mode)
        return before != mark_of(about)

    def _is_own(self, found: Reached) -> bool:
        return found.own or (found.about is not None and self.is_own(found.path, found.about))

    def _find(self, path: bytes, *, follow: bool) -> Reached:
        if self._walker is None:
            raise ValueError("nobody has said which files the run sees")
        return self._walker.find(path, follow=follow)

    def _forget(self) -> None:
        """Names may lead elsewhere from now on."""
        self._seen.clear()
        if self._walker is not None:
            self._walker.forget()

    def _opens(self, found: Reached, flags: int) -> None:
        how = flags & os.O_ACCMODE
        creates = bool(flags & os.O_CREAT)
        if flags & _O_PATH and _is_folder(found):
            self._reads(found, Access.EXISTENCE)
        elif creates and flags & os.O_EXCL and flags & _O_TMPFILE != _O_TMPFILE:
            self._changes(Act.MAKE, found)
        elif flags & os.O_TRUNC and how != os.O_RDONLY:
            self._touch(found, keeps=False)
        elif how == os.O_WRONLY:
            if not creates:
                self._reads(found, Access.EXISTENCE)
            self._touch(found, keeps=True)
        else:
            self._reads(found, Access.CONTENT)
            if how != os.O_RDONLY or creates:
                self._touch(found, keeps=True)

    def _executes(self, found: Reached) -> None:
        """A program is started, and by it what the kernel starts for it."""
        for _ in range(_MOST_INTERPRETERS):
            self._reads(found, Access.CONTENT)
            if found.about is None or self.view is None:
                return
            if found.about.st_mode & (stat.S_ISUID | stat.S_ISGID) or self.view.gains(found.path):
                self.privileged = True
                self.blind(f"it starts {os.fsdecode(found.path)}, which has more rights than it")
            runner = started_by(self.view.head(found.path))
            if runner is None:
                return
            if not runner.startswith(b"/"):
                self.blind(f"{os.fsdecode(found.path)} names no absolute path of what runs it")
                return
            found = self._find(runner, follow=True)

    def _changes(self, act: Act, found: Reached) -> None:
        self._reads(found, Access.EXISTENCE)
        if act is Act.CHANGE:
            self._touch(found, keeps=True)
        elif act is Act.REMOVE or found.about is None:
            self._touch(found, keeps=False)
        if act is Act.MAKE_LINK:
            self._forget()

    def _touch(self, found: Reached, *, keeps: bool) -> None:
        if found.own or found.path in self.touched:
            return
        before = None if found.about is None else mark_of(found.about)
        self.touched[found.path] = Touched(before=before, keeps=keeps and before is not None)

    def _on_link(self, path: bytes, about: os.stat_result) -> None:
        self._note(path, Access.LINK, mark_of(about))

    def _reads(self, found: Reached, look: Access) -> None:
        """Something is looked at, if it is not of the run's own making."""
        if found.own:
            return
        touched = self.touched.get(found.path)
        if found.about is None:
            if touched is None or touched.before is None:
                self._note(found.path, Access.ABSENCE, None)
            return
        look, mark = _precise(look, found.about), mark_of(found.about)
        if touched is None or _is_folder(found):
            if not self._is_own(found):
                self._note(found.path, look, mark)
        elif touched.before == mark:
            self._note(found.path, look, mark)
        elif touched.keeps and look in _INWARD:
            self._note(found.path, look, touched.before)

    def _note(self, path: bytes, look: Access, mark: FileState | None) -> None:
        within = self.places.inside(path)
        if within is not None:
            self._note_inside(within, look)
        elif not self.places.is_ignored(path):
            self._note_outside(path, look, mark)
        if len(self.tree) + len(self.outside) > MOST_FACTS:
            self.blind("it looks at more than can be kept")

    def _note_inside(self, within: bytes, look: Access) -> None:
        cache = self.places.cache(within)
        if git_of_the_tree(within):
            self.blind("it asks git about the whole tree")
        elif cache is not None and look is not Access.ABSENCE:
            self.blind(f"it uses what is left of earlier runs in {os.fsdecode(cache)}")
        elif not within.startswith(b".git/") and within != b".git":
            self.tree[within] = self.tree.get(within, Access(0)) | look

    def _note_outside(self, path: bytes, look: Access, mark: FileState | None) -> None:
        compiled = COMPILED.match(path) if path.endswith(b".pyc") else None
        if compiled is not None and self.view is not None:
            source = b"%s/%s.py" % compiled.groups()
            about = self.view.lstat(source)
            if about is not None:
                if look is Access.ABSENCE:
                    return
                path, look, mark = source, Access.CONTENT, mark_of(about)
        if look is Access.LISTING and path not in self.listings and self.view is not None:
            self.listings[path] = self.view.names(path)
        known = self.outside.get(path)
        if known is None:
            self.outside[path] = look, mark
        elif known[0] | look != known[0]:
            self.outside[path] = known[0] | look, known[1]


_O_PATH = getattr(os, "O_PATH", 0o10000000)
_O_TMPFILE = getattr(os, "O_TMPFILE", 0o20200000)

_MOST_INTERPRETERS = 6
"""One script may name another as its interpreter, so often and no more."""

_READERS = {Act.STAT: Access.STAT, Act.EXIST: Access.EXISTENCE, Act.READ_LINK: Access.LINK}

_INWARD = {Access.CONTENT, Access.STAT}
"""Looks that tell of a tree."""


def _is_folder(found: Reached) -> bool:
    return found.about is not None and stat.S_ISDIR(found.about.st_mode)


def _precise(look: Access, about: os.stat_result) -> Access:
    """The look as far as it goes at what is there: a folder has names for content, and no more."""
    mode = about.st_mode
    if stat.S_ISDIR(mode):
        return Access.LISTING if look is Access.CONTENT else Access.EXISTENCE
    if stat.S_ISLNK(mode):
        return Access.LINK
    if stat.S_ISREG(mode):
        return Access.EXISTENCE if look is Access.LINK else look
    return Access.EXISTENCE
