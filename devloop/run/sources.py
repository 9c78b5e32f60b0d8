"""Where planning gets its answers from: the repository, the store and the environment."""

from __future__ import annotations

import hashlib
from pathlib import Path

from devloop.config.match import PathPatterns
from devloop.config.model import Check
from devloop.git.ids import RefName, TreeId
from devloop.git.record import dataclass, field
from devloop.git.refs import refs_under
from devloop.git.repository import Repository
from devloop.git.subtree import build_tree
from devloop.git.trees import TreeEntry, entries
from devloop.run.project import Project
from devloop.verdict.derived import recall, remember
from devloop.verdict.fingerprint import Fingerprint
from devloop.verdict.manifest import Content, Manifest, manifest_for
from devloop.verdict.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Answers, each worked out once for as long as this lives (one plan)."""

    repo: Repository
    store: Store
    project: Project
    scratch: Path
    _fingerprints: dict[str, Fingerprint] = field(default_factory=dict)
    _entries: dict[TreeId, tuple[TreeEntry, ...]] = field(default_factory=dict)

    def fingerprint(self, check: Check) -> Fingerprint:
        """The environment of a check when it was first asked for."""
        if check.name not in self._fingerprints:
            self._fingerprints[check.name] = self.project.fingerprint(check)
        return self._fingerprints[check.name]

    def manifest(self, check: Check, content: Content) -> Manifest:
        """What a verdict of the check on the content depends on."""
        return manifest_for(check, self.fingerprint(check), content)

    def entries(self, tree: TreeId) -> tuple[TreeEntry, ...]:
        """The files of a tree."""
        if tree not in self._entries:
            self._entries[tree] = entries(self.repo, tree)
        return self._entries[tree]

    def refs(self) -> tuple[tuple[RefName, str], ...]:
        """The tags, which a check sees when it reads history."""
        return tuple(refs_under(self.repo, "refs/tags/").items())

    def refs_digest(self) -> str:
        """The same in short, for a key."""
        return hashlib.sha256(repr(self.refs()).encode("utf-8", "surrogateescape")).hexdigest()

    def part_of(self, tree: TreeId, patterns: tuple[str, ...]) -> TreeId:
        """The tree of the files that match, remembered for good."""
        key = "\n".join((tree, *patterns))
        known = recall(self.store, "part", key)
        if known is not None:
            return TreeId(known)
        part = self.build_part(tree, patterns)
        remember(self.store, "part", key, part)
        return part

    def build_part(self, tree: TreeId, patterns: tuple[str, ...]) -> TreeId:
        """The same, with its objects made sure to be there."""
        wanted = PathPatterns.compile(patterns)
        kept = (entry for entry in self.entries(tree) if wanted.matches(entry.path))
        return build_tree(self.repo, kept, self.scratch)
