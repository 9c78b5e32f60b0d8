"""Where temporary files go inside: a folder that is empty for each run of a check."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from devloop.git.record import dataclass

USUAL = Path("/tmp")  # noqa: S108 - nothing is written there
SHORT = "t"
"""Name of the empty folder below one that cannot be empty itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Temporary:
    """How the folders for temporary files look inside."""

    root: Path
    """Where they go outside."""
    place: Path
    """What `TMPDIR` names."""
    layers: tuple[Path, ...]
    """Folders that stay as they are, with writes that vanish."""
    fresh: tuple[Path, ...]
    """Folders that are empty."""


def temporary_of(chosen: Path, needed: Iterable[Path]) -> Temporary:
    """The folders where the user's temporary files go to `chosen`.

    What checks need (worktrees, HOME, programs) may itself be below such a folder. Then that
    stays visible, and an empty one stands in it; else it is itself the empty one.
    """
    needed = tuple(needed)
    roots = tuple(dict.fromkeys((chosen, USUAL)))
    layers = tuple(root for root in roots if any(p.is_relative_to(root) for p in needed))
    place = chosen / SHORT if chosen in layers else chosen
    empty = (place, *(root for root in roots if root not in layers))
    return Temporary(root=chosen, place=place, layers=layers, fresh=tuple(dict.fromkeys(empty)))
