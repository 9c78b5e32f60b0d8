"""The sizes of what a person asks about, each with what the gates say to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from devloop.change.account import Size
from devloop.change.decide import Band, SizeDecision, decide
from devloop.change.size import sizes_of_known_commits
from devloop.change.trailers import parse_trailers
from devloop.config.model import Config, SizeRule
from devloop.gate.commit_gate import CommitCase, size_of_case
from devloop.gate.mainline import configs_of
from devloop.gate.size_gate import Replay, settle, unreplayed
from devloop.git.commits import Commit
from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.git.repository import Repository

NO_CONFIG = Config()
"""What governs the size of a commit whose content says nothing."""

ReplayOf = Callable[[Commit, Config], Replay]
"""How to find out about the command in the message of a commit."""


def never(_commit: Commit, _config: Config) -> Replay:
    """For those who may not run commands now."""
    return unreplayed


@dataclass(frozen=True, slots=True, kw_only=True)
class SizedStep:
    """One step with its size and the decision on it."""

    commit: Commit | None
    """None: what is staged."""
    size: Size
    rule: SizeRule
    decided: SizeDecision

    @property
    def counts(self) -> bool:
        """True if a person's work makes it as big as it is, so that it says how one works."""
        return self.decided.band is not Band.EXEMPT or bool(self.decided.override)


def size_staged(repo: Repository, case: CommitCase, config: Config) -> SizedStep:
    """The size of what a commit would take now; its message is not known yet."""
    size = size_of_case(repo, case, config)
    return SizedStep(commit=None, size=size, rule=config.size, decided=decide(size, config.size))


def size_commits(
    repo: Repository,
    commits: Sequence[Commit],
    configs: Mapping[TreeId, Config],
    replay_of: ReplayOf,
    mainline: Sequence[str],
) -> tuple[SizedStep, ...]:
    """The sizes of commits, in their order, each by the rule that governs its content.

    `mainline` are refs; an exact copy of a commit on one of them is exempt.
    """
    groups: dict[SizeRule, list[Commit]] = {}
    for commit in commits:
        groups.setdefault(configs[commit.tree].size, []).append(commit)
    found: dict[str, SizedStep] = {}
    for rule, group in groups.items():
        sizes = sizes_of_known_commits(repo, group, rule, mainline=mainline)
        for commit, size in zip(group, sizes, strict=True):
            replay = replay_of(commit, configs[commit.tree])
            decided = settle(size, rule, parse_trailers(commit.message), replay)
            found[commit.id] = SizedStep(commit=commit, size=size, rule=rule, decided=decided)
    return tuple(found[commit.id] for commit in commits)


def governing(repo: Repository, commits: Sequence[Commit]) -> dict[TreeId, Config]:
    """The configuration of each commit's content; defaults where it has none."""
    own = configs_of(repo, (commit.tree for commit in commits))
    return {tree: config or NO_CONFIG for tree, config in own.items()}
