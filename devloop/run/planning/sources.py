"""Where planning gets its answers from: the repository, the store and the environment."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from devloop.config.match import PathPatterns
from devloop.config.model import Check
from devloop.environment.file_marks import Marks, is_table, marks_of
from devloop.environment.fingerprint import Fingerprint
from devloop.environment.memo import witnessed
from devloop.environment.scan_cache import Look
from devloop.git.changes import changed_entries
from devloop.git.ids import RefName, RepoPath, TreeId
from devloop.git.objects import resolve_objects
from devloop.git.record import dataclass, field, replace
from devloop.git.refs import refs_under
from devloop.git.repository import Repository
from devloop.git.subtree import build_tree
from devloop.git.trees import GITLINK, TreeEntry, entries
from devloop.run.planning.plan import whole_content
from devloop.run.project import Project
from devloop.run.recording.recall import Recall
from devloop.run.subject import Subject
from devloop.verdict.derived import recall, remember
from devloop.verdict.manifest import Content, Manifest, manifest_for
from devloop.verdict.outcome import Digest, Verdict
from devloop.verdict.repository_state import NO_STATE, RepositoryState
from devloop.verdict.store import Store

LISTED = ".gitmodules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Answers, each worked out once for as long as this lives (one plan)."""

    repo: Repository
    store: Store
    project: Project
    scratch: Path
    recall: Recall
    _fingerprints: dict[str, Fingerprint] = field(default_factory=dict)
    _seen: dict[str, set[str]] = field(default_factory=dict)
    _look: Look = field(default_factory=Look)
    _entries: dict[TreeId, tuple[TreeEntry, ...]] = field(default_factory=dict)

    def rescan(self) -> Sources:
        """The same, with the environment looked at anew."""
        recall = Recall(repo=self.repo, store=self.store)
        return replace(self, recall=recall, _fingerprints={}, _seen={}, _look=Look())

    def lookup(self, manifests: Sequence[Manifest]) -> dict[Digest, tuple[Verdict, ...]]:
        """The verdicts under each key of which the machine says today what it said then."""
        return self.recall.lookup(manifests)

    def fingerprint(self, check: Check) -> Fingerprint:
        """The environment of a check when it was first asked for."""
        if check.name not in self._fingerprints:
            with witnessed() as seen:
                self._fingerprints[check.name] = self.project.fingerprint(check, self._look)
            self._seen[check.name] = {path for path in seen if not is_table(path)}
        return self._fingerprints[check.name]

    def marks(self, check: Check) -> Marks:
        """Marks, as of now, of the files that its environment is known by."""
        self.fingerprint(check)
        return marks_of(self._seen[check.name])

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

    def content(self, check: Check, subject: Subject) -> Content:
        """The subject as a whole, as far as the check may see it."""
        return whole_content(check, subject, self.refs_digest, self.base_of, self.state)

    def state(self, check: Check, subject: Subject) -> RepositoryState:
        """What a hook that names a branch, a merge or a push is told of it."""
        if check.hook is None:
            return NO_STATE
        from devloop.run.planning.hook_state import state_of_hook

        return state_of_hook(check, subject, self.repo, self.refs_digest)

    def base_of(self, subject: Subject) -> TreeId | None:
        """The content before the change; None where there is none, or its commit is not here."""
        if subject.base is None:
            return None
        name = f"{subject.base}^{{tree}}"
        found = resolve_objects(self.repo, (name,)).get(name)
        return None if found is None else TreeId(found)

    def changed(self, base: TreeId, tree: TreeId) -> tuple[RepoPath, ...]:
        """The files of a tree that are not the same in its base."""
        changes = changed_entries(self.repo, base, tree)
        return tuple(change.path for change in changes if change.new is not None)

    def part_of(self, tree: TreeId, patterns: tuple[str, ...]) -> TreeId:
        """The tree of the files that match, remembered for good."""
        key = "\n".join((tree, "with submodules", *patterns))
        known = recall(self.store, "part", key)
        if known is not None:
            return TreeId(known)
        part = self.build_part(tree, patterns)
        remember(self.store, "part", key, part)
        return part

    def build_part(self, tree: TreeId, patterns: tuple[str, ...]) -> TreeId:
        """The same, with its objects made sure to be there."""
        wanted = PathPatterns.compile(patterns)
        entries = self.entries(tree)
        kept = [one for one in entries if wanted.matches(one.path) or _leads_to(one, patterns)]
        if any(entry.mode == GITLINK for entry in kept):
            kept += (one for one in entries if one.path == LISTED and one not in kept)
        return build_tree(self.repo, kept, self.scratch)


def _leads_to(entry: TreeEntry, patterns: tuple[str, ...]) -> bool:
    """True for a submodule that patterns name something in."""
    inside = f"{entry.path}/"
    return entry.mode == GITLINK and any(name.lstrip("/").startswith(inside) for name in patterns)
