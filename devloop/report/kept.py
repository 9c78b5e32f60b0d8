"""A report as the store kept it, so that a look-up tells other tools the same as the run did."""

from __future__ import annotations

from devloop.git.record import replace
from devloop.run.result import Report, Result
from devloop.run.testing.kept_runs import suite_of
from devloop.verdict.outcome import Digest, Outcome
from devloop.verdict.store import Store


def as_kept(store: Store, report: Report) -> Report:
    """The report with what was kept of each verdict; what was not kept stays as it is."""
    return replace(report, results=tuple(_as_kept(store, one) for one in report.results))


def _as_kept(store: Store, result: Result) -> Result:
    key = result.key if result.kept and result.outcome.is_verdict else None
    verdict = store.newest(key) if key is not None else None
    if key is None or verdict is None or verdict.outcome is not result.outcome:
        return result
    evidence = verdict.evidence
    suite = suite_of(store, key) if result.check.kind.rules.runs_tests else None
    return replace(
        result,
        seconds=evidence.seconds,
        exit_code=evidence.exit_code,
        note=evidence.note,
        output=_log(store, evidence.log, result),
        suite=suite or result.suite,
    )


def _log(store: Store, digest: Digest | None, result: Result) -> bytes:
    """Output of a check that failed."""
    wanted = digest is not None and result.outcome is Outcome.FAILED
    found = store.logs.read(digest) if digest is not None and wanted else None
    return found if found is not None else result.output
