"""The gate at a push: every ref and every commit that is new, the cheap rules first.

A fast-forward onto the remote tip that git has just read is the merge result, and the server
settles races. Nothing is run here: what has to be judged is named, and `push_loop` has it judged.
Decisions rest on values alone; a `PushWorld` has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.config.match import branch_matches
from devloop.config.model import Config, MergeSides, Stage
from devloop.gate.landing import GovernedCommit, Landing, govern, landing_of, outside_parents
from devloop.gate.policy import PushPolicy, gates_itself, policy_of, policy_of_remote
from devloop.gate.remote_view import Destination, RemoteView
from devloop.gate.requirement import (
    PushRequirement,
    Task,
    rule_on_change,
    rule_on_step,
    rule_on_subject,
    start_of,
    tasks_of,
)
from devloop.gate.rules_change import RulesChange, changes_of, losses_of, stricter_size
from devloop.gate.ruling import ALLOWED, Ruling, worst
from devloop.gate.sizing import SizedStep
from devloop.gate.update import GateScope, Known, Update, classify
from devloop.gate.world import PushWorld
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import dataclass, field, replace
from devloop.verdict.repository_state import push_variables


@dataclass(frozen=True, slots=True, kw_only=True)
class PushPlan:
    """Requirements of a push, ref by ref."""

    policy: PushPolicy
    """Which refs are gated."""
    requirements: tuple[PushRequirement, ...]


def plan_push(
    world: PushWorld, updates: Sequence[Update], to: Destination, *, trusting: bool = True
) -> PushPlan:
    """Requirements of each update, with rulings on the cheap rules; runs nothing.

    Without `trusting`, no commit is taken for judged because of what refs say by now, but those
    that each branch has on the remote already.
    """
    ground = _Ground(world=world, to=to, updates=tuple(updates), trusting=trusting)
    requirements = tuple(_requirement(ground, update) for update in updates)
    return PushPlan(policy=ground.policy, requirements=requirements)


@dataclass(slots=True, kw_only=True)
class _Ground:
    """What all updates of a push rest on; each fact is asked for once."""

    world: PushWorld
    to: Destination
    updates: tuple[Update, ...]
    trusting: bool
    _policy: list[PushPolicy] = field(default_factory=list)
    _configs: dict[CommitId, Config | None] = field(default_factory=dict)

    @property
    def views(self) -> tuple[RemoteView, ...]:
        """The remotes that have a say: those that are pushed to, else all."""
        names, views = self.world.reached(self.to), self.world.views()
        return tuple(view for view in views if view.name in names) or views

    @property
    def policy(self) -> PushPolicy:
        """Which refs are gated, by the ends of every update and by the remote's mainlines."""
        if not self._policy:
            usual = tuple(dict.fromkeys(name for view in self.views for name in view.usual))
            tips = [tip for view in self.views for tip in view.branches.items()]
            self._policy.append(
                policy_of_remote(
                    self._ends(self.updates), usual or self.world.usual, tips, self.read
                )
            )
        return self._policy[0]

    def _ends(self, updates: Sequence[Update]) -> tuple[Config | None, ...]:
        """What is said by the trees that are pushed, and by those they are pushed onto."""
        gated = [u for u in updates if u.branch is not None or u.tag is not None]
        pushed = [u.local for u in gated if self.world.has(u.local)]
        onto = [u.remote for u in gated if self.world.has(u.remote)]
        trees = tuple(self.world.trees(pushed).values())
        return (*self.world.configs(trees).values(), *self.read(onto).values())

    def read(self, oids: Sequence[CommitId]) -> Mapping[CommitId, Config | None]:
        """What commits say that have landed; nothing where it cannot be used."""
        trees = self.world.trees([oid for oid in oids if oid not in self._configs])
        found = self.world.usable_configs(tuple(trees.values()))
        self._configs.update((oid, found[tree]) for oid, tree in trees.items())
        return {oid: self._configs.get(oid) for oid in oids}

    def mainline_tips(self, views: Sequence[RemoteView], but: str = "") -> tuple[CommitId, ...]:
        """Tips of the remotes' mainlines that were judged as such, but those of one branch.

        A branch that is called mainline from elsewhere, or only by now, may hold what nobody has
        judged: so only what calls itself so counts.
        """
        found: dict[CommitId, None] = {}
        for view in views:
            tips = tuple(view.branches.items())
            policy = policy_of_remote((), view.usual, tips, self.read)
            named = (*policy.mainline, *view.usual)
            for name, oid in tips:
                if name == but or not branch_matches(name, named):
                    continue
                if gates_itself(self._configs.get(oid), name, view.usual):
                    found[oid] = None
        return tuple(found)

    def elsewhere(self, update: Update) -> tuple[CommitId, ...]:
        """Commits whose history is no part of the push: it is on some mainline already."""
        own = () if update.creates else (update.remote,)
        if not self.trusting:
            return own
        here, views = self.world.reached(self.to), self.world.views()
        others = [view for view in views if view.name not in here]
        known = [view for view in views if view.name in here]
        branch = update.branch or ""
        judged = self.mainline_tips(known, "" if update.creates else branch)
        return tuple(dict.fromkeys((*own, *self.mainline_tips(others), *judged)))

    def scope(self, update: Update) -> GateScope | Ruling:
        """How much of an update has to be judged."""
        policy = replace(self.policy, mainline=(*self.policy.mainline, *self._by_itself(update)))
        return classify(update, policy, self._known(update), self.to.name or "origin")

    def _by_itself(self, update: Update) -> tuple[str, ...]:
        """What an update finds gated by its own ends, whatever the other refs of the push say."""
        return policy_of(self._ends((update,)), self.policy.usual).mainline

    def _known(self, update: Update) -> Known:
        world, old, new = self.world, update.remote, update.local
        here = update.creates or world.has(old)
        onto = not (update.creates or update.deletes) and here
        return Known(
            remote_here=here,
            fast_forward=world.contains(new, old) if onto else here,
            history_whole=world.history_whole,
            is_commit=update.deletes or world.has(new),
            on_mainline=update.tag is not None and self._is_on_mainline(new),
        )

    def _is_on_mainline(self, oid: CommitId) -> bool:
        """True if a commit is on a mainline of the remote, or comes to be by this push."""
        world = self.world
        if not world.has(oid):
            return False
        pushed = [u.local for u in self.updates if u.branch and self.scope(u) is GateScope.MAINLINE]
        tips = (*pushed, *self.mainline_tips(self.views))
        return any(world.contains(tip, oid) for tip in tips)


def _requirement(ground: _Ground, update: Update) -> PushRequirement:
    answer = ground.scope(update)
    if isinstance(answer, Ruling):
        return PushRequirement(update=update, scope=GateScope.NOTHING, ruling=answer)
    match answer:
        case GateScope.NOTHING:
            return PushRequirement(update=update, scope=answer, ruling=ALLOWED)
        case GateScope.TIP:
            return _tip(ground, update, answer, Stage.COMMIT)
        case GateScope.RELEASE:
            return _tip(ground, update, answer, Stage.PUSH)
        case GateScope.MAINLINE:
            return _mainline(ground, update)


def _tip(ground: _Ground, update: Update, scope: GateScope, stage: Stage) -> PushRequirement:
    tip = ground.world.tip(update.local)
    config = ground.world.configs((tip.tree,))[tip.tree] or ground.world.guess(tip.tree)
    push = _told(ground, update, None)
    task = Task(commit=tip, config=config, stage=stage, push=push)
    return PushRequirement(update=update, scope=scope, ruling=ALLOWED, tasks=(task,))


def _told(ground: _Ground, update: Update, start: CommitId | None) -> tuple[tuple[str, str], ...]:
    """What hooks are told of the push of an update, of which a new branch starts at `start`."""
    return push_variables(
        old=start if update.creates else update.remote,
        new=update.local,
        refs=(update.local_ref, update.remote_ref),
        remote=ground.to.name,
        address=ground.to.address,
    )


def _mainline(ground: _Ground, update: Update) -> PushRequirement:
    world, tip = ground.world, ground.world.tip(update.local)
    landing = landing_of(tip, world.added(tip.id, ground.elsewhere(update)))
    governed, landed_on = _governed(ground, landing, update)
    sides = ground.policy.merge_sides
    answering = [one for one in governed if not one.side or sides is not MergeSides.MERGE]
    changes = _changes(ground, answering, landing)
    sized = _sized(ground, answering, landing)
    rulings = (
        *(rule_on_subject(one.commit) for one in answering),
        *map(rule_on_change, changes),
        *map(rule_on_step, sized),
    )
    config = _tip_config(world, tip, governed, landed_on)
    return PushRequirement(
        update=update,
        scope=GateScope.MAINLINE,
        ruling=worst(rulings),
        tasks=tuple(
            replace(task, push=_told(ground, update, start_of(governed)))
            if task.commit.id == tip.id
            else task
            for task in tasks_of(landing, config, governed, changes, sides)
        ),
        sized=sized,
        changes=changes,
        start=start_of(governed),
    )


def _governed(
    ground: _Ground, landing: Landing, update: Update
) -> tuple[tuple[GovernedCommit, ...], Config | None]:
    """The commits with their rules, and the rules of what the branch is on the remote."""
    world = ground.world
    trees = [commit.tree for commit in (*landing.chain, *landing.sides)]
    landed_on = None if update.creates else ground.read((update.remote,))[update.remote]
    below = ground.read(outside_parents(landing))
    own = world.configs(tuple(dict.fromkeys(trees)))
    return govern(landing, own, below, landed_on), landed_on


def _tip_config(
    world: PushWorld, tip: Commit, governed: Sequence[GovernedCommit], landed_on: Config | None
) -> Config:
    """The rules of the tip, which is judged in any case."""
    own = next((one.config for one in governed if one.commit.id == tip.id), None)
    own = own or world.configs((tip.tree,))[tip.tree] or landed_on
    return own or world.guess(tip.tree)


def _changes(
    ground: _Ground, governed: Sequence[GovernedCommit], landing: Landing
) -> tuple[RulesChange, ...]:
    usual = ground.policy.usual
    found = [one.commit for one in governed if losses_of(one, usual) and one.commit.parents]
    before = ground.world.trees([commit.parents[0] for commit in found])
    alone = {
        commit.id
        for commit in found
        if ground.world.changes_only_rules(before[commit.parents[0]], commit.tree)
    }
    return changes_of(governed, landing, usual, alone)


def _sized(
    ground: _Ground, governed: Sequence[GovernedCommit], landing: Landing
) -> tuple[SizedStep, ...]:
    """The sizes of the commits that answer for themselves, by the stricter rule of two."""
    rules: dict[TreeId, Config] = {}
    for one in governed:
        before = rules.get(one.commit.tree, one.parent)
        size = one.config.size if before is None else stricter_size(one.config.size, before.size)
        rules[one.commit.tree] = replace(one.config, size=size)
    is_whole = ground.policy.merge_sides is MergeSides.MERGE
    whole = set(landing.brought_by.values()) if is_whole else set()
    each = [one.commit for one in governed if one.commit.id not in whole]
    merges = [one.commit for one in governed if one.commit.id in whole]
    world = ground.world
    return (*world.sizes(each, rules, ground.to.name), *world.whole_sizes(merges, rules))
