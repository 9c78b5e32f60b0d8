"""Texts from outside as any document can hold them: names, messages, what checks printed.

Colours go, and what steers a terminal, breaks XML or is no text at all is written as its code, so
that two different names stay different.
"""

from __future__ import annotations

import os
import re

SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
"""Colours and hyperlinks, as terminals understand them."""
UNFIT = re.compile(
    "[^\t\n -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""All but the characters of XML 1.0, less those that break or reorder a line."""


def printable(text: str) -> str:
    """The text with nothing in it but text; line breaks stay."""
    return UNFIT.sub(_code, SEQUENCE.sub("", text).replace("\r\n", "\n"))


def in_one_line(text: str) -> str:
    """The same with line breaks written as their code."""
    return printable(text).replace("\n", "\\n")


def printed(data: bytes) -> str:
    """Output of a check, with the bytes of names as the tree has them; not escaped yet."""
    text = SEQUENCE.sub("", os.fsdecode(data)).replace("\r\n", "\n")
    return text.replace("\r", "\n")


def bounded(text: str, most: int) -> str:
    """Beginning and end of a text of more than so many characters, and how many are left out."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}\n[... {len(text) - 2 * half} characters left out ...]\n{text[-half:]}"


def _code(found: re.Match[str]) -> str:
    code = ord(found.group())
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no text
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
