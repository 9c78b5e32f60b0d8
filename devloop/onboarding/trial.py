"""Trying what `devloop init` proposes, so that it only switches on what is green today.

What is found out is not lost: the same verdicts answer the first commit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping

from devloop.config.model import Config, EnvironmentRule, Quarantine, Stage
from devloop.detect.evidence import ProjectTools
from devloop.detect.proposal import TESTS, Proposal, caches_of, propose
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
MOST_SECONDS = 60.0
"""How long a check is tried; what takes longer is proposed unseen."""
SLOW = 30.0
"""Seconds that nobody should wait for at every commit."""
UNSEEN = "not done"
"""How it begins what is said of a check that was not tried to its end."""


def tried(
    session: Session,
    evidence: ProjectTools,
    lacking: Mapping[str, str],
    tree: TreeId,
    judge: Judging,
    most_seconds: float | None = MOST_SECONDS,
) -> tuple[Proposal, str]:
    """The proposal whose every check passes on the content as it is.

    With it comes the module that kept the tests from passing because it could not be imported.

    What does not pass is off, and what it would have made superfluous is tried in its stead. A few
    failing tests among many go into quarantine. What takes long is for the push; what is not done
    after `most_seconds` is too, and nobody has seen it pass.
    """
    red: dict[str, str] = {}
    slow: dict[str, str] = {}
    unseen: set[str] = set()
    few: tuple[Quarantine, ...] = ()
    shares: tuple[str, ...] = ()
    missing = ""
    while True:
        offer = propose(evidence, lacking, red, slow)
        proposal = replace(offer, quarantine=few, shares=shares)
        results = _results(session, proposal, tree, judge, unseen, most_seconds)
        late = _late(results, most_seconds)
        unseen |= late.keys()
        slow |= {**_slow(results), **late}
        bad = tuple(r for r in results if r.outcome not in FINE and r.check.configured not in late)
        if not bad:
            final = propose(evidence, lacking, red, slow)
            return replace(final, quarantine=few, shares=shares), missing
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


def _results(
    session: Session,
    proposal: Proposal,
    tree: TreeId,
    judge: Judging,
    unseen: Collection[str],
    most_seconds: float | None,
) -> tuple[Result, ...]:
    """What a proposal comes to; what is known from an earlier round does not run again."""
    checks = tuple(
        replace(guess.check, timeout=most_seconds)
        for guess in proposal.chosen
        if guess.check.name not in unseen
    )
    if proposal.nothing_installed or not checks:
        return ()
    rule = EnvironmentRule(share=proposal.shares, caches=caches_of(proposal))
    config = Config(checks=checks, quarantine=proposal.quarantine, environment=rule)
    subject = Subject(tree=tree, head=head(session.repo), name="what is here")
    return judge(subject, config).results


def _late(results: Iterable[Result], most_seconds: float | None) -> dict[str, str]:
    """The checks that were not done in time, by name, each with what to say of it."""
    return {
        result.check.configured: f"{UNSEEN} after {most_seconds:.0f} s, so nobody has seen it pass"
        for result in results
        if result.outcome is Outcome.TIMED_OUT and most_seconds is not None
    }


def _slow(results: Iterable[Result]) -> dict[str, str]:
    """The checks that passed, and nobody should wait for at every commit."""
    taken: dict[str, float] = {}
    for result in results:
        name = result.check.configured
        if result.check.on is Stage.COMMIT:
            taken[name] = taken.get(name, 0.0) + result.seconds
    told = ((name, seconds) for name, seconds in taken.items() if seconds > SLOW)
    return {name: f"it took {seconds:.0f} s, too long for every commit" for name, seconds in told}
