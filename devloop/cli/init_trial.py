"""Trying what `devloop init` proposes, so that it only switches on what is green today.

What is found out is not lost: the same verdicts answer the first commit.
"""

from __future__ import annotations

from collections.abc import Mapping

from devloop.cli.hook import own_name
from devloop.cli.progress import Progress
from devloop.cli.session import Session
from devloop.config.model import Config, Stage
from devloop.config.proposal import Proposal, without
from devloop.git.commits import head
from devloop.git.ids import TreeId
from devloop.run.cancellation import Cancellation
from devloop.run.result import Result
from devloop.run.signals import cancelled_by_signals
from devloop.run.subject import Subject
from devloop.run.wishes import Wishes
from devloop.verdict.outcome import Outcome

FINE = (Outcome.PASSED, Outcome.SKIPPED)


def tried(session: Session, proposal: Proposal, tree: TreeId) -> Proposal:
    """The proposal with every check off that does not pass on the content as it is."""
    if proposal.nothing_installed or not proposal.chosen:
        return proposal
    config = Config(checks=tuple(guess.check for guess in proposal.chosen))
    subject = Subject(tree=tree, head=head(session.repo), name="what is here")
    cancel = Cancellation()
    with cancelled_by_signals(cancel), Progress(session.console) as progress:
        report = session.judge.judge(
            subject,
            config,
            Stage.PUSH,
            cancel=cancel,
            watcher=progress,
            wishes=Wishes(keep_going=True, who=own_name("devloop init")),
        )
    return without(proposal, reasons_against(report.results))


def reasons_against(results: tuple[Result, ...]) -> Mapping[str, str]:
    """Why each check that is not fine stays off, by name."""
    bad = (result for result in results if result.outcome not in FINE)
    return {result.check.name: _reason(result) for result in bad}


def _reason(result: Result) -> str:
    if result.outcome is Outcome.FAILED:
        return "it fails on the content as it is now; mend that, then switch it on"
    return result.note or f"it ended {result.outcome.value} when it was tried"
