"""The system calls that make a mount namespace, by ctypes: Python has them late or never.

Paths are bytes. What the kernel refuses is an `OSError` that names the call. Everything is looked
up when this module is loaded, since a forked child must not load anything.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from fcntl import ioctl
from typing import Any, NoReturn

NEW_MOUNTS, NEW_USER, NEW_NETWORK = 0x00020000, 0x10000000, 0x40000000
"""What `unshare` makes anew (sched.h)."""

BIND, RECURSIVE, PRIVATE = 1 << 12, 1 << 14, 1 << 18
NO_SETUID, NO_DEVICES = 1 << 1, 1 << 2
"""Flags of `mount` (mount.h)."""

LOOPBACK_UP = struct.pack("16sh22x", b"lo", 0x1)
SET_FLAGS = 0x8914
"""IFF_UP for `lo`, and the call that sets it (netdevice(7))."""

READ_ONLY = 0x1
"""An attribute of a mount (mount_setattr(2), Linux 5.12)."""

MOUNT_SETATTR = 442
"""The same number on all architectures."""
HERE, WITH_ALL_BELOW = -100, 0x8000

_libc: Any = ctypes.CDLL(None, use_errno=True)


class _Attributes(ctypes.Structure):
    _fields_ = (
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("user_namespace", ctypes.c_uint64),
    )


def unshare(what: int) -> None:
    """Leave the namespaces of the parent; a new user namespace wants a process of one thread."""
    if _libc.unshare(ctypes.c_int(what)):
        _refused("unshare")


def mount(source: bytes | None, at: bytes, kind: bytes | None, flags: int, options: bytes) -> None:
    """Mount a file system, or change how one is mounted."""
    if _libc.mount(source, at, kind, ctypes.c_ulong(flags), options or None):
        _refused(f"mount {os.fsdecode(kind or b'')} on {os.fsdecode(at)}")


def bind(source: bytes, at: bytes, flags: int = 0) -> None:
    """Show a folder or file at another path, too."""
    mount(source, at, None, BIND | flags, b"")


def set_read_only(at: bytes, *, on: bool, below: bool = False) -> None:
    """Forbid or allow writing through a mount, and through all that are below it."""
    attributes = _Attributes(READ_ONLY if on else 0, 0 if on else READ_ONLY, 0, 0)
    flags = ctypes.c_uint(WITH_ALL_BELOW if below else 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    number, here = ctypes.c_long(MOUNT_SETATTR), ctypes.c_int(HERE)
    if _libc.syscall(number, here, at, flags, ctypes.byref(attributes), size):
        _refused(f"mount_setattr {os.fsdecode(at)}")


def loopback_up() -> None:
    """Let the processes of a new network talk to each other."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as anything:
        ioctl(anything, SET_FLAGS, LOOPBACK_UP)


def _refused(call: str) -> NoReturn:
    number = ctypes.get_errno()
    raise OSError(number, f"{call}: {os.strerror(number)}")
