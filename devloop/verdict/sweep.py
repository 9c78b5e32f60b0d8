"""Keeping the store small: what is old goes, then the oldest until the rest fits.

All verdicts of a key go together, so that one that was flaky never looks steady. Whatever goes is
only worked out again.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from devloop.files.lock import try_lock
from devloop.git.record import dataclass
from devloop.verdict.derived import COVERAGE, LATEST_TESTS, TESTS
from devloop.verdict.store import FILE, Store
from devloop.verdict.sweep_schedule import DUE_SECONDS, note_sweep

MOST_BYTES = 256 << 20
MOST_DAYS = 60.0
MOST_MEMOS = 20_000
IN_USE_SECONDS = 3600.0
"""Age below which a file may belong to somebody who is still at work."""

PASSES = 24
"""Each forgets a tenth of what is left: less than a tenth is left after all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What went."""

    verdicts: int
    logs: int
    size: int
    """Bytes of what is left."""


def sweep(store: Store, *, most_bytes: int = MOST_BYTES, most_days: float = MOST_DAYS) -> Swept:
    """Forget what is older than so many days, and more until the store has so many bytes.

    `StoreError` where nothing can be written.
    """
    before = _count(store)
    oldest = store.now() - most_days * 86400
    store.database.write(lambda connection: _forget_before(connection, oldest))
    logs = {path.stem: size for path, size in _files(store.logs.folder)}
    for _ in range(PASSES):
        if _size(store, logs) <= most_bytes:
            break
        store.database.write(_forget_a_tenth)
    gone = _remove_logs(store)
    _remove_leftovers(store.directory, oldest, store.now())
    store.database.shrink()
    note_sweep(store)
    return Swept(verdicts=before - _count(store), logs=gone, size=_size(store, logs))


def count_older(store: Store, most_days: float) -> int:
    """Number of verdicts a sweep would forget for their age."""
    rows = store.read(
        "SELECT count(*) FROM verdict WHERE key IN"
        " (SELECT key FROM verdict GROUP BY key HAVING max(recorded) < ?)",
        (store.now() - most_days * 86400,),
    )
    return int(str(rows[0][0])) if rows else 0


def _forget_before(connection: sqlite3.Connection, oldest: float) -> None:
    stale = "SELECT key FROM verdict GROUP BY key HAVING max(recorded) < ?"
    connection.execute(f"DELETE FROM verdict WHERE key IN ({stale})", (oldest,))  # noqa: S608
    connection.execute("DELETE FROM attempt WHERE recorded < ?", (oldest,))
    connection.execute("DELETE FROM event WHERE recorded < ?", (oldest,))
    (memos,) = connection.execute("SELECT count(*) FROM memo").fetchone()
    if memos > MOST_MEMOS:
        connection.execute("DELETE FROM memo")
    _forget_manifests(connection)


def _forget_a_tenth(connection: sqlite3.Connection) -> None:
    (keys,) = connection.execute("SELECT count(DISTINCT key) FROM verdict").fetchone()
    stale = "SELECT key FROM verdict GROUP BY key ORDER BY max(recorded), max(id) LIMIT ?"
    some = (keys // 10 + 1,)
    connection.execute(f"DELETE FROM verdict WHERE key IN ({stale})", some)  # noqa: S608
    _forget_manifests(connection)


def _forget_manifests(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM manifest WHERE key NOT IN (SELECT key FROM verdict)")


def _count(store: Store) -> int:
    rows = store.read("SELECT count(*) FROM verdict", ())
    return int(str(rows[0][0])) if rows else 0


def _referenced(store: Store) -> set[str]:
    rows = store.read(
        "SELECT log FROM verdict WHERE log IS NOT NULL"
        " UNION SELECT record FROM verdict WHERE record IS NOT NULL"
        " UNION SELECT outside FROM verdict WHERE outside IS NOT NULL",
        (),
    )
    documents = store.read(
        "SELECT value FROM memo WHERE kind = ?"
        " OR kind IN (?, ?) AND key IN (SELECT key FROM verdict)",
        (LATEST_TESTS, TESTS, COVERAGE),
    )
    sealed = {str(value).rpartition(" ")[2] for (value,) in documents}
    return {str(log) for (log,) in rows} | sealed


def _size(store: Store, logs: Mapping[str, int]) -> int:
    """Bytes of the database and of the logs that somebody refers to."""
    pages = (store.read(f"PRAGMA {name}", ()) for name in ("page_count", "page_size"))
    count, size = (int(str(rows[0][0])) if rows else 0 for rows in pages)
    free = store.read("PRAGMA freelist_count", ())
    used = count - (int(str(free[0][0])) if free else 0)
    return used * size + sum(logs.get(log, 0) for log in _referenced(store))


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    for root, _folders, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            with suppress(OSError):
                yield path, path.stat().st_size


def _remove_logs(store: Store) -> int:
    """Remove the logs that no verdict refers to, except those so new that one may soon."""
    wanted = {f"{digest}.z" for digest in _referenced(store)}
    unwanted = (path for path, _ in _files(store.logs.folder) if path.name not in wanted)
    return sum(_remove(path, before=time.time() - IN_USE_SECONDS) for path in unwanted)


def _remove_leftovers(directory: Path, oldest: float, now: float) -> None:
    """Remove stores that were set aside long ago, and claims that nobody holds any more."""
    for path in directory.glob(f"{FILE}.damaged-*"):
        _remove(path, before=oldest)
    for path in (directory / "claims").glob("*"):
        if path.suffix != ".who" and _is_free(path):
            _remove(path.with_suffix(".who"), before=now - DUE_SECONDS)
            _remove(path, before=now - DUE_SECONDS)


def _is_free(path: Path) -> bool:
    try:
        lock = try_lock(path)
    except OSError:
        return False
    if lock is not None:
        lock.release()
    return lock is not None


def _remove(path: Path, *, before: float) -> bool:
    """Remove a file that was written before a time; whether it is gone."""
    try:
        if path.stat().st_mtime >= before:
            return False
        path.unlink()
    except OSError:
        return False
    return True
