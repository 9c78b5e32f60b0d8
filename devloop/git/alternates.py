"""Object directories beside a repository's own, as git wants to be told of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

VARIABLE = "GIT_ALTERNATE_OBJECT_DIRECTORIES"
_SPECIAL = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def alternates(directories: Iterable[Path]) -> str:
    """The value of the variable; one that the separator is in is quoted (git(1))."""
    return os.pathsep.join(_quoted(str(place)) for place in directories)


def _quoted(place: str) -> str:
    plain = os.pathsep not in place and not place.startswith('"')
    return place if plain or os.name == "nt" else f'"{place.translate(_SPECIAL)}"'
