"""Trying what `devloop init` proposes, so that it only switches on what is green today.

What is found out is not lost: the same verdicts answer the first commit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from devloop.cli.hook import own_name
from devloop.cli.init_objections import missing_module, objections, to_quarantine
from devloop.cli.progress import Progress
from devloop.cli.session import Session
from devloop.config.evidence import Evidence
from devloop.config.model import Config, Quarantine, Stage
from devloop.config.proposal import TESTS, Proposal, propose
from devloop.git.commits import head
from devloop.git.ids import TreeId
from devloop.git.record import replace
from devloop.run.cancellation import Cancellation
from devloop.run.result import Result
from devloop.run.signals import cancelled_by_signals
from devloop.run.subject import Subject
from devloop.run.wishes import Wishes
from devloop.verdict.outcome import Outcome

FINE = (Outcome.PASSED, Outcome.SKIPPED)
QUARANTINE_DAYS = 30


def tried(
    session: Session, evidence: Evidence, lacking: Mapping[str, str], tree: TreeId
) -> tuple[Proposal, str]:
    """The proposal whose every check passes on the content as it is.

    With it comes the module that kept the tests from passing because it could not be imported.

    What does not pass is off, and what it would have made superfluous is tried in its stead. A few
    failing tests among many go into quarantine.
    """
    red: dict[str, str] = {}
    few: tuple[Quarantine, ...] = ()
    missing = ""
    while True:
        proposal = replace(propose(evidence, lacking, red), quarantine=few)
        bad = _bad(session, proposal, tree)
        if not bad:
            return proposal, missing
        tests = tuple(result for result in bad if result.check.name == TESTS)
        spared = () if few else to_quarantine(tests, _last_day())
        red.update(objections(result for result in bad if not spared or result not in tests))
        missing = missing or missing_module(tests)
        few = spared or (() if tests else few)


def _last_day() -> str:
    day = dt.date.today() + dt.timedelta(days=QUARANTINE_DAYS)  # noqa: DTZ011 - as here
    return day.isoformat()


def _bad(session: Session, proposal: Proposal, tree: TreeId) -> tuple[Result, ...]:
    """What is not fine of a proposal; what is known from an earlier round does not run again."""
    if proposal.nothing_installed or not proposal.chosen:
        return ()
    checks = tuple(guess.check for guess in proposal.chosen)
    config = Config(checks=checks, quarantine=proposal.quarantine)
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
    return tuple(result for result in report.results if result.outcome not in FINE)
