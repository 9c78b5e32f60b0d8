"""What is kept of a run of tests beside its verdict: each test, what was flaky, which lines ran."""

from __future__ import annotations

from devloop.git.ids import TreeId
from devloop.run.kinds.flaky_retry import flaky_trials
from devloop.run.run_result import Happened
from devloop.run.testing.coverage import keep_coverage
from devloop.run.testing.kept_runs import keep_suite, suite_of
from devloop.run.testing.suite_result import Suite
from devloop.verdict.events import FLAKY, Event, append_event
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest
from devloop.verdict.store import Store


def keep_tests(
    store: Store,
    check: str,
    whole: Manifest,
    answered: tuple[Manifest, ...],
    tree: TreeId,
    happened: Happened,
) -> None:
    """Keep it under the key of every manifest that the run has `answered`."""
    keys = tuple(manifest.key for manifest in answered)
    if happened.suite is not None:
        _note_flaky(store, whole.key, tree, happened.suite)
        keep_suite(store, check, keys, happened.suite)
    if happened.coverage:
        keep_coverage(store, keys, happened.coverage)


def _note_flaky(store: Store, key: Digest, tree: TreeId, suite: Suite) -> None:
    for trial in flaky_trials(suite_of(store, key), suite):
        event = Event(
            kind=FLAKY,
            recorded=store.now(),
            tree=tree,
            subject=trial.id,
            decision="flaky",
            detail=trial.message.partition("\n")[0],
        )
        append_event(store, event)
