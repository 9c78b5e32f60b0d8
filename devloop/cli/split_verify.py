"""Checking every step of a split with the checks of the commit stage."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.change.split.building import Whole, tree_after
from devloop.change.split.part import Part, joined_where
from devloop.change.split.piece import Piece
from devloop.cli.hook import own_name
from devloop.cli.progress import Progress
from devloop.cli.render import show_trouble
from devloop.cli.session import Session
from devloop.config.model import Stage
from devloop.errors import CannotJudge, Interrupted
from devloop.gate.split_subject import SplitSubject
from devloop.git.ids import TreeId
from devloop.git.tree_writer import TreeWriter
from devloop.run.cancellation import Cancellation
from devloop.run.result import Decision, Report
from devloop.run.signals import cancelled_by_signals
from devloop.run.subject import Subject
from devloop.run.wishes import Wishes


def verified(
    session: Session, subject: SplitSubject, whole: Whole, writer: TreeWriter, parts: Sequence[Part]
) -> tuple[Part, ...]:
    """The parts, each joined to the next where the content after it does not pass.

    `CannotJudge` where the whole itself does not pass: then no order of its parts can.
    """
    cancel = Cancellation()
    with cancelled_by_signals(cancel), Progress(session.console) as progress:

        def judge(tree: TreeId, name: str) -> Report:
            report = session.judge.judge(
                Subject(tree=tree, head=subject.parent, name=name),
                session.config(tree),
                Stage.COMMIT,
                cancel=cancel,
                watcher=progress,
                wishes=Wishes(who=own_name("devloop split")),
            )
            if cancel.cancelled:
                raise Interrupted("interrupted: nothing was changed")
            return report

        def passes(done: Sequence[Piece], _: Part) -> bool:
            name = f"{len(done)} of {len(whole.pieces)} pieces"
            return judge(tree_after(writer, whole, done), name).decision is Decision.PASSED

        report = judge(whole.tree, subject.name)
        if report.decision is Decision.PASSED:
            return joined_where(parts, passes)
    show_trouble(session.console, report)
    raise CannotJudge(
        f"{subject.name} does not pass as a whole, so its steps cannot be verified",
        hint="mend it first, or split without --verify",
    )
