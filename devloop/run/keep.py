"""Storing a run's result, if it is a verdict, under every key that it answers."""

from __future__ import annotations

from contextlib import suppress

from devloop.errors import StoreError
from devloop.git.record import replace
from devloop.record.form import written_looks, written_outside
from devloop.run.planning.planned_check import Reuse, Run
from devloop.run.recording.seen import beside
from devloop.run.run_result import RunResult
from devloop.run.subject import Subject
from devloop.verdict.history import note_attempt
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Evidence, Outcome, Verdict
from devloop.verdict.shortcuts import retract_shortcuts
from devloop.verdict.store import Store


def keep(store: Store, run: Run, subject: Subject, ran: RunResult) -> str:
    """Keep a verdict and its log; gives why it was not kept, or nothing.

    A passed part is kept with the whole: all other parts had passed before. Of several files
    that failed together it is not known which did, so only the whole is kept as failed.
    """
    try:
        if ran.outcome is not Outcome.CANCELLED:
            note_attempt(store, run.check.name, ran.outcome, ran.seconds)
        if ran.before is not None and ran.outcome is Outcome.PASSED:
            keep(store, run, subject, ran.before)
        if ran.outcome.is_verdict:
            evidence = _evidence(store, run, ran)
            answered = _answered(run, ran.outcome)
            store.record((m, _verdict(m, run, subject, ran, evidence)) for m in answered)
            if ran.suite is not None or ran.coverage:
                from devloop.run.testing.keep import keep_tests

                keep_tests(store, run.check.name, run.whole, answered, subject.tree, ran)
    except (StoreError, OSError) as error:
        return f"the result could not be stored: {error}"
    finally:
        if ran.outcome is Outcome.FAILED:
            retract_shortcuts(store.directory)
    return ""


def keep_found(store: Store, found: Reuse) -> None:
    """Keep what was found on another tree under the key of what was asked, for look-ups to come.

    It stays a verdict on the tree that it was found on, with the record by which it holds here.
    A failure has more beside it than a verdict, so it is found anew each time.
    """
    if found.whole is None or found.verdict.outcome is not Outcome.PASSED:
        return
    evidence = replace(found.verdict.evidence, weak=None)
    verdict = replace(found.verdict, key=found.whole.key, evidence=evidence)
    with suppress(StoreError):
        store.record(((found.whole, verdict),))


def _evidence(store: Store, run: Run, ran: RunResult) -> Evidence:
    evidence = Evidence(
        seconds=ran.seconds,
        exit_code=ran.exit_code,
        log=store.logs.keep(ran.output) if ran.output else None,
        note=ran.note,
    )
    if ran.record is None:
        return evidence
    record = beside(ran.record, run.files) if run.check.per_file else ran.record
    return replace(
        evidence,
        record=store.logs.keep(written_looks(record)),
        outside=store.logs.keep(written_outside(record)),
        weak=run.weak,
    )


def _answered(run: Run, outcome: Outcome) -> tuple[Manifest, ...]:
    parts = run.parts if outcome is Outcome.PASSED or len(run.parts) == 1 else ()
    return tuple({m.key: m for m in (*(part.manifest for part in parts), run.whole)}.values())


def _verdict(
    manifest: Manifest, run: Run, subject: Subject, ran: RunResult, evidence: Evidence
) -> Verdict:
    from time import time

    return Verdict(
        key=manifest.key,
        check=run.check.name,
        outcome=ran.outcome,
        evidence=evidence,
        tree=subject.tree,
        recorded=time(),
    )
