"""Where shortcuts are kept, and that they go when something is known to fail.

What a stamp says and how it is tested is not known here: see docs/adr/0005-stamps.md.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def shortcuts_in(directory: Path) -> Path:
    """The folder of decisions that were allowed before, beside the store in `directory`."""
    return directory / "stamps"


def retract_shortcuts(directory: Path) -> None:
    """Take all shortcuts away: a failure was kept, and one of them may rest on what has failed.

    Call it when the failure can be looked up, so that whoever leaves a shortcut meanwhile sees it.
    """
    with suppress(OSError):
        for shortcut in shortcuts_in(directory).iterdir():
            shortcut.unlink(missing_ok=True)
