"""True if what a run looked at answers today, and in another tree, as it did then.

Each question is asked once for as long as this lives. What cannot be read says no.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence

from devloop.environment.memo import witness
from devloop.git.changes import raw_changes
from devloop.git.ids import TreeId
from devloop.git.record import dataclass, field
from devloop.git.repository import Repository
from devloop.record import machine_answers, tree_answers
from devloop.record.fact import Access, Outside
from devloop.record.form import Looks, read_looks, read_outside
from devloop.record.tree_answers import TreeDifference
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Verdict
from devloop.verdict.store import Store

MOST_SETS = 8
"""Verdicts under one weak key that are asked about: the newest."""
MOST_TREES = 16
"""Trees that another one is compared with; what was recorded on still others runs again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Asks records about this machine, and about trees of one repository."""

    repo: Repository
    store: Store
    _looks: dict[Digest, Looks | None] = field(default_factory=dict, repr=False)
    _holds: dict[Digest, bool] = field(default_factory=dict, repr=False)
    _entries: dict[tuple[TreeId, TreeId], tuple[TreeDifference, ...] | None] = field(
        default_factory=dict, repr=False
    )

    def lookup(self, manifests: Sequence[Manifest]) -> dict[Digest, tuple[Verdict, ...]]:
        """The verdicts under each key of which the machine says today what it said then."""
        found = self.store.lookup(manifests)
        held = {key: tuple(filter(self.holds_here, each)) for key, each in found.items()}
        return {key: verdicts for key, verdicts in held.items() if verdicts}

    def looks(self, verdict: Verdict) -> Looks | None:
        """What the run looked at in its tree; None where that is not known."""
        digest = verdict.evidence.record
        if digest is None:
            return None
        if digest not in self._looks:
            text = self.store.logs.read(digest)
            self._looks[digest] = None if text is None else read_looks(text)
        return self._looks[digest]

    def outside(self, verdict: Verdict) -> Mapping[bytes, Outside] | None:
        """What it looked at outside, with the answers; None where that is not known."""
        digest = verdict.evidence.outside
        text = None if digest is None else self.store.logs.read(digest)
        return None if text is None else read_outside(text)

    def holds_here(self, verdict: Verdict) -> bool:
        """True where the machine answers as it did; also of a run that was not recorded."""
        digest = verdict.evidence.outside
        if digest is None:
            return True
        if digest not in self._holds:
            outside = self.outside(verdict)
            self._holds[digest] = (
                outside is not None and machine_answers.first_difference(outside) is None
            )
            witness(tuple(_vouched_for(outside or {})))
        return self._holds[digest]

    def holding(self, weak: Digest, tree: TreeId) -> tuple[Verdict, ...]:
        """The verdicts that differ in content alone and hold for a tree, newest first."""
        found = self.store.recorded(weak, MOST_SETS)
        clear = (v for v in found if (looks := self.looks(v)) is not None and not looks.opaque)
        return self.standing(tuple(filter(self.holds_here, clear)), tree)

    def standing(self, verdicts: Sequence[Verdict], tree: TreeId) -> tuple[Verdict, ...]:
        """Those of which all that was looked at in their tree is the same in another one.

        A verdict without a record, or of an opaque run, stands by its key.
        """
        self._compare(dict.fromkeys(v.tree for v in verdicts if self._asks(v)), tree)
        return tuple(v for v in verdicts if not self._asks(v) or self._same(v, tree))

    def difference(self, verdict: Verdict, tree: TreeId) -> str:
        """The path of the first answer that differs; nothing where none does."""
        outside = machine_answers.first_difference(self.outside(verdict) or {})
        if outside is not None:
            return os.fsdecode(outside)
        self._compare((verdict.tree,), tree)
        looks, entries = self.looks(verdict), self._entries.get((verdict.tree, tree))
        inside = tree_answers.first_difference(looks.tree if looks else {}, entries or ())
        return "" if inside is None else os.fsdecode(inside)

    def _asks(self, verdict: Verdict) -> bool:
        if verdict.evidence.record is None:
            return False
        looks = self.looks(verdict)
        return looks is None or not looks.opaque

    def _same(self, verdict: Verdict, tree: TreeId) -> bool:
        looks = self.looks(verdict)
        if looks is None or verdict.tree == tree:
            return looks is not None
        entries = self._entries.get((verdict.tree, tree))
        return entries is not None and tree_answers.first_difference(looks.tree, entries) is None

    def _compare(self, trees: Iterable[TreeId], tree: TreeId) -> None:
        """Find out how the first of some trees differ from one."""
        new = [one for one in trees if one != tree and (one, tree) not in self._entries]
        pairs = [(one, tree) for one in new[:MOST_TREES]]
        for pair, listing in raw_changes(self.repo, pairs).items():
            self._entries[pair] = None if listing is None else tree_answers.parse_entries(listing)


def _vouched_for(outside: Mapping[bytes, Outside]) -> Iterator[str]:
    """The paths whose stats tell that nothing has changed; with `/` at the end, a mere folder."""
    for path, fact in outside.items():
        folder = fact.mark is not None and stat.S_ISDIR(fact.mark.mode)
        yield os.fsdecode(path) + ("/" if folder and fact.looks == Access.EXISTENCE else "")
