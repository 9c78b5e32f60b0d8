"""Losses of the rules by a change of the configuration. Pure.

A check that judges less, later or otherwise, a higher limit, a longer quarantine and fewer gated
refs are weakenings: they need a reason, and the rules before them hold for the commit that makes
them. More checks, lower limits and more gated refs need none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from devloop.change.trailers import GATE_CHANGE, parse_trailers
from devloop.config.model import Check, Config, Flaky, MergeSides, SizeRule, Stage
from devloop.gate.landing import GovernedCommit, Landing
from devloop.git.commits import Commit
from devloop.git.ids import CommitId
from devloop.git.record import dataclass, replace

SAY_WHY = f"say why in its message: {GATE_CHANGE}: <reason>"
"""What a commit that weakens the rules has to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesChange:
    """A commit that weakens the rules."""

    commit: Commit
    losses: tuple[str, ...]
    """What the rules lose by it, each as a phrase."""
    reason: str = ""
    """Why, in the words of its message; empty where it does not say."""
    kept: Config | None = None
    """The rules from before that it is held to beside its own."""

    @property
    def next_step(self) -> str:
        """The command that leads on where it does not say why."""
        return f"git rebase -i {self.commit.short}~, and {SAY_WHY}"


def changes_of(
    governed: Sequence[GovernedCommit],
    landing: Landing,
    usual: Sequence[str],
    rules_only: Collection[CommitId] = (),
) -> tuple[RulesChange, ...]:
    """The commits that weaken the rules, in order.

    What a merge loses, a commit that it brings in may have answered for. A commit in `rules_only`
    changes nothing but the configuration: once it says why, it is judged by its own rules.
    """
    found: list[RulesChange] = []
    answered: dict[CommitId, dict[str, str]] = {}
    for one in sorted(governed, key=lambda each: not each.side):
        losses, merge = losses_of(one, usual), landing.brought_by.get(one.commit.id)
        reason = parse_trailers(one.commit.message).gate_change
        if reason and merge is not None:
            answered.setdefault(merge, {}).update(dict.fromkeys(losses, reason))
        reasons = answered.get(one.commit.id, {})
        if losses and not reason and all(loss in reasons for loss in losses):
            reason = reasons[losses[0]]
        if losses:
            free = reason and one.commit.id in rules_only
            kept = None if free or one.parent is None else rules_to_keep(one.parent, one.own)
            change = RulesChange(commit=one.commit, losses=losses, reason=reason, kept=kept)
            found.append(change)
    order = {one.commit.id: place for place, one in enumerate(governed)}
    return tuple(sorted(found, key=lambda change: order[change.commit.id]))


def losses_of(one: GovernedCommit, usual: Sequence[str]) -> tuple[str, ...]:
    """What the rules lose by a commit, against its first parent."""
    if one.own is None:
        return ("the configuration is gone",) if one.removes else ()
    if one.parent is None or not one.commit.parents:
        return ()
    return weakenings(one.parent, one.own, usual)


def weakenings(before: Config, after: Config | None, usual: Sequence[str] = ()) -> tuple[str, ...]:
    """What the rules lose, each as a phrase; `usual` are the names of an unnamed mainline."""
    if after is None:
        return ("the configuration is gone",)
    return (
        *_of_checks(before, after),
        *_of_size(before.size, after.size),
        *_of_environment(before, after),
        *_of_quarantine(before, after),
        *_of_refs(before, after, usual),
    )


def _of_checks(before: Config, after: Config) -> Iterator[str]:
    now = {check.name: check for check in after.checks}
    for check in before.checks:
        found = now.get(check.name)
        losses = ("is gone",) if found is None else _losses(check, found)
        yield from (f"check {check.name} {loss}" for loss in losses)


def _losses(old: Check, new: Check) -> Iterator[str]:
    """What a check loses, each as the end of a sentence."""
    if _definition(old) != _definition(new):
        yield "is defined anew"
    if tuple(Stage).index(new.on) > tuple(Stage).index(old.on):
        yield f"is due at {new.on.value}, no longer at {old.on.value}"
    if new.files and (not old.files or not set(old.files) <= set(new.files)):
        yield "looks at fewer files"
    if new.inputs and (not old.inputs or not set(old.inputs) <= set(new.inputs)):
        yield "depends on fewer files"
    if old.coverage and not new.coverage:
        yield "no longer notes which lines ran"
    if (old.min_diff_coverage or 0) > (new.min_diff_coverage or 0):
        yield "asks for less coverage"
    if _flaky_rank(old) > _flaky_rank(new):
        yield "may be flaky"


def _definition(check: Check) -> tuple[object, ...]:
    """What makes a check another check."""
    exceptions = tuple(pattern for pattern in check.files if pattern.startswith("!"))
    return (
        *(check.kind, check.run, check.hook, check.per_file, exceptions),
        *(check.env, check.pass_env, check.reads_history),
    )


def _flaky_rank(check: Check) -> int:
    return (Flaky.ALLOW, None, Flaky.REFUSE).index(check.flaky)


def _of_size(before: SizeRule, after: SizeRule) -> Iterator[str]:
    if after.ceiling > before.ceiling:
        yield f"the limit of a step rises from {before.ceiling} to {after.ceiling}"
    more = [pattern for pattern in after.ignore if pattern not in before.ignore]
    if more or [p for p in before.ignore if p.startswith("!") and p not in after.ignore]:
        yield "size.ignore names more files"


def _of_environment(before: Config, after: Config) -> Iterator[str]:
    """What lets checks run elsewhere, or see more of the machine they run on."""
    old, new = before.environment, after.environment
    if old.python != new.python:
        yield "environment.python is another one"
    for name, was, now in (
        ("share", old.share, new.share),
        ("caches", old.caches, new.caches),
        ("pass-env", old.pass_env, new.pass_env),
    ):
        if not set(now) <= set(was):
            yield f"environment.{name} lets checks see more"


def _of_quarantine(before: Config, after: Config) -> Iterator[str]:
    was = {entry.test: entry.until for entry in before.quarantine}
    for entry in after.quarantine:
        if entry.until > was.get(entry.test, ""):
            yield f"{entry.test} is in quarantine until {entry.until}"


def _of_refs(before: Config, after: Config, usual: Sequence[str]) -> Iterator[str]:
    for name, was, now in (
        ("mainline", before.mainline or usual, after.mainline or usual),
        ("gate-branches", before.gate_branches, (*after.gate_branches, *(after.mainline or ()))),
        ("gate-tags", before.gate_tags, after.gate_tags),
    ):
        lost = [pattern for pattern in was if pattern not in now]
        if lost:
            yield f"{name} no longer names {', '.join(lost)}"
    order = tuple(MergeSides)
    if order.index(after.merge_sides) < order.index(before.merge_sides):
        yield f'merge-sides is "{after.merge_sides.value}"'


def rules_to_keep(before: Config, after: Config | None) -> Config | None:
    """The rules from before that a weakening commit is held to beside its own; None: nothing more.

    Checks that are as strict as they were are left out, since the commit's own rules have them. So
    are all where the configuration is gone: what it said still governs the commit.
    """
    if after is None:
        return None
    lost = _lost(before, after)
    if not lost:
        return None
    kept = _with_needs(before.checks, lost)
    return replace(before, checks=tuple(check for check in before.checks if check.name in kept))


def _lost(before: Config, after: Config) -> set[str]:
    """Names of the checks that are not as strict as they were."""
    if any(_of_environment(before, after)):
        return {check.name for check in before.checks}
    now = {check.name: check for check in after.checks}
    lost = {
        check.name
        for check in before.checks
        if check.name not in now or any(_losses(check, now[check.name]))
    }
    if any(_of_quarantine(before, after)):
        lost |= {check.name for check in before.checks if check.kind.rules.runs_tests}
    return lost


def _with_needs(checks: Sequence[Check], names: set[str]) -> set[str]:
    """The names with those of all that they need."""
    by_name = {check.name: check for check in checks}
    found, more = set(names), list(names)
    while more:
        needs = [name for name in by_name[more.pop()].needs if name not in found]
        found.update(needs)
        more += needs
    return found


def stricter_size(rule: SizeRule, before: SizeRule) -> SizeRule:
    """The size rule of a step whose parent had another one: the lower target and limit.

    What the change itself ignores counts anyway, by the base's patterns.
    """
    if rule.ceiling <= before.ceiling:
        return rule
    return replace(rule, target=min(rule.target, before.target), limit=before.ceiling, strict=False)
