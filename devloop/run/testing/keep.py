"""What is kept of a run of tests beside its verdict: each test, what was flaky, which lines ran."""

from __future__ import annotations

from devloop.git.ids import TreeId
from devloop.run.kinds.flaky_retry import flaky_cases
from devloop.run.run_result import RunResult
from devloop.run.testing.coverage import keep_coverage
from devloop.run.testing.kept_runs import keep_suite, suite_of
from devloop.run.testing.suite_result import SuiteResult
from devloop.verdict.events import Event, EventDecision, EventKind, append_event
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest
from devloop.verdict.store import Store


def keep_tests(
    store: Store,
    check: str,
    whole: Manifest,
    answered: tuple[Manifest, ...],
    tree: TreeId,
    ran: RunResult,
) -> None:
    """Keep it under the key of every manifest that the run has `answered`."""
    keys = tuple(manifest.key for manifest in answered)
    if ran.suite is not None:
        _note_flaky(store, whole.key, tree, ran.suite)
        keep_suite(store, check, keys, ran.suite)
    if ran.coverage:
        keep_coverage(store, keys, ran.coverage)


def _note_flaky(store: Store, key: Digest, tree: TreeId, suite: SuiteResult) -> None:
    for case in flaky_cases(suite_of(store, key), suite):
        event = Event(
            kind=EventKind.FLAKY,
            recorded=store.now(),
            tree=tree,
            subject=case.id,
            decision=EventDecision.FLAKY,
            detail=case.message.partition("\n")[0],
        )
        append_event(store, event)
