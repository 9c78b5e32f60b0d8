"""What a verdict's run looked at, and what of it is no more as it was, for whoever asks why."""

from __future__ import annotations

from collections.abc import Mapping

from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.record.fact import Access, Outside
from devloop.run.recording.recall import Recall
from devloop.verdict.outcome import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The record of a verdict, asked about one tree and this machine."""

    tree: Mapping[bytes, Access]
    outside: Mapping[bytes, Outside]
    opaque: tuple[str, ...]
    """Why it may have looked at more; then it stands for its whole tree alone."""
    differs: str
    """The path of the first answer that is another one now; nothing where none is."""


def account_of(recall: Recall, verdict: Verdict, tree: TreeId) -> Account | None:
    """The account of a verdict; None where its run was not recorded."""
    looks, outside = recall.looks(verdict), recall.outside(verdict)
    if looks is None or outside is None:
        return None
    return Account(
        tree=looks.tree,
        outside=outside,
        opaque=looks.opaque,
        differs=recall.difference(verdict, tree),
    )
