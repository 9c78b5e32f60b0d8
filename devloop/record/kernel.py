"""The kernel's user notification, by ctypes: install a filter, receive, read memory, answer.

The only module that knows structures and numbers of the interface (`seccomp(2)`,
`seccomp_unotify(2)`). Linux alone has it; elsewhere nothing here is called.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys

from devloop.record.calls import IO_URING_SETUP, LAST_KNOWN, MACHINES, Architecture

_RECEIVE, _ANSWER, _SET_FLAGS = 0xC0502100, 0xC0182101, 0x40082104
_CONTINUE = 1
_NEW_LISTENER, _WAIT_KILLABLE = 1 << 3, 1 << 5
_SET_MODE_FILTER = 1
_NO_NEW_PRIVS, _PARENT_DEATH_SIGNAL = 38, 1
_ALLOW, _NOTIFY, _FAIL = 0x7FFF0000, 0x7FC00000, 0x00050000
_LOAD, _EQUAL, _GREATER, _RETURN = 0x20, 0x15, 0x25, 0x06
_NUMBER_AT, _ARCH_AT = 0, 4

_NOTICE = struct.Struct("<QIIiIQ6Q")
_REPLY = struct.Struct("<QqiI")
_PAGE = 4096
MOST_PATH = 4096
"""`PATH_MAX`: the kernel refuses anything longer."""


Notice = tuple[int, ...]
"""One call that a thread waits to make: id, thread, flags, number, architecture, where, arguments.

A plain tuple, since there are thousands of them in a run.
"""
ID, THREAD, NUMBER, ARCH, FIRST_ARGUMENT = 0, 1, 3, 4, 6


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


class _Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


def machine() -> Architecture | None:
    """The architecture of this process; None where its calls are not known."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    return MACHINES.get(platform.machine())


def filter_program(about: Architecture) -> bytes:
    """The BPF program that lets a listener see all calls of the tables, and foreign programs."""
    foreign = [about.foreign_bit - 1] if about.foreign_bit else []
    jumps = [(_GREATER, number) for number in (*foreign, LAST_KNOWN)]
    jumps += [(_EQUAL, number) for number in sorted(about.calls)]
    steps = [
        (_LOAD, 0, 0, _ARCH_AT),
        (_EQUAL, 0, len(jumps) + 4, about.arch),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_EQUAL, 0, 1, IO_URING_SETUP),
        (_RETURN, 0, 0, _FAIL | errno.ENOSYS),
        *((test, len(jumps) - place, 0, number) for place, (test, number) in enumerate(jumps)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _NOTIFY),
    ]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)


class Kernel:
    """The calls, with their buffers made beforehand; one for each listener."""

    __slots__ = (
        "_answer",
        "_filter",
        "_here",
        "_libc",
        "_local",
        "_notice",
        "_path",
        "_program",
        "_read_memory",
        "_remote",
        "_there",
    )

    def __init__(self, about: Architecture) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.syscall.restype = ctypes.c_long
        self._libc.process_vm_readv.restype = ctypes.c_ssize_t
        program = filter_program(about)
        self._program = ctypes.create_string_buffer(program, len(program))
        self._filter = _Program(len(program) // 8, ctypes.addressof(self._program))
        self._notice = ctypes.create_string_buffer(_NOTICE.size)
        self._answer = ctypes.create_string_buffer(_REPLY.size)
        self._path = ctypes.create_string_buffer(_PAGE + 1)
        self._local = _Vector(ctypes.addressof(self._path), _PAGE)
        self._remote = _Vector(None, 0)
        self._here, self._there = ctypes.byref(self._local), ctypes.byref(self._remote)
        self._read_memory = self._libc.process_vm_readv

    def install(self, number: int) -> int:
        """Put this process and all that comes of it under the filter; gives the listener.

        `number` is that of `seccomp`. Without privileges the process can gain none any more, as
        by starting `sudo`. It ends with the thread that has started it, since without a listener
        its calls would fail. `OSError` where the kernel refuses; no call is seen then.
        """
        self._libc.prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        listener = self._try(number)
        if listener == -errno.EACCES:
            self._libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
            listener = self._try(number)
        if listener < 0:
            raise OSError(-listener, os.strerror(-listener))
        return listener

    def _try(self, number: int) -> int:
        """The listener, or a negative error; an older kernel knows one flag less."""
        found = self._ask(number, _NEW_LISTENER | _WAIT_KILLABLE)
        return self._ask(number, _NEW_LISTENER) if found == -errno.EINVAL else found

    def _ask(self, number: int, flags: int) -> int:
        found = self._libc.syscall(number, _SET_MODE_FILTER, flags, ctypes.byref(self._filter))
        return int(found) if found >= 0 else -ctypes.get_errno()

    def hurry(self, listener: int) -> bool:
        """Have whoever asks and whoever answers wake each other on one core.

        True where the kernel knows that (Linux 6.6): then `receive` ends with the last process.
        """
        return bool(self._libc.ioctl(listener, _SET_FLAGS, ctypes.c_ulong(1)) == 0)

    def receive(self, listener: int) -> Notice | None:
        """The next call; None where whoever made it is gone meanwhile."""
        ctypes.memset(self._notice, 0, _NOTICE.size)
        if self._libc.ioctl(listener, _RECEIVE, self._notice) < 0:
            trouble = ctypes.get_errno()
            if trouble in {errno.ENOENT, errno.EINTR}:
                return None
            raise OSError(trouble, os.strerror(trouble))
        return _NOTICE.unpack(self._notice)

    def let_go(self, listener: int, id: int) -> None:
        """Let the call be made as it was asked for."""
        _REPLY.pack_into(self._answer, 0, id, 0, 0, _CONTINUE)
        if self._libc.ioctl(listener, _ANSWER, self._answer) < 0:
            trouble = ctypes.get_errno()
            if trouble != errno.ENOENT:
                raise OSError(trouble, os.strerror(trouble))

    def memory(self, thread: int, address: int, size: int) -> bytes | None:
        """Bytes of a thread's memory, of one page at most; None where they cannot be read."""
        if self._read(thread, address, size) < size:
            return None
        return self._path.raw[:size]

    def _read(self, thread: int, address: int, size: int) -> int:
        self._local.length = self._remote.length = size
        self._remote.base = address
        return int(self._read_memory(thread, self._here, 1, self._there, 1, 0))

    def text(self, thread: int, address: int) -> bytes | None:
        """The text that ends with NUL at an address of a thread's memory; None: unreadable."""
        found = b""
        while len(found) <= MOST_PATH:
            size = _PAGE - address % _PAGE
            if self._read(thread, address, size) < size:
                return None
            self._path[size] = b"\0"
            part = self._path.value
            found += part
            if len(part) < size:
                return found
            address += size
        return None
