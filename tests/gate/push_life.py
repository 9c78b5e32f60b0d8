"""Random lives of a repository with two remotes, and what has to hold of every push in them.

What is true is worked out here in another way than the gate does it: from what was really judged
and what colleagues really published, not from what refs say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

from devloop.config.match import branch_matches
from devloop.config.model import Config, MergeSides, Stage
from devloop.gate.push_gate import PushPlan, plan_push
from devloop.gate.push_loop import RuledPush, rule_on_push
from devloop.gate.remote_view import Destination
from devloop.gate.requirement import PushRequirement, Task
from devloop.gate.rules_change import weakenings
from devloop.gate.ruling import ALLOWED, Ruling, refuse
from devloop.gate.update import Update, does_not_land
from devloop.git.ids import CommitId, RefName
from tests.gate.model_world import (
    CONFIGS,
    NONE,
    USUAL,
    Made,
    ModelWorld,
    calls_itself_mainline,
    oid_of,
)

REMOTES = ("origin", "upstream")
BRANCHES = ("main", "release/1", "topic", "trunk")
MESSAGES = (*("work",) * 9, "fixup! work", "WIP work")
TRAILERS = (*("",) * 5, *("Gate-Change: why not",) * 2, "Size-Override: a table")

counted: Counter[str] = Counter()
"""How often each thing came about, over all lives."""

_number = st.one_of(st.just(0), st.just(0), st.integers(0, 3), st.integers(0, 30))
"""How many commits ago."""
_commit = st.tuples(
    st.just("commit"),
    _number,
    st.one_of(st.none(), st.none(), st.none(), st.integers(0, len(CONFIGS) - 1)),
    st.sampled_from((*("",) * 8, "a", "b", "ab", "-")),
    st.sampled_from((*(1,) * 6, 40, 80)),
    st.sampled_from(MESSAGES),
    st.sampled_from(TRAILERS),
)
_merge = st.tuples(st.just("merge"), _number, _number, st.sampled_from(TRAILERS))
_remote = st.sampled_from(("origin", "origin", "upstream"))
_branch = st.sampled_from((*("main",) * 4, *BRANCHES))
_colleague = st.tuples(st.just("colleague"), _remote, _branch, _number)
_fetch = st.tuples(st.just("fetch"), _remote)
_ref = st.tuples(_branch, st.one_of(_number, _number, _number, st.none()))
_push = st.tuples(st.just("push"), _remote, st.lists(_ref, min_size=1, max_size=2))
lives = st.lists(
    st.one_of(_commit, _commit, _commit, _commit, _merge, _push, _push, _colleague, _fetch),
    min_size=12,
    max_size=40,
)


@dataclass(slots=True)
class Life:
    """The repository, the remotes as they are, and what is true of each commit."""

    world: ModelWorld = field(default_factory=ModelWorld)
    remotes: dict[str, dict[str, int]] = field(default_factory=dict)
    judged: set[int] = field(default_factory=set)
    """Commits that came onto a gated branch through the gate."""
    public: set[int] = field(default_factory=set)
    """Commits that colleagues have on a mainline somewhere."""

    def __post_init__(self) -> None:
        for name in REMOTES:
            self.remotes[name] = {}
            self.world.seen[name] = {}
        self._make((), 0, "", 1, "first", "")
        self._make((0,), 1, "1", 1, "adopt", "")
        self.do_colleague("origin", "main", 0)
        self.do_fetch("origin")

    def live(self, deeds: list[tuple[object, ...]]) -> None:
        """Do one deed after the other."""
        for name, *rest in deeds:
            getattr(self, f"do_{name}")(*rest)

    def _make(
        self, parents: tuple[int, ...], config: int, content: str, lines: int, *words: str
    ) -> None:
        number = len(self.world.made)
        subject, trailer = words
        message = f"{subject} {number}\n\n{trailer}\n"
        self.world.made.append(Made(number, parents, config, content, lines, message))

    def _pick(self, number: int) -> int:
        made = len(self.world.made)
        return made - 1 - number % made

    def do_commit(
        self, on: int, config: int | None, edit: str, lines: int, subject: str, trailer: str
    ) -> None:
        """A commit on some other; `-` changes the configuration alone."""
        parent = self.world.made[self._pick(on)]
        own = parent.config if config is None else config
        content = parent.content if edit == "-" else f"{len(self.world.made)}{edit}"
        self._make((parent.number,), own, content, lines, subject, trailer)

    def do_merge(self, one: int, other: int, trailer: str) -> None:
        """A merge of two, with the configuration of the second."""
        first, second = (self.world.made[self._pick(number)] for number in (one, other))
        if first is not second:
            faults = "".join(sorted(set("ab") & set(first.content + second.content)))
            content = f"{len(self.world.made)}{faults}"
            parents = (first.number, second.number)
            self._make(parents, second.config, content, 1, "merge", trailer)

    def do_colleague(self, remote: str, branch: str, number: int) -> None:
        """Somebody without devloop pushes something to a remote."""
        tip = self._pick(number)
        self.remotes[remote][branch] = tip
        if calls_itself_mainline(CONFIGS[self.world.made[tip].config], branch):
            self.public |= self.world.history(tip)

    def do_fetch(self, remote: str) -> None:
        """See the remote as it is."""
        self.world.seen[remote] = dict(self.remotes[remote])

    def do_push(self, remote: str, refs: list[tuple[str, int | None]]) -> None:
        """Push through the gate; what it lets go lands."""
        updates = tuple(self._updates(remote, dict(refs)))
        if not updates:
            return
        planned, rulings = self.rule(updates, remote)
        allowed = all(ruling.allowed for _, ruling in rulings)
        counted["pushes allowed" if allowed else "pushes refused"] += 1
        for update in updates:
            if allowed:
                self.assert_may_go(update, planned, remote)
            else:
                self.assert_not_refused_for_nothing(updates, remote, rulings)
        if allowed:
            for update in updates:
                self._land(update, remote)

    def rule(self, updates: tuple[Update, ...], remote: str) -> tuple[PushPlan, RuledPush]:
        """What the gate says, each task answered truly."""
        planned = plan_push(self.world, updates, Destination(name=remote))
        return planned, rule_on_push(planned.requirements, self.answer)

    def answer(self, _requirement: PushRequirement, task: Task) -> Ruling:
        """Whether the checks pass that are due."""
        made = self.world.of(task.commit.id)
        due = (check for check in task.config.checks if check.on.due(task.stage))
        return ALLOWED if all(map(made.passes, due)) else refuse("bad")

    def _updates(self, remote: str, refs: dict[str, int | None]) -> Iterator[Update]:
        for branch, number in refs.items():
            old = self.remotes[remote].get(branch)
            new = None if number is None else self._pick(number)
            if old != new:
                yield Update(
                    local_ref=branch,
                    local=NONE if new is None else oid_of(new),
                    remote_ref=RefName(f"refs/heads/{branch}"),
                    remote=NONE if old is None else oid_of(old),
                )

    def _land(self, update: Update, remote: str) -> None:
        branch = update.branch or ""
        for place in (self.remotes[remote], self.world.seen[remote]):
            if update.deletes:
                place.pop(branch, None)
            else:
                place[branch] = self.world.number(update.local)

    # What has to hold

    def gated(self, update: Update, remote: str) -> bool:
        """Whether a branch is mainline by what is pushed, what it lands on, or what main says."""
        ends = [oid for oid in (update.local, update.remote) if self.world.has(oid)]
        seen = self.world.seen[remote]
        ends += [oid_of(seen[name]) for name in USUAL if name in seen]
        configs = [CONFIGS[self.world.of(oid).config] for oid in ends]
        found: list[Config | None]
        found = [config for config in configs if config is not None] or [None]
        return any(calls_itself_mainline(config, update.branch or "") for config in found)

    def assert_may_go(self, update: Update, planned: PushPlan, remote: str) -> None:
        """Every commit that lands on mainline has passed by the rules that hold for it."""
        if not self.gated(update, remote):
            return
        counted["pushes to mainline allowed"] += 1
        assert not update.deletes
        new = self.world.history(self.world.number(update.local))
        if not update.creates:
            assert self.world.number(update.remote) in new, "commits were dropped"
            new -= self.world.history(self.world.number(update.remote))
        line = self._line(self.world.number(update.local), new)
        for number in sorted(new - self.judged - self.public):
            self.assert_lands(self.world.made[number], planned, on_line=number in line)
        tip = self.world.of(update.local)
        rules = self.rules(tip)
        assert rules is None or self._passes(tip, rules, Stage.PUSH), ("tip", tip)
        self.judged |= new

    def assert_lands(self, made: Made, planned: PushPlan, *, on_line: bool) -> None:
        """One commit that nobody has judged before."""
        own = CONFIGS[made.config]
        rules, parent = self.rules(made), self._below(made)
        if rules is None:
            return
        assert does_not_land(made.commit.subject) is None, ("not finished", made)
        limit = min(config.size.ceiling for config in (rules, parent or rules))
        assert made.lines <= limit or "Size-Override" in made.message, ("large", made)
        if own is not None and parent is not None and len(made.parents) == 1:
            lost = weakenings(parent, own, USUAL)
            assert not lost or "Gate-Change" in made.message, ("weaker", lost, made)
        if on_line or planned.policy.merge_sides is MergeSides.ALL:
            assert self._passes(made, rules, Stage.COMMIT), ("bad", made)
        if on_line and own is not None and parent is not None and not self._only_rules(made):
            assert self._passes(made, parent, Stage.COMMIT), ("bad by the rules before", made)

    def assert_not_refused_for_nothing(
        self, updates: tuple[Update, ...], remote: str, rulings: RuledPush
    ) -> None:
        """A fast-forward of good or public history goes."""
        if all(self._is_plainly_good(update, remote) for update in updates):
            raise AssertionError(("refused for nothing", updates, rulings))

    def _is_plainly_good(self, update: Update, remote: str) -> bool:
        if update.deletes:
            return False
        new = self.world.history(self.world.number(update.local))
        if not update.creates:
            if self.world.number(update.remote) not in new:
                return False
            new -= self.world.history(self.world.number(update.remote))
        seen = [
            self.world.history(number)
            for name in REMOTES
            for branch, number in self.world.seen[name].items()
            if (name, branch) != (remote, update.branch)
            if branch in self._called_mainline(name)
            if calls_itself_mainline(CONFIGS[self.world.made[number].config], branch)
        ]
        others = new.difference(*seen)
        tip = self.world.of(update.local)
        return not set("ab") & set(tip.content) and all(map(self._is_quiet, others))

    def _called_mainline(self, remote: str) -> set[str]:
        """Branches with one of the usual names, or that one of these names in its configuration."""
        seen = self.world.seen[remote]
        found = {name for name in USUAL if name in seen}
        said = [CONFIGS[self.world.made[seen[name]].config] for name in found]
        named = [name for config in said if config is not None for name in config.mainline or ()]
        return found | {branch for branch in seen if branch_matches(branch, named)}

    def _is_quiet(self, number: int) -> bool:
        """Whether a commit is good, small, finished, and leaves the rules as they were."""
        made = self.world.made[number]
        same = all(self.world.made[parent].config == made.config for parent in made.parents)
        faults = set("ab") & set(made.content)
        return same and not faults and made.lines == 1 and does_not_land(made.message) is None

    def rules(self, made: Made) -> Config | None:
        """Its own configuration, else that of its first parent, back to what has landed."""
        own = CONFIGS[made.config]
        return own if own is not None or not made.parents else self._below(made)

    def _below(self, made: Made) -> Config | None:
        if not made.parents:
            return None
        parent = self.world.made[made.parents[0]]
        landed = parent.number in self.judged | self.public
        return CONFIGS[parent.config] if landed else self.rules(parent)

    def _line(self, tip: int, new: frozenset[int]) -> set[int]:
        line = set()
        while tip in new:
            line.add(tip)
            parents = self.world.made[tip].parents
            if not parents:
                break
            tip = parents[0]
        return line

    def _passes(self, made: Made, rules: Config, stage: Stage) -> bool:
        return all(made.passes(check) for check in rules.checks if check.on.due(stage))

    def _only_rules(self, made: Made) -> bool:
        before = self.world.made[made.parents[0]]
        return before.content == made.content and "Gate-Change" in made.message


__all__ = ["CommitId", "Life", "counted", "lives"]
