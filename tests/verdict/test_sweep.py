"""A sweep bounds the store, and what it leaves is as true as before."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devloop.errors import StoreError
from devloop.git.ids import TreeId
from devloop.verdict.claim import claim
from devloop.verdict.derived import TESTS, remember
from devloop.verdict.events import Event, EventDecision, EventKind, append_event, latest_events
from devloop.verdict.outcome import Digest, Outcome
from devloop.verdict.store import Store, open_store
from devloop.verdict.sweep import count_older, sweep
from devloop.verdict.sweep_schedule import is_due
from tests.verdict.support import files_of, manifest_of, verdict_on

DAY = 86400.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "devloop")
    yield made
    made.close()


def days_ago(days: float) -> float:
    return time.time() - days * DAY


def aged(path: Path, days: float) -> Path:
    os.utime(path, (days_ago(days), days_ago(days)))
    return path


def test_old_verdicts_go_and_new_ones_stay(store: Store) -> None:
    old, new = manifest_of(1), manifest_of(2)
    store.record([(old, verdict_on(old, recorded=days_ago(40)))])
    store.record([(new, verdict_on(new, recorded=days_ago(20)))])
    assert sweep(store, most_days=30).verdicts == 1
    assert set(store.lookup([old, new])) == {new.key}
    assert store.manifest(old.key) is None


def test_how_many_would_go_can_be_told_before(store: Store) -> None:
    for number, days in ((1, 40), (2, 20)):
        manifest = manifest_of(number)
        store.record([(manifest, verdict_on(manifest, recorded=days_ago(days)))])
    assert [count_older(store, days) for days in (50, 30, 10)] == [0, 1, 2]


def test_a_flaky_key_keeps_both_outcomes_or_none(store: Store) -> None:
    manifest = manifest_of()
    store.record([(manifest, verdict_on(manifest, Outcome.FAILED, recorded=days_ago(40)))])
    store.record([(manifest, verdict_on(manifest, Outcome.PASSED, recorded=days_ago(20)))])
    sweep(store, most_days=30)
    assert len(store.lookup([manifest])[manifest.key]) == 2
    sweep(store, most_days=10)
    assert store.lookup([manifest]) == {}


def test_the_oldest_go_until_the_rest_fits(store: Store) -> None:
    manifests = files_of(2000)
    store.record((m, verdict_on(m, recorded=days_ago(1) + n)) for n, m in enumerate(manifests))
    full = sweep(store).size
    swept = sweep(store, most_bytes=full // 2)
    assert swept.size <= full // 2
    left = store.lookup(manifests)
    assert 200 < len(left) < 1200
    assert manifests[-1].key in left
    assert manifests[0].key not in left


def test_the_file_itself_becomes_smaller(store: Store) -> None:
    manifests = files_of(2000)
    store.record((m, verdict_on(m, recorded=days_ago(40))) for m in manifests)
    store.read("PRAGMA wal_checkpoint(TRUNCATE)", ())
    before = (store.directory / "verdicts.sqlite3").stat().st_size
    sweep(store, most_days=30)
    assert (store.directory / "verdicts.sqlite3").stat().st_size < before / 4


def test_a_log_goes_with_its_last_verdict(store: Store) -> None:
    log = store.logs.keep(b"words")
    (file,) = (f for f in store.logs.folder.rglob("*.z"))
    one, two = manifest_of(1), manifest_of(2)
    store.record([(one, verdict_on(one, log=log, recorded=days_ago(40)))])
    store.record([(two, verdict_on(two, log=log, recorded=days_ago(20)))])
    aged(file, 40)
    assert sweep(store, most_days=30).logs == 0
    assert store.logs.read(log) == b"words"
    assert sweep(store, most_days=10).logs == 1
    assert store.logs.read(log) is None


def test_a_log_that_is_about_to_be_referred_to_stays(store: Store) -> None:
    log = store.logs.keep(b"words")
    assert sweep(store).logs == 0
    assert store.logs.read(log) == b"words"


def test_large_logs_count(store: Store) -> None:
    for number in range(20):
        manifest = manifest_of(number)
        log = store.logs.keep(os.urandom(100_000))
        when = days_ago(10) + number
        store.record([(manifest, verdict_on(manifest, log=log, recorded=when))])
    for file in store.logs.folder.rglob("*.z"):
        aged(file, 5)
    assert sweep(store, most_bytes=1_000_000).size <= 1_000_000
    assert sum(f.stat().st_size for f in store.logs.folder.rglob("*.z")) <= 1_000_000


def test_a_claim_that_somebody_holds_stays_and_others_go(store: Store) -> None:
    claims = store.directory / "claims"
    held, free = Digest("a" * 64), Digest("b" * 64)
    with claim(claims, free, "x", on_wait=print, cancelled=lambda: False):
        pass
    with claim(claims, held, "x", on_wait=print, cancelled=lambda: False):
        for file in claims.iterdir():
            aged(file, 3)
        sweep(store)
        assert sorted(file.name for file in claims.iterdir()) == [held, f"{held}.who"]


def test_a_store_that_was_set_aside_goes_in_the_end(store: Store) -> None:
    old = store.directory / "verdicts.sqlite3.damaged-1"
    new = store.directory / "verdicts.sqlite3.damaged-2"
    for file, days in ((old, 100), (new, 1)):
        file.write_text("")
        aged(file, days)
    sweep(store)
    assert not old.exists()
    assert new.exists()


def test_old_decisions_go(store: Store) -> None:
    for when in (days_ago(100), days_ago(1)):
        append_event(
            store,
            Event(
                kind=EventKind.COMMIT,
                recorded=when,
                tree=TreeId("a" * 40),
                subject="x",
                decision=EventDecision.ALLOWED,
                detail="",
            ),
        )
    sweep(store)
    assert len(latest_events(store, 10)) == 1


def test_a_sweep_is_due_once_a_day(tmp_path: Path) -> None:
    clock = [time.time()]
    store = open_store(tmp_path / "devloop", now=lambda: clock[0])
    assert not is_due(store)  # the first is due a day after the first command
    sweep(store)
    assert not is_due(store)
    clock[0] += 2 * DAY
    assert is_due(store)
    store.close()


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "devloop").write_text("")
    store = open_store(tmp_path / "devloop")
    with pytest.raises(StoreError):
        sweep(store)
    store.close()


def test_documents_go_with_their_verdicts(store: Store) -> None:
    old, new = manifest_of(1), manifest_of(2)
    digests = []
    for manifest, days in ((old, 40), (new, 20)):
        digest = store.logs.keep(manifest.key.encode())
        store.record([(manifest, verdict_on(manifest, recorded=days_ago(days)))])
        remember(store, TESTS, manifest.key, digest)
        aged(next(store.logs.folder.glob(f"*/{digest}.z")), days)
        digests.append(digest)
    sweep(store, most_days=30)
    assert [store.logs.read(digest) for digest in digests] == [None, new.key.encode()]
