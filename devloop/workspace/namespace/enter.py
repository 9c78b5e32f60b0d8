"""Entering a view: what a forked child does to itself before it becomes a check.

All that needs thought or an import is done before, in the parent; the child only calls the kernel.
Sources are opened before anything is covered and named by their descriptors from then on, which
also keeps colons, commas and spaces of paths out of the options of mounts.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from devloop.git.record import dataclass
from devloop.workspace.namespace import kernel
from devloop.workspace.namespace.view import Bind, Fresh, Layer, Memory, Mirror, Step, View

PATH_ONLY = getattr(os, "O_PATH", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """How to enter a view; called in the child, it is in."""

    view: View
    own: Path
    """Folder of the slot, which can be written."""
    layers: Path
    """A folder below `own`, for what is written in layers: in one of its own for each run."""
    cwd: Path
    """Where to stand afterwards, as it is called inside."""
    user: tuple[int, int] | None
    """User and group, where a user namespace is needed; None: mounts need no permission."""
    network: bool = False
    """With a network of its own, in which there is only itself."""

    def __call__(self) -> None:
        """Enter; `OSError` says which step was refused."""
        self._unshare()
        if self.network:
            kernel.loopback_up()
        kernel.mount(None, b"/", None, kernel.RECURSIVE | kernel.PRIVATE, b"")
        kernel.bind(bytes(self.own), bytes(self.own))
        kernel.set_read_only(b"/", on=True, below=True)
        kernel.set_read_only(bytes(self.own), on=False)
        for place in self.view.writable:
            with suppress(OSError):
                kernel.set_read_only(bytes(place), on=False)
        self._layers.mkdir()
        for opened in tuple(filter(None, map(self._open, range(len(self.view.steps))))):
            self._show(opened)
            for descriptor in opened.descriptors:
                os.close(descriptor)
        os.chdir(self.cwd)

    @property
    def _layers(self) -> Path:
        return self.layers / f"{os.getpid()}"

    def _unshare(self) -> None:
        network = kernel.NEW_NETWORK if self.network else 0
        if self.user is None:
            kernel.unshare(kernel.NEW_MOUNTS | network)
            return
        kernel.unshare(kernel.NEW_USER | kernel.NEW_MOUNTS | network)
        uid, gid = self.user
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")

    def _open(self, number: int) -> _Opened | None:
        """A step with what it needs; None where what it would show is not there."""
        step = self.view.steps[number]
        if isinstance(step, Memory):
            return _Opened(step=step) if step.at.is_dir() else None
        if isinstance(step, Fresh):
            folder = self._layers / f"{number}"
            folder.mkdir()
            folder.chmod(0o1777)
            return _Opened(step=step, descriptors=(os.open(folder, PATH_ONLY),))
        try:
            source = os.open(step.source, PATH_ONLY)
        except OSError:
            if isinstance(step, Bind | Layer) and step.optional:
                return None
            raise
        if not isinstance(step, Layer):
            return _Opened(step=step, descriptors=(source,))
        upper, work = self._layers / f"{number}", self._layers / f"{number}.work"
        upper.mkdir()
        work.mkdir()
        upper.chmod(stat.S_IMODE(os.fstat(source).st_mode) | stat.S_IRWXU)
        written = (os.open(upper, PATH_ONLY), os.open(work, PATH_ONLY))
        return _Opened(step=step, descriptors=(source, *written))

    def _show(self, opened: _Opened) -> None:
        step = opened.step
        _stand_in(opened)
        if isinstance(step, Memory):
            kernel.mount(b"tmpfs", bytes(step.at), b"tmpfs", FLAGS, b"mode=1777")
        elif isinstance(step, Mirror):
            _mirror(step)
        elif isinstance(step, Layer):
            self._layer(step, opened)
        elif isinstance(step, Fresh):
            kernel.bind(opened.names[0], bytes(step.at))
        else:
            _bind(step, opened)

    def _layer(self, step: Layer, opened: _Opened) -> None:
        names = (b"lowerdir", b"upperdir", b"workdir")
        pairs = zip(names, opened.names, strict=True)
        options = (*(b"%s=%s" % pair for pair in pairs), b"volatile")
        more = () if self.user is None else (b"userxattr",)
        try:
            kernel.mount(b"overlay", bytes(step.at), b"overlay", FLAGS, b",".join(options + more))
        except OSError:
            if not step.optional:
                raise
            kernel.bind(opened.names[0], bytes(step.at), kernel.RECURSIVE)


FLAGS = kernel.NO_SETUID | kernel.NO_DEVICES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A step with the descriptors of what it shows."""

    step: Step
    descriptors: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[bytes, ...]:
        """Paths of the descriptors, whatever covers them meanwhile."""
        return tuple(b"/proc/self/fd/%d" % one for one in self.descriptors)

    @property
    def is_folder(self) -> bool:
        """True if what it shows is a folder."""
        return not self.descriptors or stat.S_ISDIR(os.fstat(self.descriptors[0]).st_mode)


def _bind(step: Bind, opened: _Opened) -> None:
    try:
        kernel.bind(opened.names[0], bytes(step.at), kernel.RECURSIVE if step.below else 0)
        if step.writable:
            kernel.set_read_only(bytes(step.at), on=False)
    except OSError:
        if not step.optional:
            raise


def _mirror(step: Mirror) -> None:
    names = os.listdir(step.source)  # noqa: PTH208 - names are wanted
    kernel.mount(b"tmpfs", bytes(step.at), b"tmpfs", FLAGS, b"mode=0755")
    step.inner.mkdir(parents=True)
    inner = step.inner.relative_to(step.at).parts[0]
    for name in names:
        if name != inner:
            (step.at / name).symlink_to(step.inner / name)


def _stand_in(opened: _Opened) -> None:
    """Something to mount on, where nothing is there."""
    at = opened.step.at
    if os.path.lexists(at):
        return
    (at if opened.is_folder else at.parent).mkdir(parents=True, exist_ok=True)
    if not opened.is_folder:
        at.touch()


def _write(place: str, text: str) -> None:
    with open(place, "w") as file:  # noqa: PTH123 - a file of the kernel's
        file.write(text)
