"""The answers of another tree to what a run looked at in the one that was judged.

Only what differs between the two trees is asked about, so that the cost is the change. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from devloop.git.record import dataclass
from devloop.record.fact import Access

NOTHING, LINK, SUBMODULE = "000000", "120000", "160000"
"""Modes of tree entries."""
ATTRIBUTES = b".gitattributes"
"""Decides how the blobs of other files look on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeDifference:
    """A path whose entry differs between two trees, folders among them."""

    path: bytes
    old_mode: str
    """`NOTHING` where there was none."""
    new_mode: str

    @property
    def names(self) -> bool:
        """True where the folder that it is in has other names or types than before."""
        return self.old_mode[:3] != self.new_mode[:3]


def first_difference(
    looks: Mapping[bytes, Access], entries: Iterable[TreeDifference]
) -> bytes | None:
    """The first path where the second tree answers otherwise; None where it never does."""
    for entry in entries:
        path = entry.path
        if path.rpartition(b"/")[2] == ATTRIBUTES:
            return path
        if entry.names:
            folder = path.rpartition(b"/")[0]
            if path in looks:
                return path
            if looks.get(folder, Access(0)) & Access.LISTING:
                return folder or b"."
        elif path in looks and _tells(looks[path], entry):
            return path
        if SUBMODULE in {entry.old_mode, entry.new_mode}:
            below = next((known for known in looks if known.startswith(path + b"/")), None)
            if below is not None:
                return below
    return None


def _tells(look: Access, entry: TreeDifference) -> bool:
    """True where a look at something of the same type can tell the two apart."""
    if entry.new_mode == SUBMODULE:
        return True
    if look & (Access.CONTENT | Access.STAT | Access.LINK):
        return not entry.new_mode.startswith("040")
    return bool(look & Access.EXISTENCE) and entry.old_mode != entry.new_mode


def parse_entries(listing: bytes) -> tuple[TreeDifference, ...]:
    """Entries from the output of `git diff-tree -r -t -z --raw --no-renames` for two trees."""
    words = listing.split(b"\0")
    return tuple(
        TreeDifference(path=path, old_mode=about[1:7].decode(), new_mode=about[8:14].decode())
        for about, path in zip(words[0::2], words[1::2], strict=False)
    )
