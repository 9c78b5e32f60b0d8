"""Verdicts kept and looked up. Only passed and failed are ever kept, and nothing is overwritten.

The whole manifest is kept beside its key and compared on reading, so that a verdict is only ever
given for exactly what was asked.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from devloop.errors import StoreError
from devloop.git.ids import TreeId
from devloop.verdict.database import Database, open_database
from devloop.verdict.logs import Logs
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Evidence, Outcome, Verdict

AT_ONCE = 500
"""Keys asked for in one query, below SQLite's limit on variables."""

FIELDS = "key, check_name, outcome, tree, seconds, exit_code, log, note, recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The verdicts of one repository, shared by its worktrees and by processes at once."""

    directory: Path
    database: Database = field(repr=False)
    logs: Logs
    turn: Lock = field(repr=False)
    """Threads share the connection, one at a time."""
    now: Callable[[], float] = time.time

    @property
    def trouble(self) -> str:
        """What a person should know about the state of the store, or nothing."""
        return self.database.trouble

    def lookup(self, manifests: Sequence[Manifest]) -> dict[Digest, tuple[Verdict, ...]]:
        """The verdicts under each key that has any, newest first; what is unclear is a miss."""
        bodies = {manifest.key: manifest.body for manifest in manifests}
        found: dict[Digest, list[Verdict]] = {}
        keys = tuple(bodies)
        for start in range(0, len(keys), AT_ONCE):
            for row in self._rows(keys[start : start + AT_ONCE]):
                verdict = _verdict(row[:-1])
                if verdict is not None and _bytes(row[-1]) == bodies[verdict.key]:
                    found.setdefault(verdict.key, []).append(verdict)
        return {key: tuple(verdicts) for key, verdicts in found.items()}

    def _rows(self, keys: Sequence[Digest]) -> list[tuple[object, ...]]:
        marks = ",".join("?" * len(keys))
        question = (
            f"SELECT {', '.join('v.' + name for name in FIELDS.split(', '))}, m.body"  # noqa: S608
            f" FROM verdict v JOIN manifest m ON m.key = v.key WHERE v.key IN ({marks})"
            " ORDER BY v.id DESC"
        )
        return self.read(question, keys)

    def record(self, kept: Iterable[tuple[Manifest, Verdict]]) -> None:
        """Keep verdicts, all or none; `ValueError` for an outcome that is no verdict."""
        pairs = tuple(kept)
        for manifest, verdict in pairs:
            if not verdict.outcome.is_verdict or manifest.key != verdict.key:
                raise ValueError(verdict)
        with self.writing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO manifest VALUES (?, ?)",
                [(manifest.key, manifest.body) for manifest, _ in pairs],
            )
            connection.executemany(
                f"INSERT INTO verdict ({FIELDS}) VALUES (?,?,?,?,?,?,?,?,?)",  # noqa: S608
                [_row(verdict) for _, verdict in pairs],
            )

    def manifest(self, key: Digest) -> bytes | None:
        """The manifest under a key."""
        rows = self.read("SELECT body FROM manifest WHERE key = ?", (key,))
        return _bytes(rows[0][0]) if rows else None

    def latest(self, check: str, limit: int) -> tuple[Verdict, ...]:
        """The newest verdicts of a check."""
        question = f"SELECT {FIELDS} FROM verdict WHERE check_name = ? ORDER BY id DESC LIMIT ?"  # noqa: S608
        verdicts = (_verdict(row) for row in self.read(question, (check, limit)))
        return tuple(verdict for verdict in verdicts if verdict is not None)

    def read(self, question: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        """Rows, or none where the store cannot be read."""
        connection = self.database.connection
        if connection is None:
            return []
        try:
            with self.turn:
                return connection.execute(question, values).fetchall()
        except sqlite3.Error:
            return []

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; `StoreError` where nothing can be written."""
        connection = self.database.connection
        if connection is None or not self.database.writable:
            raise StoreError(self.database.trouble, hint="devloop doctor")
        with self.turn:
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                _roll_back(connection)
                raise StoreError(
                    f"the verdict store cannot be written: {error}", hint="devloop doctor"
                ) from error
            except BaseException:
                _roll_back(connection)
                raise

    def close(self) -> None:
        """Let go of the file."""
        if self.database.connection is not None:
            self.database.connection.close()


def open_store(directory: Path, *, now: Callable[[], float] = time.time) -> Store:
    """The store in a directory, made if it is not there; never raises for its state."""
    return Store(
        directory=directory,
        database=open_database(directory / "verdicts.sqlite3"),
        logs=Logs(folder=directory / "logs"),
        turn=Lock(),
        now=now,
    )


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _row(verdict: Verdict) -> tuple[object, ...]:
    evidence = verdict.evidence
    return (
        verdict.key,
        verdict.check,
        verdict.outcome.value,
        verdict.tree,
        evidence.seconds,
        evidence.exit_code,
        evidence.log,
        evidence.note,
        verdict.recorded,
    )


def _verdict(row: Sequence[object]) -> Verdict | None:
    """The verdict in a row, or None where the row makes no sense."""
    key, check, outcome, tree, seconds, exit_code, log, note, recorded = row
    try:
        return Verdict(
            key=Digest(str(key)),
            check=str(check),
            outcome=Outcome(outcome),
            evidence=Evidence(
                seconds=float(str(seconds)),
                exit_code=None if exit_code is None else int(str(exit_code)),
                log=None if log is None else Digest(str(log)),
                note=str(note),
            ),
            tree=TreeId(str(tree)),
            recorded=float(str(recorded)),
        )
    except ValueError:
        return None


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
