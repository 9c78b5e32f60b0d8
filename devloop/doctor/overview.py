"""Overview for `devloop status`: runs nothing, and says what cannot be known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from devloop.change.decide import Band, decide
from devloop.config.model import SizeRule, Stage
from devloop.doctor.facts import branches_of
from devloop.doctor.finding import HealthFinding
from devloop.doctor.forecast import Forecast, forecast
from devloop.doctor.guarding import guarding, off_in
from devloop.doctor.health import Problem, mainline_findings
from devloop.doctor.hook_findings import hook_findings
from devloop.errors import ConfigError, DevloopError
from devloop.gate.ahead import ahead
from devloop.gate.commit_gate import look, size_of_case
from devloop.gate.mainline import configs_of, policy_here
from devloop.git.commits import Commit, head, read_commit
from devloop.git.operation import operation_under_way
from devloop.git.process import GitFailed
from devloop.git.record import dataclass
from devloop.git.trees import UnmergedIndex, lock_of_index, staged_tree, tree_of
from devloop.git.worktree_state import WorktreeState, worktree_state
from devloop.hooks_install.hook_state import hook_state
from devloop.run.planning.known import Proof, Prover
from devloop.run.run_options import DEFAULT_OPTIONS
from devloop.run.session import Session
from devloop.run.subject import Subject, committed
from devloop.verdict.events import Event, EventKind, latest_events
from devloop.verdict.history import histories

T = TypeVar("T")

Own = tuple[str, tuple[tuple[Commit, Proof], ...]]
"""What one's own commits are ahead of, and what is known of each."""
NO_COMMITS: Own = ("", ())
NO_FINDINGS: tuple[HealthFinding, ...] = ()

DECISIONS = 3
"""Gate decisions that are shown."""
LOOKED_AT = 20
"""Commits whose verdicts are looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """The staged tree and what is known about it."""

    tree: str
    effective: int
    rule: SizeRule
    band: Band
    checks: tuple[Forecast, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Where one stands; what could not be looked up is left out, and `troubles` says why."""

    state: WorktreeState
    operation: str | None
    hooks: tuple[HealthFinding, ...]
    guarding: tuple[HealthFinding, ...]
    """Gaps in the protection of this repository."""
    staged: Staged | None
    base: str
    """What one's own commits are ahead of; empty where there is nothing."""
    own: tuple[tuple[Commit, Proof], ...]
    """One's own commits that a configuration governs, newest first."""
    events: tuple[Event, ...]
    problems: tuple[Problem, ...]


def survey(session: Session) -> Overview:
    """Look everything up."""
    repo = session.repo
    state = worktree_state(repo)
    wanted = bool(state.staged) and not state.unmerged
    staged, no_staged = _attempt(lambda: _staged(session) if wanted else None, None)
    (base, own), no_own = _attempt(lambda: _own(session), NO_COMMITS)
    guarding_now, no_guarding = _attempt(lambda: _guarding(session), NO_FINDINGS)
    return Overview(
        state=state,
        operation=operation_under_way(repo),
        hooks=tuple(finding for finding in hook_findings(hook_state(repo)) if finding.wrong),
        guarding=guarding_now,
        staged=staged,
        base=base,
        own=own,
        events=_decisions(session),
        problems=tuple(dict.fromkeys((*no_staged, *no_own, *no_guarding))),
    )


def _guarding(session: Session) -> tuple[HealthFinding, ...]:
    """What is wrong with what guards; what is only good to know is the doctor's."""
    try:
        tree = staged_tree(session.repo)
    except UnmergedIndex:
        tree = tree_of(session.repo, "HEAD")
    except GitFailed:
        if not lock_of_index(session.repo).exists():
            raise
        tree = tree_of(session.repo, "HEAD")
    config = session.config(tree)
    found = (
        *guarding(config, off_in(session.repo, tree)),
        *mainline_findings(branches_of(session.repo, config)),
    )
    return tuple(finding for finding in found if finding.wrong)


def _attempt(look_up: Callable[[], T], otherwise: T) -> tuple[T, tuple[Problem, ...]]:
    """What was looked up, or what to go on with and why."""
    try:
        return look_up(), ()
    except ConfigError as error:
        told = "; ".join((error.message, *error.problems))
        return otherwise, (Problem(text=told, fix=error.hint),)
    except DevloopError as error:
        return otherwise, (Problem(text=error.message, fix=error.hint),)


GATES = frozenset((EventKind.COMMIT, EventKind.PUSH))


def _decisions(session: Session) -> tuple[Event, ...]:
    events = latest_events(session.store, 20 * DECISIONS)
    return tuple(event for event in events if event.kind in GATES)[:DECISIONS]


def _staged(session: Session) -> Staged:
    case = look(session.repo)
    config = session.config(case.tree)
    size = size_of_case(session.repo, case, config)
    planned_checks, _ = session.judge.planned_checks(
        case.subject, config, Stage.COMMIT, DEFAULT_OPTIONS
    )
    return Staged(
        tree=case.tree,
        effective=size.effective,
        rule=config.size,
        band=decide(size, config.size).band,
        checks=forecast(planned_checks, histories(session.store)),
    )


def _own(session: Session) -> Own:
    """What is ahead of mainline as HEAD's configuration has it, and whether it is proven."""
    repo, first = session.repo, head(session.repo)
    if first is None:
        return NO_COMMITS
    tip = read_commit(repo, first).tree
    found = ahead(repo, policy_here(repo, configs_of(repo, (tip,)).values()))
    own = found.commits[:LOOKED_AT]
    configs = configs_of(repo, (commit.tree for commit in own))
    governed = ((commit, configs[commit.tree]) for commit in own)
    prover = Prover(judge=session.judge)
    return found.base, tuple(
        (commit, prover.proof(_subject(commit), config, Stage.COMMIT))
        for commit, config in governed
        if config is not None
    )


def _subject(commit: Commit) -> Subject:
    return committed(commit, commit.short)
