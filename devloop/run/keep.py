"""What is kept of a run: the verdict, if it is one, under every key that it answers."""

from __future__ import annotations

from devloop.errors import StoreError
from devloop.run.planning.plan import Run
from devloop.run.run_result import Happened
from devloop.run.subject import Subject
from devloop.verdict.history import note_attempt
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Evidence, Outcome, Verdict
from devloop.verdict.shortcuts import withdraw_stamps
from devloop.verdict.store import Store


def keep(store: Store, run: Run, subject: Subject, happened: Happened) -> str:
    """Keep a verdict and its log; gives why it was not kept, or nothing.

    A passed part is kept with the whole: all other parts had passed before. Of several files
    that failed together it is not known which did, so only the whole is kept as failed.
    """
    try:
        if happened.outcome is not Outcome.CANCELLED:
            note_attempt(store, run.check.name, happened.outcome, happened.seconds)
        if happened.before is not None and happened.outcome is Outcome.PASSED:
            keep(store, run, subject, happened.before)
        if happened.outcome.is_verdict:
            evidence = _evidence(store, happened)
            answered = _answered(run, happened.outcome)
            store.record((m, _verdict(m, run, subject, happened, evidence)) for m in answered)
            if happened.suite is not None or happened.coverage:
                from devloop.run.testing.keep import keep_tests

                keep_tests(store, run.check.name, run.whole, answered, subject.tree, happened)
    except (StoreError, OSError) as error:
        return f"the verdict is not kept: {error}"
    finally:
        if happened.outcome is Outcome.FAILED:
            withdraw_stamps(store.directory)
    return ""


def _evidence(store: Store, happened: Happened) -> Evidence:
    return Evidence(
        seconds=happened.seconds,
        exit_code=happened.exit_code,
        log=store.logs.keep(happened.output) if happened.output else None,
        note=happened.note,
    )


def _answered(run: Run, outcome: Outcome) -> tuple[Manifest, ...]:
    parts = run.parts if outcome is Outcome.PASSED or len(run.parts) == 1 else ()
    return tuple({m.key: m for m in (*(part.manifest for part in parts), run.whole)}.values())


def _verdict(
    manifest: Manifest, run: Run, subject: Subject, happened: Happened, evidence: Evidence
) -> Verdict:
    from time import time

    return Verdict(
        key=manifest.key,
        check=run.check.name,
        outcome=happened.outcome,
        evidence=evidence,
        tree=subject.tree,
        recorded=time(),
    )
