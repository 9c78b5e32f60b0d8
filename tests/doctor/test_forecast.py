"""Facts about what judging would come to."""

from __future__ import annotations

from devloop.config.model import Check
from devloop.doctor.forecast import Forecast, forecast
from devloop.git.ids import RepoPath, TreeId
from devloop.run.planning.planned_check import Reuse, Run, Skip
from devloop.verdict.history import CheckHistory
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Evidence, Outcome, Verdict

CHECK = Check(name="lint", run="lint")
TREE = TreeId("0" * 40)
KEY = Digest("k")
RUN = Run(
    check=CHECK,
    whole=Manifest(body=b"", key=KEY),
    tree=TREE,
    parts=(),
    files=(RepoPath("a.py"), RepoPath("b.py")),
)
KNOWN = Verdict(
    key=KEY,
    check="lint",
    outcome=Outcome.FAILED,
    evidence=Evidence(seconds=1.0, exit_code=1, log=None, note=""),
    tree=TREE,
    recorded=0.0,
)


def test_what_is_known_has_its_outcome() -> None:
    planned = Reuse(check=CHECK, verdict=KNOWN, flaky=False)
    assert forecast((planned,), {}) == (Forecast(check="lint", outcome=Outcome.FAILED),)


def test_what_has_nothing_to_judge_is_skipped() -> None:
    planned = Skip(check=CHECK, reason="no file matches")
    assert forecast((planned,), {}) == (Forecast(check="lint", outcome=Outcome.SKIPPED),)


def test_what_would_run_has_the_time_it_usually_takes() -> None:
    past = {"lint": CheckHistory(runs=3, failures=0, seconds=2.5)}
    assert forecast((RUN,), past) == (Forecast(check="lint", outcome=None, seconds=2.5, files=2),)


def test_of_what_never_ran_no_time_is_known() -> None:
    assert forecast((RUN,), {})[0].seconds is None
