"""From a call that a thread is about to make to absolute paths, read from the thread's memory.

The thread waits meanwhile, so its own memory stands still. Another thread of it could rewrite the
path between this reading and the kernel's own: a program that does so races with itself.
"""

from __future__ import annotations

import os
import struct

from devloop.record.calls import (
    AT_FDCWD,
    EXCHANGE,
    LINK_FOLLOW,
    NO_FOLLOW,
    Act,
    Architecture,
    Call,
)
from devloop.record.kernel import ARCH, FIRST_ARGUMENT, NUMBER, THREAD, Kernel, Notice
from devloop.record.network import address_in, is_datagram, is_here, is_taken, listens
from devloop.record.trail import TALKS, Trail
from devloop.record.walk import FileView

_UNREADABLE = "what it looked at could not be read from its memory"
_LOCAL, _INTERNET = 1, (2, 10)
"""`AF_UNIX`; `AF_INET` and `AF_INET6`."""
_NAME_BYTES = 128


class Sight:
    """Reads what the processes of one command ask for, and puts it on the trail."""

    __slots__ = ("_calls_by_number", "_kernel", "_machine", "_ports", "_threads", "_trail")

    def __init__(self, machine: Architecture, kernel: Kernel, trail: Trail) -> None:
        self._machine = machine
        self._calls_by_number = machine.calls
        self._kernel = kernel
        self._trail = trail
        self._threads: set[int] = set()
        self._ports: set[int] = set()
        """At which programs of the run itself were found to wait."""

    def sees(self, notice: Notice) -> None:
        """One call, before it is made."""
        call = self._calls_by_number.get(notice[NUMBER])
        if notice[ARCH] != self._machine.arch:
            self._trail.blind("it runs a program made for another machine")
        elif call is None:
            self._trail.blind("it makes a call that this devloop does not know")
        elif call.act is Act.REBUILD:
            self._trail.blind("it changes which files it sees")
        else:
            self._enter(notice[THREAD])
            self._of(call, notice)

    def _enter(self, thread: int) -> None:
        """The first who asks shows which files all of them see."""
        self._threads.add(thread)
        if self._trail.view is None:
            root = os.open(f"/proc/{thread}/root", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            self._trail.enter(FileView(root=root))

    def _of(self, call: Call, notice: Notice) -> None:
        args = notice[FIRST_ARGUMENT:]
        flags = args[call.flags] & 0xFFFFFFFF if call.flags is not None else 0
        if call.act in {Act.CONNECT, Act.BIND}:
            self._socket(call.act, notice[THREAD], args)
            return
        if call.act in {Act.OPEN_HOW, Act.CREATE}:
            call, flags = self._as_open(call, notice[THREAD], args)
        paths = []
        for folder, name in call.places:
            place = None if folder is None else args[folder]
            path = self._path(call.act, notice[THREAD], place, args[name])
            if path is None:
                return
            paths.append(path)
        self._tell(call, paths, flags)

    def _tell(self, call: Call, paths: list[bytes], flags: int) -> None:
        if call.act in {Act.RENAME, Act.LINK}:
            linked = call.act is Act.LINK
            if not linked and flags & EXCHANGE:
                self._trail.blind("it exchanges two files")
            follow = linked and bool(flags & LINK_FOLLOW)
            self._trail.moves(*paths, follow=follow, linked=linked)
        elif call.act is Act.OPEN:
            alone = flags & os.O_CREAT and flags & os.O_EXCL
            follow = not (flags & os.O_NOFOLLOW or alone)
            self._trail.asks(Act.OPEN, paths[0], flags & _OPEN_FLAGS, follow=follow)
        else:
            follow = call.follows and not flags & NO_FOLLOW
            self._trail.asks(call.act, paths[0], 0, follow=follow)

    def _as_open(self, call: Call, thread: int, args: tuple[int, ...]) -> tuple[Call, int]:
        """The calls that open in another way, as plain ones."""
        if call.act is Act.CREATE:
            return _OPEN, os.O_CREAT | os.O_WRONLY | os.O_TRUNC
        how = self._kernel.memory(thread, args[2], 8)
        if how is None:
            self._trail.blind(_UNREADABLE)
            return _OPEN_AT, 0
        flags, resolve = struct.unpack("<Q", how)[0], self._kernel.memory(thread, args[2] + 16, 8)
        if resolve is None or struct.unpack("<Q", resolve)[0] & _IN_ROOT:
            self._trail.blind("it opens files below a root of its own")
        return _OPEN_AT, int(flags)

    def _path(self, act: Act, thread: int, folder: int | None, address: int) -> bytes | None:
        """The absolute path; None where the call names none, or where it cannot be told.

        An empty one means a descriptor, which was opened before.
        """
        if address == 0:
            return None
        text = self._kernel.text(thread, address)
        if text is None:
            self._trail.blind(_UNREADABLE)
            return None
        if text.startswith(b"/"):
            return text
        if not text and act is not Act.EXECUTE:
            return None
        base = self._folder(thread, None if folder is None else _signed(folder))
        if base is None:
            return None
        return base + b"/" + text if text else base

    def _folder(self, thread: int, number: int | None) -> bytes | None:
        named = number is not None and number != AT_FDCWD
        place = f"/proc/{thread}/" + (f"fd/{number}" if named else "cwd")
        try:
            found = os.readlink(os.fsencode(place))  # noqa: PTH115 - paths are bytes here
        except OSError as error:
            if not named or not isinstance(error, FileNotFoundError):
                self._trail.blind(_UNREADABLE)
            return None
        if not found.startswith(b"/") or self._is_gone(found):
            return None
        return found

    def _is_gone(self, path: bytes) -> bool:
        """True where a folder was deleted: nothing can be found in it any more."""
        view = self._trail.view
        return path.endswith(b" (deleted)") and (view is None or view.lstat(path) is None)

    def _socket(self, act: Act, thread: int, args: tuple[int, ...]) -> None:
        size = min(args[2] & 0xFFFFFFFF, _NAME_BYTES)
        name = self._kernel.memory(thread, args[1], size) if size >= 2 else b"\0\0"
        if name is None:
            name = b"".join(self._kernel.memory(thread, args[1] + i, 1) or b"" for i in range(size))
        family = int.from_bytes(name[:2], "little")
        if family == _LOCAL:
            self._named_socket(act, thread, name[2:])
        elif family in _INTERNET and act is Act.CONNECT:
            self._calls(thread, args[0] & 0xFFFFFFFF, name)

    def _calls(self, thread: int, descriptor: int, name: bytes) -> None:
        """Somebody is called by an address of the internet's kind."""
        address, port = address_in(name)
        if not is_here(address):
            self._trail.blind("it uses the network")
        elif port not in self._ports and not is_datagram(thread, descriptor):
            if listens(port, self._threads):
                self._ports.add(port)
            elif is_taken(port, thread):
                self._trail.blind(f"{TALKS}port {port}")
            else:
                self._trail.blind(f"it looks for another program, at port {port}")

    def _named_socket(self, act: Act, thread: int, name: bytes) -> None:
        path = name.split(b"\0", 1)[0]
        if not path:
            self._trail.abstract(name, made=act is Act.BIND)
            return
        if not path.startswith(b"/"):
            base = self._folder(thread, None)
            path = (base or b"") + b"/" + path
        if act is Act.BIND:
            self._trail.binds(path)
        else:
            self._trail.connects(path)


_OPEN, _OPEN_AT = Call(act=Act.OPEN), Call(act=Act.OPEN, places=((0, 1),))
_IN_ROOT = 0x10
"""`RESOLVE_IN_ROOT`."""
_OPEN_FLAGS = (
    os.O_ACCMODE
    | os.O_CREAT
    | os.O_EXCL
    | os.O_TRUNC
    | os.O_NOFOLLOW
    | getattr(os, "O_PATH", 0)
    | getattr(os, "O_TMPFILE", 0)
)
"""Those that change what opening tells or does."""


def _signed(number: int) -> int:
    """A descriptor, as the kernel reads it: the lower half of a register."""
    number &= 0xFFFFFFFF
    return number - (1 << 32) if number & 0x80000000 else number
