"""What the kernel reads beside a program to start it, without any call that could be seen.

Pure: from the first bytes of a file. A script names its interpreter in its first line, an ELF
program its loader in a header.
"""

from __future__ import annotations

import struct

_ELF, _SCRIPT = b"\x7fELF", b"#!"
_INTERPRETER = 3
"""`PT_INTERP`."""
_WIDE = 2
"""`ELFCLASS64`."""


def started_by(head: bytes) -> bytes | None:
    """The path of what runs a file; None where nothing does, or the file does not say."""
    if head.startswith(_SCRIPT):
        words = head[2:].split(b"\n", 1)[0].split()
        return words[0] if words else None
    if head.startswith(_ELF) and len(head) > 64 and head[4] == _WIDE:
        return _loader(head)
    return None


def _loader(head: bytes) -> bytes | None:
    order = "<" if head[5] == 1 else ">"
    (table,) = struct.unpack_from(f"{order}Q", head, 32)
    size, count = struct.unpack_from(f"{order}HH", head, 54)
    for number in range(count):
        at = table + number * size
        if at + 56 > len(head):
            return None
        (kind,) = struct.unpack_from(f"{order}I", head, at)
        if kind == _INTERPRETER:
            (offset,) = struct.unpack_from(f"{order}Q", head, at + 8)
            (length,) = struct.unpack_from(f"{order}Q", head, at + 32)
            return head[offset : offset + length].rstrip(b"\0") or None
    return None
