"""Trying what `devloop init` proposes, so that it only switches on what is green today.

What is found out is not lost: the same verdicts answer the first commit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from devloop.config.model import Config, EnvironmentRule, Quarantine
from devloop.detect.evidence import ProjectTools
from devloop.detect.proposal import TESTS, Proposal, propose
from devloop.git.commits import head
from devloop.git.ids import TreeId
from devloop.git.record import replace
from devloop.onboarding.shares import ignored_files_of
from devloop.onboarding.trial_failures import missing_module, objections, to_quarantine
from devloop.run.project import USUAL_SHARES, worktrees_of
from devloop.run.result import Report, Result
from devloop.run.session import Session
from devloop.run.subject import Subject
from devloop.verdict.outcome import Outcome

Judging = Callable[[Subject, Config], Report]
"""Runs every check of a configuration on a subject, while somebody may watch."""

FINE = (Outcome.PASSED, Outcome.SKIPPED)
QUARANTINE_DAYS = 30


def tried(
    session: Session,
    evidence: ProjectTools,
    lacking: Mapping[str, str],
    tree: TreeId,
    judge: Judging,
) -> tuple[Proposal, str]:
    """The proposal whose every check passes on the content as it is.

    With it comes the module that kept the tests from passing because it could not be imported.

    What does not pass is off, and what it would have made superfluous is tried in its stead. A few
    failing tests among many go into quarantine.
    """
    red: dict[str, str] = {}
    few: tuple[Quarantine, ...] = ()
    shares: tuple[str, ...] = ()
    missing = ""
    while True:
        proposal = replace(propose(evidence, lacking, red), quarantine=few, shares=shares)
        bad = _bad(session, proposal, tree, judge)
        if not bad:
            return proposal, missing
        tests = tuple(result for result in bad if result.check.name == TESTS)
        module = missing_module(tests)
        found = _shares(session, module, shares)
        spared = () if few or found else to_quarantine(tests, _last_day())
        again = tests if found or spared else ()
        missing = missing if again else missing or module
        red.update(objections(result for result in bad if result not in again))
        few = spared or (() if tests else few)
        shares = (*(shares or _usual_shares(session)), *found) if found else shares


def _shares(session: Session, module: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Files to share that nobody has thought of yet."""
    if not module:
        return ()
    files = ignored_files_of(session.repo, module, USUAL_SHARES)
    return tuple(path for path in files if path not in known)


def _usual_shares(session: Session) -> tuple[str, ...]:
    """What is shared unasked, and has to be named where anything is."""
    tops = worktrees_of(session.repo)
    return tuple(name for name in USUAL_SHARES if any((top / name).exists() for top in tops))


def _last_day() -> str:
    day = dt.datetime.now(dt.timezone.utc).date() + dt.timedelta(days=QUARANTINE_DAYS)
    return day.isoformat()


def _bad(session: Session, proposal: Proposal, tree: TreeId, judge: Judging) -> tuple[Result, ...]:
    """What is not fine of a proposal; what is known from an earlier round does not run again."""
    if proposal.nothing_installed or not proposal.chosen:
        return ()
    checks = tuple(guess.check for guess in proposal.chosen)
    rule = EnvironmentRule(share=proposal.shares)
    config = Config(checks=checks, quarantine=proposal.quarantine, environment=rule)
    subject = Subject(tree=tree, head=head(session.repo), name="what is here")
    report = judge(subject, config)
    return tuple(result for result in report.results if result.outcome not in FINE)
