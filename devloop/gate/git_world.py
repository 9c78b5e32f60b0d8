"""The repository as the push gate sees it: `PushWorld` on git."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from devloop.change.size import size_of_change
from devloop.change.trailers import parse_trailers
from devloop.config.model import Config
from devloop.gate.mainline import configs_of, mainline_refs, tip_of, trees_of, usable_configs_of
from devloop.gate.remote_view import Destination, RemoteView
from devloop.gate.remotes import reached, remote_views, usual_mainline
from devloop.gate.rules_only import changes_only_rules
from devloop.gate.size_gate import settle
from devloop.gate.sizing import ReplayOf, SizedStep, never, size_commits
from devloop.git.commits import Commit, commits, has_commit, is_ancestor, tree_of_commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.repository import Repository


class GitWorld:
    """Facts of one repository for one push; what cannot change meanwhile is asked for once."""

    def __init__(
        self,
        repo: Repository,
        guess: Callable[[TreeId], Config],
        replay_of: ReplayOf = never,
        before_sizes: Callable[[int], None] = lambda _count: None,
    ) -> None:
        """`guess` gives the configuration of a tree that has none.

        `before_sizes` hears how many commits are about to be measured.
        """
        self._before_sizes = before_sizes
        self._repo = repo
        self._guess = guess
        self._replay_of = replay_of
        self._views: tuple[RemoteView, ...] | None = None
        self._reached: dict[Destination, frozenset[str]] = {}

    @property
    def history_whole(self) -> bool:
        """False in a shallow clone."""
        return not self._repo.shallow

    @property
    def usual(self) -> tuple[str, ...]:
        """Names of mainline at a remote of which nothing is known."""
        return usual_mainline(self._repo)

    def views(self) -> tuple[RemoteView, ...]:
        """Every remote that git lists."""
        if self._views is None:
            self._views = remote_views(self._repo)
        return self._views

    def reached(self, to: Destination) -> frozenset[str]:
        """Names of the remotes that the push goes to."""
        if to not in self._reached:
            self._reached[to] = reached(self._repo, to)
        return self._reached[to]

    def has(self, oid: CommitId) -> bool:
        """True if the object is here and is, or points to, a commit."""
        return has_commit(self._repo, oid)

    def contains(self, new: CommitId, old: CommitId) -> bool:
        """True if `old` is in the history of `new`."""
        return is_ancestor(self._repo, old, new)

    def tip(self, oid: CommitId) -> Commit:
        """The commit behind an object."""
        return tip_of(self._repo, oid)

    def added(self, tip: CommitId, without: Sequence[CommitId]) -> tuple[Commit, ...]:
        """The history of `tip` less that of others, children before their parents."""
        return commits(self._repo, "--topo-order", tip, *(f"^{oid}" for oid in without))

    def trees(self, oids: Sequence[CommitId]) -> Mapping[CommitId, TreeId]:
        """The tree of each commit that is here."""
        return trees_of(self._repo, oids)

    def configs(self, trees: Sequence[TreeId]) -> Mapping[TreeId, Config | None]:
        """The configuration in each tree; `ConfigError` where one cannot be used."""
        return configs_of(self._repo, trees)

    def usable_configs(self, trees: Sequence[TreeId]) -> Mapping[TreeId, Config | None]:
        """The same, None where one cannot be used."""
        return usable_configs_of(self._repo, trees)

    def guess(self, tree: TreeId) -> Config:
        """The checks that a tree without a configuration plainly asks for."""
        return self._guess(tree)

    def changes_only_rules(self, old: TreeId, new: TreeId) -> bool:
        """True if two trees differ in what they say to devloop alone."""
        return changes_only_rules(self._repo, old, new)

    def sizes(
        self, steps: Sequence[Commit], configs: Mapping[TreeId, Config], remote: str
    ) -> tuple[SizedStep, ...]:
        """The size of each commit by the rule for its tree, against its first parent."""
        self._before_sizes(len(steps))
        refs = mainline_refs(self._repo, configs.values(), remote) if steps else ()
        return size_commits(self._repo, steps, configs, self._replay_of, refs)

    def whole_sizes(
        self, merges: Sequence[Commit], configs: Mapping[TreeId, Config]
    ) -> tuple[SizedStep, ...]:
        """The size of each merge with all that it brings."""
        return tuple(self._whole(merge, configs[merge.tree]) for merge in merges)

    def _whole(self, merge: Commit, config: Config) -> SizedStep:
        base = tree_of_commit(self._repo, merge.parents[0])
        size = size_of_change(self._repo, base, merge.tree, config.size)
        trailers, replay = parse_trailers(merge.message), self._replay_of(merge, config)
        decided = settle(size, config.size, trailers, replay)
        return SizedStep(commit=merge, size=size, rule=config.size, decided=decided)
