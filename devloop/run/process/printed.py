"""Text that a check printed, made safe to show on a terminal."""

from __future__ import annotations

import re

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
COLOUR_OR_CONTROL = re.compile(r"\x1b\[[0-9;]*m|" + CONTROL.pattern)


def output_text(data: bytes, *, color: bool) -> str:
    """What a check printed, safe to show: its colours stay (or go), other control is dropped."""

    def keep(found: re.Match[str]) -> str:
        return found.group() if color and found.group().startswith("\x1b[") else ""

    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    text = "\n".join(line.rsplit("\r", 1)[-1] for line in text.split("\n"))
    shown = COLOUR_OR_CONTROL.sub(keep, text)
    return f"{shown}\x1b[0m" if color and "\x1b[" in shown else shown
