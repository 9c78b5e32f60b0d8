"""Verdicts kept and looked up. Only passed and failed are ever kept, and nothing is overwritten.

The whole manifest is kept beside its key and compared on reading, so that a verdict is only ever
given for exactly what was asked.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from devloop.git.record import dataclass, field
from devloop.verdict.database import Database
from devloop.verdict.logs import Logs
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Verdict
from devloop.verdict.rows import COLUMNS, row_of, verdict_in

FILE = "verdicts.sqlite3"

PATIENCE_SECONDS = 20.0
"""How long to wait for another process that is writing."""

AT_ONCE = 500
"""Keys asked for in one query, below SQLite's limit on variables."""

FIELDS = ", ".join(f"v.{name}" for name in (*COLUMNS, "seal"))

KEEP_MANIFEST = """
INSERT INTO manifest VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET body = excluded.body WHERE body IS NOT excluded.body
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The verdicts of one repository, shared by its worktrees, by processes and by threads."""

    directory: Path
    database: Database = field(repr=False)
    logs: Logs
    now: Callable[[], float] = time.time

    @property
    def problem(self) -> str:
        """What a person should know about the state of the store, or nothing."""
        return self.database.problem

    def lookup(self, manifests: Sequence[Manifest]) -> dict[Digest, tuple[Verdict, ...]]:
        """The verdicts under each key that has any, newest first; what is unclear is a miss."""
        bodies = {manifest.key: manifest.body for manifest in manifests}
        found: dict[Digest, list[Verdict]] = {}
        for verdict, body in self._under(tuple(bodies)):
            if body == bodies.get(verdict.key):
                found.setdefault(verdict.key, []).append(verdict)
        return {key: tuple(verdicts) for key, verdicts in found.items()}

    def _under(self, keys: tuple[Digest, ...]) -> Iterator[tuple[Verdict, bytes]]:
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            yield from self._verdicts(f"v.key IN ({','.join('?' * len(some))})", some)

    def _verdicts(
        self, condition: str, values: Sequence[object], limit: int = -1
    ) -> Iterator[tuple[Verdict, bytes]]:
        question = (
            f"SELECT {FIELDS}, m.body FROM verdict v JOIN manifest m ON m.key = v.key"  # noqa: S608
            f" WHERE {condition} ORDER BY v.id DESC LIMIT ?"
        )
        for row in self.read(question, (*values, limit)):
            *values, body = row
            verdict = verdict_in(values, body)
            if verdict is not None and isinstance(body, bytes):
                yield verdict, body

    def record(self, kept: Iterable[tuple[Manifest, Verdict]]) -> None:
        """Keep verdicts, all or none; `ValueError` for an outcome that is no verdict."""
        pairs = tuple(kept)
        for manifest, verdict in pairs:
            if not verdict.outcome.is_verdict or manifest.key != verdict.key:
                raise ValueError(f"no verdict on what its manifest says: {verdict}")
        self.database.write(lambda connection: _insert(connection, pairs))

    def manifest(self, key: Digest) -> bytes | None:
        """The manifest under a key."""
        rows = self.read("SELECT body FROM manifest WHERE key = ?", (key,))
        body = rows[0][0] if rows else None
        sound = isinstance(body, bytes) and hashlib.sha256(body).hexdigest() == key
        return body if sound and isinstance(body, bytes) else None

    def newest(self, key: Digest) -> Verdict | None:
        """The newest verdict under a key."""
        return next((verdict for verdict, _body in self._verdicts("v.key = ?", (key,), 1)), None)

    def latest(self, check: str, limit: int) -> tuple[Verdict, ...]:
        """The newest verdicts of a check."""
        found = self._verdicts("v.check_name = ?", (check,), limit)
        return tuple(verdict for verdict, _body in found)

    def recorded(self, weak: Digest, limit: int) -> tuple[Verdict, ...]:
        """The newest verdicts with a record that differ from what is asked in content alone."""
        found = self._verdicts("v.weak = ? AND v.record IS NOT NULL", (weak,), limit)
        return tuple(verdict for verdict, _body in found)

    def read(self, question: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        """Rows, or none where the store cannot be read."""
        return self.database.read(question, values)

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction; `StoreError` where nothing can be written."""
        return self.database.writing()

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()


def open_store(
    directory: Path,
    *,
    now: Callable[[], float] = time.time,
    patience: float = PATIENCE_SECONDS,
    repairs: bool = True,
) -> Store:
    """The store in a directory, made if it is not there; never raises for its state.

    `patience` is how many seconds to wait for another process that is writing. Whoever nobody
    hears does not fix a damaged store, so that somebody is told of it.
    """
    return Store(
        directory=directory,
        database=Database(directory / FILE, patience=patience, repairs=repairs),
        logs=Logs(folder=directory / "logs"),
        now=now,
    )


def _insert(connection: sqlite3.Connection, pairs: Sequence[tuple[Manifest, Verdict]]) -> None:
    manifests = {manifest.key: manifest.body for manifest, _ in pairs}
    connection.executemany(KEEP_MANIFEST, list(manifests.items()))
    columns = (*COLUMNS, "seal")
    connection.executemany(
        f"INSERT INTO verdict ({', '.join(columns)}) VALUES ({','.join('?' * len(columns))})",  # noqa: S608
        [row_of(verdict, manifest.body) for manifest, verdict in pairs],
    )
