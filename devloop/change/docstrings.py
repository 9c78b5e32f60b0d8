"""Where a string of a Python text is a docstring: free like a comment, for it is never run.

A docstring stands alone on its lines: first in the file, after the head of a class or function, or
after an assignment (PEP 257). Elsewhere a string is code. So is an f-string, and so is a docstring
that the code reads again: `__doc__` by itself for that of the module, `.__doc__` or `getdoc` for
all where the file also calls `exec`, `eval` or `compile`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

from devloop.change.spans import Span

TOP = b"\n"
"""Stands for the line before the first."""
_PREFIX = re.compile(rb"(?<![\w.)\]}'\"])[rRbBuU]{0,2}\Z")
_HEAD = re.compile(rb"(?:async\s+)?(?:def|class)\b")
_ASSIGNMENT = re.compile(rb"(?:type\s+)?[A-Za-z_][\w.]*\s*(?:=(?!=)|:|\[)")
_BRACKETS = re.compile(rb"[()\[\]{}]")
_OWN = re.compile(rb"(?<![\w.])__doc__\b")
_OTHERS = re.compile(rb"\.\s*__doc__\b|\bgetdoc\b")
_RUN = re.compile(rb"(?<![\w.])(?:exec|eval|compile)\s*\(")


def docstrings(text: bytes, found: Sequence[Span]) -> tuple[Span, ...]:
    """The spans, comments and strings of the text, that are docstrings."""
    ends = {b"", b"\n", b"\r", b" ", b"\t", b"#"}
    if not any(text[end : end + 1] in ends for _, end, comment in found if not comment):
        return ()  # no string ends its line
    code = tuple(_gaps(text, found))
    places = [*_places(found, code)]
    joined = b"\n".join(code)
    if _OTHERS.search(joined) and _RUN.search(joined):
        return ()
    read = _OWN.search(joined) is not None
    return tuple(span for span, is_own in places if not (read and is_own))


def _gaps(text: bytes, found: Sequence[Span]) -> Iterator[bytes]:
    """The code before each span, and after the last."""
    at = 0
    for start, end, _ in found:
        yield text[at:start]
        at = end
    yield text[at:]


def _places(found: Sequence[Span], code: Sequence[bytes]) -> Iterator[tuple[Span, bool]]:
    """Strings that stand alone where a docstring may stand, and whether it is the module's."""
    logical = bytearray()
    """The logical line that is being read, strings as quotes; empty: none has begun."""
    before, depth = TOP, 0
    for number, (start, end, comment) in enumerate(found):
        for line in code[number].splitlines(keepends=True):
            depth = max(0, depth + _depth(line))
            logical += line
            if line.endswith(b"\n") and not depth and not line.rstrip(b"\r\n").endswith(b"\\"):
                if logical.strip():
                    before = bytes(logical.strip())
                logical.clear()
        if comment:
            continue
        prefix = logical.strip()
        alone = (
            not depth
            and _PREFIX.fullmatch(prefix.removeprefix(codecs.BOM_UTF8))
            and _ends_line(code[number + 1])
        )
        if alone and _may_stand_after(before):
            yield (start - len(prefix), end, False), before == TOP
            before, logical = b"", bytearray()
        else:
            logical += b'"'


def _depth(line: bytes) -> int:
    return sum(1 if b in {b"(", b"[", b"{"} else -1 for b in _BRACKETS.findall(line))


def _ends_line(rest: bytes) -> bool:
    """Whether nothing follows on the line (a comment, which is no code, may)."""
    return not rest.partition(b"\n")[0].strip()


def _may_stand_after(before: bytes) -> bool:
    if before == TOP:
        return True
    head = _HEAD.match(before) is not None and before.endswith(b":")
    return head or _ASSIGNMENT.match(before) is not None
