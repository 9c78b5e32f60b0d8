"""The system calls that name a path, by machine: what each does and where its paths are.

Numbers are from the kernel's own tables (`asm/unistd_64.h`, `asm-generic/unistd.h`); what has no
number on a machine is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum

from devloop.git.record import dataclass

AT_FDCWD = -100
NO_FOLLOW = 0x100
"""`AT_SYMLINK_NOFOLLOW`."""
LINK_FOLLOW = 0x400
"""`AT_SYMLINK_FOLLOW` of `linkat`, which follows none otherwise."""
EXCHANGE = 2
"""`RENAME_EXCHANGE`."""


class Act(IntEnum):
    """What a call does with its path."""

    OPEN = 0
    OPEN_HOW = 1
    """`openat2`: its flags are in memory."""
    CREATE = 2
    EXECUTE = 3
    STAT = 4
    EXIST = 5
    """Tells whether it is there, and no more than its type and permissions."""
    READ_LINK = 6
    CHANGE = 7
    """Changes what is there: owner, times, size."""
    MAKE = 8
    MAKE_LINK = 9
    REMOVE = 10
    RENAME = 11
    LINK = 12
    CONNECT = 13
    BIND = 14
    REBUILD = 15
    """Changes which files the process sees, or looks at some without naming them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Where the arguments of a call are."""

    act: Act
    places: tuple[tuple[int | None, int], ...] = ((None, 0),)
    """Index of the argument that holds the folder (None: the working one), and of the path."""
    flags: int | None = None
    """Index of the argument with `AT_` or `O_` flags."""
    follows: bool = True
    """True where a link at the end is followed, unless a flag says otherwise."""


_AT = ((0, 1),)
_PLAIN, _PLAIN_NO_LINK = Call(act=Act.STAT), Call(act=Act.STAT, follows=False)
_CHANGE, _CHANGE_NO_LINK = Call(act=Act.CHANGE), Call(act=Act.CHANGE, follows=False)
_MAKE, _REMOVE = Call(act=Act.MAKE, follows=False), Call(act=Act.REMOVE, follows=False)
_EXIST, _EXIST_NO_LINK = Call(act=Act.EXIST), Call(act=Act.EXIST, follows=False)
_REBUILD = Call(act=Act.REBUILD, places=())

CALLS: Mapping[str, Call] = {
    "open": Call(act=Act.OPEN, flags=1),
    "openat": Call(act=Act.OPEN, places=_AT, flags=2),
    "openat2": Call(act=Act.OPEN_HOW, places=_AT, flags=2),
    "creat": Call(act=Act.CREATE),
    "execve": Call(act=Act.EXECUTE),
    "execveat": Call(act=Act.EXECUTE, places=_AT, flags=4),
    "uselib": Call(act=Act.EXECUTE),
    "stat": _PLAIN,
    "lstat": _PLAIN_NO_LINK,
    "newfstatat": Call(act=Act.STAT, places=_AT, flags=3),
    "statx": Call(act=Act.STAT, places=_AT, flags=2),
    "statfs": _EXIST,
    "getxattr": _PLAIN,
    "lgetxattr": _PLAIN_NO_LINK,
    "listxattr": _PLAIN,
    "llistxattr": _PLAIN_NO_LINK,
    "access": _EXIST,
    "faccessat": Call(act=Act.EXIST, places=_AT),
    "faccessat2": Call(act=Act.EXIST, places=_AT, flags=3),
    "chdir": _EXIST,
    "inotify_add_watch": Call(act=Act.EXIST, places=((None, 1),)),
    "readlink": Call(act=Act.READ_LINK, follows=False),
    "readlinkat": Call(act=Act.READ_LINK, places=_AT, follows=False),
    "truncate": _CHANGE,
    "chmod": _CHANGE,
    "fchmodat": Call(act=Act.CHANGE, places=_AT),
    "fchmodat2": Call(act=Act.CHANGE, places=_AT, flags=3),
    "chown": _CHANGE,
    "lchown": _CHANGE_NO_LINK,
    "fchownat": Call(act=Act.CHANGE, places=_AT, flags=4),
    "utime": _CHANGE,
    "utimes": _CHANGE,
    "futimesat": Call(act=Act.CHANGE, places=_AT),
    "utimensat": Call(act=Act.CHANGE, places=_AT, flags=3),
    "setxattr": _CHANGE,
    "lsetxattr": _CHANGE_NO_LINK,
    "removexattr": _CHANGE,
    "lremovexattr": _CHANGE_NO_LINK,
    "mkdir": _MAKE,
    "mkdirat": Call(act=Act.MAKE, places=_AT, follows=False),
    "mknod": _MAKE,
    "mknodat": Call(act=Act.MAKE, places=_AT, follows=False),
    "symlink": Call(act=Act.MAKE_LINK, places=((None, 1),), follows=False),
    "symlinkat": Call(act=Act.MAKE_LINK, places=((1, 2),), follows=False),
    "unlink": _REMOVE,
    "rmdir": _REMOVE,
    "unlinkat": Call(act=Act.REMOVE, places=_AT, follows=False),
    "rename": Call(act=Act.RENAME, places=((None, 0), (None, 1)), follows=False),
    "renameat": Call(act=Act.RENAME, places=((0, 1), (2, 3)), follows=False),
    "renameat2": Call(act=Act.RENAME, places=((0, 1), (2, 3)), flags=4, follows=False),
    "link": Call(act=Act.LINK, places=((None, 0), (None, 1)), follows=False),
    "linkat": Call(act=Act.LINK, places=((0, 1), (2, 3)), flags=4, follows=False),
    "connect": Call(act=Act.CONNECT, places=((None, 1),)),
    "bind": Call(act=Act.BIND, places=((None, 1),)),
    "chroot": _REBUILD,
    "pivot_root": _REBUILD,
    "mount": _REBUILD,
    "umount2": _REBUILD,
    "setns": _REBUILD,
    "unshare": _REBUILD,
    "open_tree": _REBUILD,
    "move_mount": _REBUILD,
    "fsmount": _REBUILD,
    "open_by_handle_at": _REBUILD,
    "fanotify_mark": _REBUILD,
    "setxattrat": Call(act=Act.CHANGE, places=_AT, flags=2),
    "getxattrat": Call(act=Act.STAT, places=_AT, flags=2),
    "listxattrat": Call(act=Act.STAT, places=_AT, flags=2),
    "removexattrat": Call(act=Act.CHANGE, places=_AT, flags=2),
    "open_tree_attr": _REBUILD,
    "file_getattr": Call(act=Act.STAT, places=_AT, flags=4),
    "file_setattr": Call(act=Act.CHANGE, places=_AT, flags=4),
}

_NUMBERS_X86_64 = """
open 2 stat 4 lstat 6 access 21 connect 42 bind 49 execve 59 truncate 76 chdir 80 rename 82
mkdir 83 rmdir 84 creat 85 link 86 unlink 87 symlink 88 readlink 89 chmod 90 chown 92 lchown 94
utime 132 mknod 133 uselib 134 statfs 137 pivot_root 155 chroot 161 mount 165 umount2 166
setxattr 188 lsetxattr 189 getxattr 191 lgetxattr 192 listxattr 194 llistxattr 195
removexattr 197 lremovexattr 198 utimes 235 inotify_add_watch 254 openat 257 mkdirat 258
mknodat 259 fchownat 260 futimesat 261 newfstatat 262 unlinkat 263 renameat 264 linkat 265
symlinkat 266 readlinkat 267 fchmodat 268 faccessat 269 unshare 272 utimensat 280
fanotify_mark 301 open_by_handle_at 304 setns 308 renameat2 316 execveat 322 statx 332
"""
_NUMBERS_AARCH64 = """
setxattr 5 lsetxattr 6 getxattr 8 lgetxattr 9 listxattr 11 llistxattr 12 removexattr 14
lremovexattr 15 inotify_add_watch 27 mknodat 33 mkdirat 34 unlinkat 35 symlinkat 36 linkat 37
renameat 38 umount2 39 mount 40 pivot_root 41 statfs 43 truncate 45 faccessat 48 chdir 49
chroot 51 fchmodat 53 fchownat 54 openat 56 readlinkat 78 newfstatat 79 utimensat 88 unshare 97
bind 200 connect 203 execve 221 fanotify_mark 263 open_by_handle_at 265 setns 268 renameat2 276
execveat 281 statx 291
"""
_NUMBERS_EVERYWHERE = """
open_tree 428 move_mount 429 fsmount 432 openat2 437 faccessat2 439 fchmodat2 452 setxattrat 463
getxattrat 464 listxattrat 465 removexattrat 466 open_tree_attr 467 file_getattr 468
file_setattr 469
"""
LAST_KNOWN = 469
"""A call with a higher number is newer than these tables and may look at anything."""
IO_URING_SETUP = 425
"""Opens a way around all other calls; the same everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """How programs of one architecture call the kernel."""

    arch: int
    """`AUDIT_ARCH_…` of its own programs; any other is of foreign ones."""
    seccomp: int
    calls: Mapping[int, Call]
    foreign_bit: int
    """Set in numbers of a second table under the same architecture (x32); 0: there is none."""


def _by_number(numbers: str) -> Iterator[tuple[int, Call]]:
    words = numbers.split()
    for name, number in zip(words[0::2], words[1::2], strict=True):
        yield int(number), CALLS[name]


MACHINES: Mapping[str, Architecture] = {
    "x86_64": Architecture(
        arch=0xC000003E,
        seccomp=317,
        calls=dict(_by_number(_NUMBERS_X86_64 + _NUMBERS_EVERYWHERE)),
        foreign_bit=0x40000000,
    ),
    "aarch64": Architecture(
        arch=0xC00000B7,
        seccomp=277,
        calls=dict(_by_number(_NUMBERS_AARCH64 + _NUMBERS_EVERYWHERE)),
        foreign_bit=0,
    ),
}
