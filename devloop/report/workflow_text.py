"""Lines that the runner of GitHub Actions does not take for commands.

It obeys a line that begins with `::NAME…::` (blanks before it do not count), or holds `##[NAME]`
anywhere. Both are broken by writing their second character as its code, the same in JSON.
"""

from __future__ import annotations

import re

NEW = re.compile(r"((?:^|[\r\n])[^\S\r\n]*:):(?=[^\r\n]*::)")
OLD = re.compile(r"##(?=\[)")


def escape_workflow_commands(text: str) -> str:
    """The text with nothing in it that would be obeyed; most texts stay as they are."""
    return OLD.sub(r"#\\u0023", NEW.sub(r"\1\\u003a", text))
