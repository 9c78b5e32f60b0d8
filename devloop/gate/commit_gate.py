"""The gate at a commit: first the size of the step, then the checks of the commit stage.

Only the message can excuse a large step, and only the message hook knows it. So without a
message a step above the limit is deferred: nothing is run for it until its message is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from devloop.change.account import Size
from devloop.change.size import size_of_change, size_of_merge
from devloop.change.trailers import GATE_CHANGE, Trailers, parse_trailers
from devloop.config.model import Config, Stage
from devloop.gate.flaky_gate import rule_on_flaky
from devloop.gate.ruling import Decision, Reason, Ruling, refuse, worst
from devloop.gate.size_gate import Replay, rule_on_size, settle, unreplayed
from devloop.git.commits import head, parents_to_be, tree_of_commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.trees import tree_to_commit, tree_to_look_at
from devloop.run.result import Report, ReportStatus
from devloop.run.subject import Subject, staged
from devloop.verdict.outcome import Outcome

SAY_WHY = f"say why in the message: {GATE_CHANGE}: <reason>"
"""What a commit that weakens the rules has to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitCase:
    """The tree to be committed, and its parents."""

    tree: TreeId
    parents: tuple[CommitId, ...]

    @property
    def subject(self) -> Subject:
        """The case as checks judge it."""
        first = self.parents[0] if self.parents else None
        return staged(self.tree, first, merged=self.parents[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitOutcome:
    """Ruling of the gate, and what it rests on."""

    ruling: Ruling
    size: Size
    report: Report | None = None
    """None where nothing was run because of the size."""
    deferred: bool = False
    """True if the message has to decide."""
    override: str = ""
    """The reason that excused the size."""
    mechanical: str = ""
    """The command that made the whole change, where that is what excused it."""
    weakened: str = ""
    """What the rules lose and why; empty where they lose nothing."""


def look(repo: Repository) -> CommitCase:
    """The case of the commit that is being made; `UnmergedIndex` on conflicts."""
    return _case(repo, tree_to_commit(repo))


def look_on(repo: Repository, scratch: Path) -> CommitCase:
    """The same for one who only looks on, whom a lock of the index does not keep out."""
    return _case(repo, tree_to_look_at(repo, scratch))


def _case(repo: Repository, tree: TreeId) -> CommitCase:
    first = head(repo)
    return CommitCase(tree=tree, parents=() if first is None else (first, *parents_to_be(repo)))


def size_of_case(repo: Repository, case: CommitCase, config: Config) -> Size:
    """Size of the change; of a merge, what differs from git's own."""
    if len(case.parents) > 1:
        return size_of_merge(repo, case.parents, case.tree, config.size)
    base = base_of_case(repo, case)
    after = case.parents[0] if case.parents else None
    size = size_of_change(repo, base, case.tree, config.size, after=after)
    if after is not None and (size.exempt or size.effective <= config.size.target):
        return size
    from devloop.gate.mainline import mainline_refs  # asked for only where it may change the size
    from devloop.gate.remotes import push_remote

    refs = mainline_refs(repo, (config,), push_remote(repo))
    return size_of_change(repo, base, case.tree, config.size, after=after, mainline=refs)


def base_of_case(repo: Repository, case: CommitCase) -> TreeId | None:
    """The content before the step; None for a first commit."""
    return tree_of_commit(repo, case.parents[0]) if case.parents else None


def judge_commit(
    size: Size,
    config: Config,
    message: str | None,
    run: Callable[[], Report],
    replay: Replay = unreplayed,
    losses: Sequence[str] = (),
) -> CommitOutcome:
    """The outcome for a step of this size, whose rules lose so much.

    `run` judges the content, `replay` tells what the command that the message names makes of the
    parent's; each is called if need be.
    """
    trailers = Trailers() if message is None else parse_trailers(message)
    decided = settle(size, config.size, trailers, replay)
    ruling = rule_on_size(size, decided, config.size)
    if ruling.allowed and losses and not trailers.gate_change:
        ruling = refuse(f"the rules become weaker: {'; '.join(losses)}", SAY_WHY)
    if not ruling.allowed:
        return CommitOutcome(ruling=ruling, size=size, deferred=message is None)
    report = run()
    return CommitOutcome(
        weakened=f"{'; '.join(losses)}; because: {trailers.gate_change}" if losses else "",
        ruling=with_report(ruling, report),
        size=size,
        report=report,
        override=decided.override,
        mechanical=decided.mechanical,
    )


def _what_stopped(report: Report, outcome: Outcome | None) -> str:
    """The checks that failed, or (None) those that did not come to a verdict."""
    meant = {Outcome.ERRORED, Outcome.TIMED_OUT} if outcome is None else {outcome}
    names = ", ".join(r.check.name for r in report.results if r.outcome in meant)
    return f"{names or 'the checks'} {'could not run' if outcome is None else 'failed'}"


def with_report(ruling: Ruling, report: Report) -> Ruling:
    """The ruling after the checks have spoken."""
    if report.decision is ReportStatus.PASSED:
        flaky = rule_on_flaky(report, Stage.COMMIT)
        return ruling if flaky.allowed else worst((ruling, flaky))
    failed = report.decision is ReportStatus.FAILED
    reason = Reason(text=_what_stopped(report, Outcome.FAILED if failed else None))
    decision = Decision.REFUSED if failed else Decision.CANNOT_JUDGE
    return Ruling(decision=decision, reasons=(*ruling.reasons, reason))
