"""True if a report of tests is as devloop's plugin wrote it.

Each line ends with a seal, made of the line, of the seal before it and of a token that only the
plugin has: tests that take lines away or write their own are found out. Code that digs in the
memory of its own process could still forge them, as it could do anything.
"""

from __future__ import annotations

import hashlib

FIRST = b'{"event": "session"'
"""How the first line of a process begins; a check may run pytest several times."""


def is_whole(lines: bytes, token: str) -> bool:
    """True if every line follows the one before it; a last one that was cut short may be there."""
    seal = b""
    for line in lines.split(b"\n")[:-1]:
        body, _, given = line.rpartition(b"\t")
        before = b"" if body.startswith(FIRST) else seal
        seal = hashlib.sha256(b" ".join((token.encode(), before, body))).hexdigest().encode()
        if given != seal:
            return False
    return True
