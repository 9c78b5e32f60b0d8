"""Where the files are that stand at the top of the project for people to read, and in the wheel."""

from __future__ import annotations

from pathlib import Path

import devloop


def packaged(folder: str) -> Path:
    """The folder `hooks` or `templates`, in the wheel or in a checkout."""
    package = Path(devloop.__file__).parent
    inside = package / "_data" / folder
    return inside if inside.is_dir() else package.parent / folder
