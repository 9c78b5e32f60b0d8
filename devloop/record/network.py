"""Whom a socket is about to call: a program of the run itself, or somebody else."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Iterable
from contextlib import suppress

_GET_DESCRIPTOR = 438
"""`pidfd_getfd`, the same on all machines."""
_LISTENS = "0A"
_LOOPBACK_6 = bytes(15) + b"\x01"
_MAPPED = bytes(10) + b"\xff\xff"


def address_in(name: bytes) -> tuple[bytes, int]:
    """Address and port in a `sockaddr_in` or `sockaddr_in6`."""
    port = int.from_bytes(name[2:4], "big")
    plain = int.from_bytes(name[:2], "little") == socket.AF_INET
    return (name[4:8] if plain else name[8:24]), port


def is_here(address: bytes) -> bool:
    """True where it is an address of this machine alone."""
    if address == _LOOPBACK_6 or not any(address):
        return True
    return address.removeprefix(_MAPPED)[:1] == b"\x7f" and len(address.removeprefix(_MAPPED)) == 4


def is_datagram(thread: int, descriptor: int) -> bool:
    """True where a socket sends single packets, as the C library does to sort addresses."""
    with suppress(OSError, ValueError):
        process = os.pidfd_open(_process_of(thread))
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            copy = libc.syscall(_GET_DESCRIPTOR, process, descriptor, 0)
        finally:
            os.close(process)
        if copy >= 0:
            with socket.socket(fileno=copy) as found:
                return found.type == socket.SOCK_DGRAM
    return False


def listens(port: int, threads: Iterable[int]) -> bool:
    """True where one of these processes waits for calls at a port of this machine."""
    threads = tuple(threads)
    wanted = {f"socket:[{inode}]" for inode in _sockets_at(port, threads)}
    return bool(wanted) and any(wanted & _open_in(process) for process in _processes(threads))


def is_taken(port: int, thread: int) -> bool:
    """True unless it is sure that nobody waits for calls at a port of this thread's machine."""
    return not _lines(f"/proc/{thread}/net/tcp") or bool(tuple(_sockets_at(port, (thread,))))


def _sockets_at(port: int, threads: tuple[int, ...]) -> Iterable[str]:
    for table in ("tcp", "tcp6"):
        for line in _lines(f"/proc/{threads[-1] if threads else 'self'}/net/{table}"):
            words = line.split()
            if len(words) > 9 and words[3] == _LISTENS and int(words[1][-4:], 16) == port:
                yield words[9]


def _processes(threads: Iterable[int]) -> set[int]:
    found = set()
    for thread in threads:
        with suppress(OSError, ValueError):
            found.add(_process_of(thread))
    return found


def _process_of(thread: int) -> int:
    for line in _lines(f"/proc/{thread}/status"):
        if line.startswith("Tgid:"):
            return int(line.split()[1])
    raise ProcessLookupError(thread)


def _open_in(process: int) -> set[str]:
    found = set()
    with suppress(OSError):
        for name in os.listdir(f"/proc/{process}/fd"):  # noqa: PTH208 - names are all that is wanted
            with suppress(OSError):
                found.add(os.readlink(f"/proc/{process}/fd/{name}"))  # noqa: PTH115 - the same
    return found


def _lines(path: str) -> list[str]:
    with suppress(OSError), open(path, encoding="ascii", errors="replace") as file:  # noqa: PTH123 - of /proc
        return file.read().splitlines()
    return []
