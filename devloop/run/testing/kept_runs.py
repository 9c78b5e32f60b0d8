"""Where suites are kept: documents beside the logs, found by the key of their verdict."""

from __future__ import annotations

from collections.abc import Iterable

from devloop.run.testing.document import decode, encode
from devloop.run.testing.suite_result import SuiteResult
from devloop.verdict.derived import LATEST_TESTS, TESTS, recall, remember
from devloop.verdict.outcome import Digest
from devloop.verdict.store import Store


def keep_suite(store: Store, check: str, keys: Iterable[Digest], suite: SuiteResult) -> None:
    """Keep a suite under each key and as the latest of its check; `OSError` where it cannot be."""
    digest = store.logs.keep(encode(suite))
    for key in keys:
        remember(store, TESTS, key, digest)
    remember(store, LATEST_TESTS, check, digest)


def suite_of(store: Store, key: Digest) -> SuiteResult | None:
    """What is kept of the last run under a key, test by test; None where there is nothing."""
    return _read(store, recall(store, TESTS, key))


def latest_suite(store: Store, check: str) -> SuiteResult | None:
    """The suite of the newest run of a check, whatever its content was."""
    return _read(store, recall(store, LATEST_TESTS, check))


def _read(store: Store, digest: str | None) -> SuiteResult | None:
    data = store.logs.read(Digest(digest)) if digest else None
    return decode(data) if data else None
