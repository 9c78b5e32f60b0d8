"""Interface of a repository for the push gate, so that its decisions need none. Types only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from devloop.config.model import Config
from devloop.gate.remote_view import Destination, RemoteView
from devloop.gate.sizing import SizedStep
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId


class PushWorld(Protocol):
    """A repository, as far as a push is concerned."""

    @property
    def history_whole(self) -> bool:
        """False in a shallow clone."""

    @property
    def usual(self) -> tuple[str, ...]:
        """Names of mainline at a remote of which nothing is known."""

    def views(self) -> tuple[RemoteView, ...]:
        """Every remote that git lists."""

    def reached(self, to: Destination) -> frozenset[str]:
        """Names of the remotes that the push goes to: of that name, and of the same address."""

    def has(self, oid: CommitId) -> bool:
        """True if the object is here and is, or points to, a commit."""

    def contains(self, new: CommitId, old: CommitId) -> bool:
        """True if `old` is in the history of `new`."""

    def tip(self, oid: CommitId) -> Commit:
        """The commit behind an object (a tag is followed)."""

    def added(self, tip: CommitId, without: Sequence[CommitId]) -> tuple[Commit, ...]:
        """The history of `tip` less that of others, children before their parents."""

    def trees(self, oids: Sequence[CommitId]) -> Mapping[CommitId, TreeId]:
        """The tree of each commit that is here."""

    def configs(self, trees: Sequence[TreeId]) -> Mapping[TreeId, Config | None]:
        """The configuration in each tree; `ConfigError` where one cannot be used."""

    def usable_configs(self, trees: Sequence[TreeId]) -> Mapping[TreeId, Config | None]:
        """The same, None where one cannot be used."""

    def guess(self, tree: TreeId) -> Config:
        """The checks that a tree without a configuration plainly asks for."""

    def changes_only_rules(self, old: TreeId, new: TreeId) -> bool:
        """True if two trees differ in what they say to devloop alone."""

    def sizes(
        self, steps: Sequence[Commit], configs: Mapping[TreeId, Config], remote: str
    ) -> tuple[SizedStep, ...]:
        """The size of each commit by the rule for its tree, against its first parent.

        Of a merge, what git's own merge of its parents does not have.
        """

    def whole_sizes(
        self, merges: Sequence[Commit], configs: Mapping[TreeId, Config]
    ) -> tuple[SizedStep, ...]:
        """The size of each merge with all that it brings."""
