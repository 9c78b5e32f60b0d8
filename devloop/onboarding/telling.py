"""The line of a program's output that says why it failed.

Frameworks begin with a headline ("lint....Failed", "> app@1.0 test", "ERRORS") and end with a sum
("make: *** [test] Error 1", "1 failed"); the reason stands between them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 200
TRACEBACK = "Traceback (most recent call last):"
RAISED = "E   "
"""How pytest marks what was raised."""

NOISE = (
    r"\[(INFO|WARNING)\]( |$)",
    r"[-=_*~ .#>]*$",
    r"> ",
    r".{0,200}\.{3,}\s*(Failed|Passed|Skipped|ERROR|\(no files to check\)\s*Skipped)$",
    r"- (hook id|exit code|duration|files were modified)\b",
    r"(npm (ERR!|error|WARN|warn)|error Command failed|ELIFECYCLE|pnpm:|yarn run|\$ )",
    r"g?make(\[\d+\])?: ",
    r"(Compiling|Checking|Finished|Running|Downloading|Updating|Locking|Blocking|Doc-tests)\b",
    r"(gcc|cc|g\+\+|clang|clang\+\+)(-\d+)? -",
    r"(-- |\[\s*\d+%\]|Scanning |Consolidate )",
    r"\[\d+/\d+\] ",
    r"(running \d+ tests?|test result: ok|test .* \.\.\. ok|ok \d+|TAP version|\d+\.\.\d+$)",
    r"(An unexpected error has occurred|Check the log at|stdout:|stderr:|return code:)",
    r"(warning|note): .*(deprecated|experimental)",
    r"\(?see above\)?$",
    r"\./\S+$",
)
SILENT = re.compile("|".join(f"(?:{pattern})" for pattern in NOISE))
LOUD = re.compile(
    r"fatal:|\b\w*(?:Error|Exception)\b:|\berrors?\b|\bnot ok\b|^FAIL\b|\bFAILED\b|[✗✖✘]|"
    r"\bpanicked\b|[Aa]ssertion\b.*\bfailed",
)
PATH_ALONE = re.compile(r"[^\s:]*/?[^\s:/]+\.\w{1,5}:?")
OPEN = re.compile(r"[:.]$|^error: could not")


def telling_line(text: str) -> str:
    """The line that says most: what was raised, else what speaks of an error, else the first."""
    lines = [line.strip() for line in text.splitlines()]
    raised = [line for line in lines if line.startswith(RAISED)]
    if raised:
        return shortened(raised[-1].removeprefix(RAISED).strip())
    said = [line for line in lines if line and not SILENT.match(line)]
    if TRACEBACK in text and said:
        return shortened(said[-1])
    loud = next((n for n, line in enumerate(said) if LOUD.search(line)), 0)
    return shortened(_with_what_belongs_to_it(said, loud))


def _with_what_belongs_to_it(lines: Sequence[str], place: int) -> str:
    """The line, with the path above it or the cause below it where it says only half."""
    if not lines:
        return ""
    line, above = lines[place], lines[place - 1] if place else ""
    below = lines[place + 1] if place + 1 < len(lines) else ""
    if PATH_ALONE.fullmatch(above):
        line = f"{above.rstrip(':')}: {line}"
    elif below and PATH_ALONE.fullmatch(line):
        line = f"{line.rstrip(':')}: {below}"
    elif below and (OPEN.search(line) or below.startswith("-->")):
        line = f"{line} {below}"
    return line


def shortened(text: str) -> str:
    """A sentence as it fits: its beginning says what, its end (often a path) says where."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST * 2 // 3 - 2].rstrip()} … {text[-LONGEST // 3 :].lstrip()}"
