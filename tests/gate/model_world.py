"""A repository in a dictionary: what the push gate asks of git, answered without any.

Commits hold a configuration, faults that checks may find, a number of lines and a message. The
tests hold this world and git itself to the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from devloop.change.account import ClassCounts, Size
from devloop.change.trailers import parse_trailers
from devloop.config.match import branch_matches
from devloop.config.model import Check, Config
from devloop.config.parse import parse_config
from devloop.gate.remote_view import Destination, RemoteView
from devloop.gate.size_gate import settle, unreplayed
from devloop.gate.sizing import SizedStep
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId

NONE = CommitId("0" * 40)
USUAL = ("main", "master")

RULES = '[checks.a]\nrun = "a"\n[checks.b]\nrun = "b"\non = "push"\n'
TEXTS: tuple[str, ...] = (
    "",
    f'mainline = ["main"]\n{RULES}',
    f'mainline = ["main", "release/*"]\n{RULES}',
    f'mainline = ["main", "topic"]\n{RULES}',
    f'mainline = ["trunk"]\n{RULES}',
    f"size.limit = 5000\n{RULES}",
    RULES.replace('run = "a"', 'run = "true"'),
    RULES.replace('run = "a"', 'run = "a"\non = "push"'),
    f'mainline = ["main"]\nmerge-sides = "all"\n{RULES}',
    f'mainline = ["main"]\nmerge-sides = "merge"\n{RULES}',
    'mainline = ["main"]\n',
)
"""Texts of configurations; the first is that of a tree without one."""

CONFIGS = tuple(parse_config(text, "devloop.toml") if text else None for text in TEXTS)
GUESS = parse_config(RULES, "devloop.toml")


@dataclass(frozen=True, slots=True)
class Made:
    """A commit, and what is true of it."""

    number: int
    parents: tuple[int, ...]
    config: int
    """Its configuration, by its place in the table."""
    content: str
    """Everything else in its tree; the letters in it are its faults."""
    lines: int
    message: str

    @property
    def oid(self) -> CommitId:
        """Its id."""
        return oid_of(self.number)

    @property
    def tree(self) -> TreeId:
        """The id of its tree."""
        return TreeId(f"{self.config}:{self.content}")

    @property
    def commit(self) -> Commit:
        """As the gate knows it."""
        parents = tuple(map(oid_of, self.parents))
        return Commit(
            id=self.oid, tree=self.tree, parents=parents, time=self.number, message=self.message
        )

    def passes(self, check: Check) -> bool:
        """Whether a check passes on it."""
        return check.run == "true" or str(check.run) not in self.content


def oid_of(number: int) -> CommitId:
    """The id of the commit of a number."""
    return CommitId(f"{number + 1:040x}")


@dataclass(slots=True)
class ModelWorld:
    """All commits, and what was last seen of each remote."""

    made: list[Made] = field(default_factory=list)
    seen: dict[str, dict[str, int]] = field(default_factory=dict)
    """Branches of each remote, as last seen here."""
    absent: frozenset[int] = frozenset()
    """Commits that are not here."""

    history_whole = True
    usual = USUAL

    def number(self, oid: CommitId) -> int:
        """The number of a commit."""
        return int(oid, 16) - 1

    def of(self, oid: CommitId) -> Made:
        """The commit of an id."""
        return self.made[self.number(oid)]

    def history(self, number: int) -> frozenset[int]:
        """A commit and all that it stands on."""
        found, more = {number}, [number]
        while more:
            new = [parent for parent in self.made[more.pop()].parents if parent not in found]
            found.update(new)
            more += new
        return frozenset(found)

    # What the gate asks

    def views(self) -> tuple[RemoteView, ...]:
        """Every remote."""
        return tuple(
            RemoteView(
                name=name,
                usual=USUAL,
                branches={branch: oid_of(number) for branch, number in branches.items()},
            )
            for name, branches in self.seen.items()
        )

    def reached(self, to: Destination) -> frozenset[str]:
        """The remote of that name."""
        return frozenset({to.name} & set(self.seen))

    def has(self, oid: CommitId) -> bool:
        """Whether it was made and is here."""
        number = self.number(oid)
        return 0 <= number < len(self.made) and number not in self.absent

    def contains(self, new: CommitId, old: CommitId) -> bool:
        """Whether one stands on the other."""
        return self.number(old) in self.history(self.number(new))

    def tip(self, oid: CommitId) -> Commit:
        """The commit."""
        return self.of(oid).commit

    def added(self, tip: CommitId, without: Sequence[CommitId]) -> tuple[Commit, ...]:
        """Numbers grow from parents to children."""
        known = {n for oid in without if self.has(oid) for n in self.history(self.number(oid))}
        new = self.history(self.number(tip)) - known
        return tuple(self.made[number].commit for number in sorted(new, reverse=True))

    def trees(self, oids: Sequence[CommitId]) -> Mapping[CommitId, TreeId]:
        """Of those that are here."""
        return {oid: self.of(oid).tree for oid in oids if self.has(oid)}

    def configs(self, trees: Sequence[TreeId]) -> Mapping[TreeId, Config | None]:
        """The number before the colon."""
        return {tree: CONFIGS[int(tree.partition(":")[0])] for tree in trees}

    usable_configs = configs

    def guess(self, tree: TreeId) -> Config:  # noqa: ARG002 - the same for all
        """The same rules for every tree."""
        return GUESS

    def changes_only_rules(self, old: TreeId, new: TreeId) -> bool:
        """Whether the rest is the same."""
        return old.partition(":")[2] == new.partition(":")[2]

    def sizes(
        self,
        steps: Sequence[Commit],
        configs: Mapping[TreeId, Config],
        remote: str = "",  # noqa: ARG002 - no copies are known here
    ) -> tuple[SizedStep, ...]:
        """The lines that each was made with."""
        return tuple(self._sized(step, configs[step.tree]) for step in steps)

    def whole_sizes(
        self, merges: Sequence[Commit], configs: Mapping[TreeId, Config]
    ) -> tuple[SizedStep, ...]:
        """A merge has the lines of what it brings."""
        return tuple(self._sized(merge, configs[merge.tree]) for merge in merges)

    def _sized(self, step: Commit, config: Config) -> SizedStep:
        lines = next(made.lines for made in self.made if made.commit.message == step.message)
        size = Size(effective=lines, classes=ClassCounts(), files=())
        decided = settle(size, config.size, parse_trailers(step.message), unreplayed)
        return SizedStep(commit=step, size=size, rule=config.size, decided=decided)


def calls_itself_mainline(config: Config | None, branch: str) -> bool:
    """Whether a configuration gates the branch that it stands on."""
    named = None if config is None else config.mainline
    return branch_matches(branch, USUAL if named is None else named)
