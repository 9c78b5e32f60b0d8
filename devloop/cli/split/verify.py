"""Checking every step of a split with the checks of the commit stage."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.change.split.building import Whole, tree_after
from devloop.change.split.part import Part, joined_where
from devloop.change.split.piece import Piece
from devloop.change.split.subject import SplitSubject
from devloop.cli.session import CommandSession
from devloop.cli.terminal.console import Console, plain
from devloop.cli.terminal.render import show_problem
from devloop.cli.terminal.watched import watching
from devloop.config.model import Stage
from devloop.errors import CannotJudge, Interrupted
from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.git.tree_writer import TreeWriter
from devloop.run.process.cancellation import Cancellation
from devloop.run.result import Report, ReportStatus
from devloop.run.run_options import RunOptions
from devloop.run.subject import staged
from devloop.run.watcher import Watcher
from devloop.verdict.claim import own_name
from devloop.verdict.outcome import Outcome

NOT_TO_BLAME = frozenset({Outcome.PASSED, Outcome.SKIPPED, Outcome.CANCELLED})
"""Outcomes of checks for which no step is joined."""


def verified(
    session: CommandSession,
    subject: SplitSubject,
    whole: Whole,
    writer: TreeWriter,
    parts: Sequence[Part],
) -> tuple[Part, ...]:
    """The parts, each joined to the next where the content after it does not pass.

    `CannotJudge` where the whole itself does not pass: then no order of its parts can.
    """
    joins: list[tuple[Part, Report]] = []
    with watching(session.console) as (cancel, progress):
        examiner = _Examiner(session=session, subject=subject, cancel=cancel, watcher=progress)
        found = examiner.report(whole.tree, subject.name)
        kept: tuple[Part, ...] = ()

        def passes(done: Sequence[Piece], last: Part) -> bool:
            name = f"{len(done)} of {len(whole.pieces)} pieces"
            report = examiner.report(tree_after(writer, whole, done), name)
            if report.decision is not ReportStatus.PASSED:
                joins.append((last, report))
            return report.decision is ReportStatus.PASSED

        if found.decision is ReportStatus.PASSED:
            kept = joined_where(parts, passes)
    if not kept:
        show_problem(session.console, found)
        raise CannotJudge(
            f"{subject.name} does not pass as a whole, so its parts cannot be verified",
            hint="fix it first, or split without --verify",
        )
    for part, report in joins:
        _tell(session.console, part, report)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Examiner:
    """Asks for contents one after the other."""

    session: CommandSession
    subject: SplitSubject
    cancel: Cancellation
    watcher: Watcher

    def report(self, tree: TreeId, name: str) -> Report:
        """Report of the commit stage on a tree; `Interrupted` on Ctrl-C."""
        report = self.session.judge.judge(
            staged(tree, self.subject.parent, name),
            self.session.config(tree),
            Stage.COMMIT,
            cancel=self.cancel,
            watcher=self.watcher,
            options=RunOptions(who=own_name("devloop split")),
        )
        if self.cancel.cancelled:
            raise Interrupted("interrupted: nothing was changed")
        return report


def _tell(console: Console, part: Part, report: Report) -> None:
    """Why a step was joined to the next."""
    bad = [r for r in report.results if r.outcome not in NOT_TO_BLAME]
    checks = ", ".join(f"{one.check.name} {one.outcome.words}" for one in bad)
    subject = plain(part.message.split("\n", 1)[0])
    console.say(console.style(f"· joined with the next part: {subject} ({checks})", "dim"))
