"""What is kept of a run: the verdict, if it is one, under every key that it answers."""

from __future__ import annotations

from devloop.errors import StoreError
from devloop.run.happened import Happened
from devloop.run.plan import Run
from devloop.run.subject import Subject
from devloop.run.suite import Suite
from devloop.run.suite_document import decode, encode
from devloop.verdict.derived import recall, remember
from devloop.verdict.history import note_attempt
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Evidence, Outcome, Verdict
from devloop.verdict.store import Store

DOCUMENT = "tests"
"""Under which kind of fact the digests of test documents are remembered, by key."""


def keep(store: Store, run: Run, subject: Subject, happened: Happened) -> str:
    """Keep a verdict and its log; gives why it was not kept, or nothing.

    A passed part is kept with the whole: all other parts had passed before. Of several files
    that failed together it is not known which did, so only the whole is kept as failed.
    """
    try:
        if happened.outcome is not Outcome.CANCELLED:
            note_attempt(store, run.check.name, happened.outcome, happened.seconds)
        if happened.outcome.is_verdict:
            evidence = _evidence(store, happened)
            answered = _answered(run, happened.outcome)
            store.record((m, _verdict(m, run, subject, happened, evidence)) for m in answered)
            _keep_suite(store, answered, happened.suite)
    except (StoreError, OSError) as error:
        return f"the verdict is not kept: {error}"
    return ""


def _keep_suite(store: Store, answered: tuple[Manifest, ...], suite: Suite | None) -> None:
    if suite is None:
        return
    digest = store.logs.keep(encode(suite))
    for manifest in answered:
        remember(store, DOCUMENT, manifest.key, digest)


def suite_of(store: Store, key: Digest) -> Suite | None:
    """What is kept of the last run under a key, test by test; None where there is nothing."""
    digest = recall(store, DOCUMENT, key)
    data = store.logs.read(Digest(digest)) if digest else None
    return decode(data) if data else None


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
