"""The SQLite file behind the store: opened, made, and never trusted beyond what it proves.

A damaged file is set aside and made anew; one written by a newer devloop is left alone. Either
way what cannot be read is a miss, never a pass.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

SCHEMA_VERSION = 1
BUSY_SECONDS = 20.0
"""How long to wait for another process that is writing."""

SCHEMA = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE verdict (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, check_name TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed')), tree TEXT NOT NULL,
  seconds REAL NOT NULL, exit_code INTEGER, log TEXT, note TEXT NOT NULL, recorded REAL NOT NULL);
CREATE INDEX verdict_key ON verdict (key);
CREATE INDEX verdict_check ON verdict (check_name, id);
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY, check_name TEXT NOT NULL, outcome TEXT NOT NULL,
  seconds REAL NOT NULL, recorded REAL NOT NULL);
CREATE INDEX attempt_check ON attempt (check_name, id);
CREATE TABLE event (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, recorded REAL NOT NULL, tree TEXT NOT NULL,
  subject TEXT NOT NULL, decision TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE memo (
  kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key))
  WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A connection, or the sentence on why there is none; and whether it may be written to."""

    connection: sqlite3.Connection | None
    trouble: str = ""
    writable: bool = True


def open_database(file: Path) -> Database:
    """Open or make the database; never raises for the state of the file."""
    try:
        return _connect(file)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            return _read_only(file, error)
    return _start_again(file)


def _connect(file: Path) -> Database:
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        version = _version(connection)
        if version > SCHEMA_VERSION:
            connection.close()
            return Database(connection=None, trouble=_newer(file), writable=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        if version < SCHEMA_VERSION:
            _make(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return Database(connection=connection)


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _make(connection: sqlite3.Connection) -> None:
    """Create the tables, unless another process was quicker."""
    connection.execute("BEGIN IMMEDIATE")
    if _version(connection) < SCHEMA_VERSION:
        for statement in SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    words = str(error)
    return any(
        sign in words for sign in ("malformed", "not a database", "corrupt", "already exists")
    )


def _start_again(file: Path) -> Database:
    aside = file.with_name(f"{file.name}.damaged-{int(time.time())}")
    try:
        file.rename(aside)
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        made = _connect(file)
    except (OSError, sqlite3.Error) as error:
        return Database(connection=None, trouble=_unusable(file, error), writable=False)
    trouble = f"the verdict store was damaged; it starts again empty, the old one is {aside}"
    return Database(connection=made.connection, trouble=trouble)


def _read_only(file: Path, error: sqlite3.Error) -> Database:
    """What can still be read where nothing can be written."""
    try:
        connection = sqlite3.connect(
            f"file:{file}?mode=ro", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
        )
        readable = _version(connection) == SCHEMA_VERSION
        connection.execute("SELECT 1 FROM verdict LIMIT 1").fetchone()
    except sqlite3.Error:
        return Database(connection=None, trouble=_unusable(file, error), writable=False)
    return Database(
        connection=connection if readable else None,
        trouble=_unusable(file, error),
        writable=False,
    )


def _newer(file: Path) -> str:
    return f"the verdict store {file} was written by a newer devloop; this one cannot use it"


def _unusable(file: Path, error: Exception) -> str:
    return f"the verdict store {file} cannot be written: {error}"
