"""Lines of a Jupyter notebook that a person wrote as code.

A notebook is JSON with one line of source in one line of text. Outputs, counters, pictures and
the cells of prose are written by the tool or read as a document.
"""

from __future__ import annotations

import re

_CELL_TYPE = re.compile(rb'\s*"cell_type":\s*"(\w+)"')
_SOURCE = re.compile(rb'\s*"source":\s*\[\s*$')
_COMMENT = re.compile(rb'\s*"\s*(?:#|\\n")')


def lines_outside_code(text: bytes) -> frozenset[int]:
    """Numbers of the lines that are no line of a code cell's source, or a comment in one."""
    found = set()
    kind, inside = b"", False
    for number, line in enumerate(text.split(b"\n"), 1):
        if match := _CELL_TYPE.match(line):
            kind = match.group(1)
        if inside and line.strip() in {b"]", b"],"}:
            inside = False
        if not (inside and kind == b"code") or _COMMENT.match(line):
            found.add(number)
        inside = inside or bool(_SOURCE.match(line))
    return frozenset(found)
