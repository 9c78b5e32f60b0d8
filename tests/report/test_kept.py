"""A look-up tells other tools what the run told them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from devloop.report.kept import as_kept
from devloop.run.result import Result
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Evidence, Outcome, Verdict
from devloop.verdict.store import Store, open_store
from tests.report.support import SUBJECT, report, result

BODY = b"{}"
KEY = Digest(hashlib.sha256(BODY).hexdigest())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


def keep(store: Store, outcome: Outcome, note: str) -> None:
    log = store.logs.keep(note.encode())
    evidence = Evidence(seconds=1.5, exit_code=7, log=log, note=note)
    verdict = Verdict(
        key=KEY, check="lint", outcome=outcome, evidence=evidence, tree=SUBJECT.tree, recorded=1.0
    )
    store.record(((Manifest(key=KEY, body=BODY), verdict),))


def told(store: Store, one: Result) -> Result:
    (found,) = as_kept(store, report(one)).results
    return found


def test_what_is_told_of_a_verdict_is_what_was_kept_last(store: Store) -> None:
    keep(store, Outcome.FAILED, "first")
    keep(store, Outcome.FAILED, "second")
    found = told(store, result("lint", Outcome.FAILED, key=KEY, note="flaky", reused=True))
    assert (found.note, found.output, found.seconds) == ("second", b"second", 1.5)
    assert found.exit_code == 7


def test_a_verdict_that_came_to_something_else_does_not_count(store: Store) -> None:
    keep(store, Outcome.PASSED, "kept by another")
    fresh = result("lint", Outcome.FAILED, key=KEY, note="fresh")
    assert told(store, fresh) == fresh


@pytest.mark.parametrize("outcome", [Outcome.ERRORED, Outcome.SKIPPED])
def test_what_is_no_verdict_is_told_as_it_came(store: Store, outcome: Outcome) -> None:
    keep(store, Outcome.FAILED, "kept")
    fresh = result("lint", outcome, key=KEY, note="fresh")
    assert told(store, fresh) == fresh
    unkept = result("lint", Outcome.FAILED, key=KEY, note="fresh", kept=False)
    assert told(store, unkept) == unkept


def test_a_log_that_is_gone_leaves_what_is_known(store: Store) -> None:
    keep(store, Outcome.FAILED, "kept")
    fresh = result("lint", Outcome.FAILED, key=KEY, output=b"fresh")
    for log in store.logs.folder.rglob("*.z"):
        log.unlink()
    assert told(store, fresh).output == b"fresh"
