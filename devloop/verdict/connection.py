"""Connections to the SQLite file behind the store: made, opened, or only for reading.

Processes that find no file, or a damaged one, at the same time take turns.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devloop.files.lock import FileLock, try_lock
from devloop.git.record import dataclass, replace
from devloop.verdict.schema import (
    FROM_VERSION_1,
    LOOK,
    SCHEMA_VERSION,
    SIGNS_OF_DAMAGE,
    STATEMENTS,
)

PAUSE_SECONDS = 0.02

FORMATS = slice(18, 20)
"""Where the header of a database has the format to write and the one to read, a byte each."""
KNOWN_FORMATS = frozenset({1, 2})
SIGNS_OF_FORMAT = ("unsupported file format", "readonly database")
"""What SQLite says where it knows none of them."""

Identity = tuple[int, int]
"""Device and inode: another file of the same name is another file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A connection (None: there is none) and what a person should know about it."""

    connection: sqlite3.Connection | None
    writable: bool = True
    problem: str = ""
    newer: bool = False
    """True if a newer devloop has written the file."""
    identity: Identity | None = None


def connect(file: Path, patience: float, *, repairs: bool = True) -> Connected:
    """Open or make the file, waiting `patience` seconds for others; never raises for its state.

    A damaged one is set aside (left where it is, unless this `fixes`), and the trouble says so.
    """
    identity = _identity(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _open(file, patience)
    except (sqlite3.Error, OSError, UnicodeError) as error:
        if is_damage(file, error):
            return start_again(file, identity, patience) if repairs else left_damaged(file)
        if "locked" in str(error):
            return Connected(connection=None, writable=False, problem=_unusable(file, error))
        return _for_reading(file, patience, error)


def is_damage(file: Path, error: Exception) -> bool:
    """True if an error says that the file, rather than its circumstances, is at fault.

    All that devloop writes is UTF-8, names and rows; anything else was not written by it. Python
    3.10 says nothing at all where SQLite's message is no UTF-8, later ones a decoding error.
    """
    text = str(error)
    if isinstance(error, UnicodeDecodeError) or any(sign in text for sign in SIGNS_OF_DAMAGE):
        return True
    if type(error) is sqlite3.DatabaseError and not text:
        return True
    return any(sign in text for sign in SIGNS_OF_FORMAT) and not _has_known_format(file)


def _has_known_format(file: Path) -> bool:
    """True if the header has numbers of a format that SQLite has ever had."""
    try:
        with file.open("rb") as content:
            header = content.read(FORMATS.stop)
    except OSError:
        return True
    return set(header[FORMATS]) <= KNOWN_FORMATS


def start_again(file: Path, damaged: Identity | None, patience: float) -> Connected:
    """Set the damaged file aside and make a new one, unless somebody just has."""
    try:
        with _turn(file, patience):
            problem = _set_aside(file) if _identity(file) == damaged else ""
        made = _open(file, patience)
    except (sqlite3.Error, OSError) as error:
        return Connected(connection=None, writable=False, problem=_unusable(file, error))
    return replace(made, problem=problem or made.problem)


def left_damaged(file: Path) -> Connected:
    """No connection to a damaged file, which is left to whoever can tell somebody of it."""
    problem = f"the store of results {file} is damaged; the next command starts a new one"
    return Connected(connection=None, writable=False, problem=problem)


def _open(file: Path, patience: float) -> Connected:
    connection = _plain(file, patience)
    try:
        version = _version(connection)
        if version > SCHEMA_VERSION:
            connection.close()
            return Connected(connection=None, writable=False, problem=_newer(file), newer=True)
        if version < SCHEMA_VERSION:
            with _turn(file, patience):
                _make(connection)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(LOOK).fetchall()
    except BaseException:
        connection.close()
        raise
    return Connected(connection=connection, identity=_identity(file))


def _plain(file: Path | str, patience: float) -> sqlite3.Connection:
    return sqlite3.connect(
        file,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        uri=isinstance(file, str),
    )


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _make(connection: sqlite3.Connection) -> None:
    """Create the tables, unless another process was quicker; all of them or none."""
    before = _version(connection)
    if before == SCHEMA_VERSION:
        return
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    with suppress(sqlite3.OperationalError):  # not every file system can
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("BEGIN IMMEDIATE")
    for statement in FROM_VERSION_1 if before == 1 else STATEMENTS:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _for_reading(file: Path, patience: float, error: Exception) -> Connected:
    """What can still be read where nothing can be written.

    A file that may only be read is opened as one that nobody changes when the folder is not
    writable either, since SQLite needs to make a file beside it otherwise.
    """
    problem = _unusable(file, error)
    for promise in ("mode=ro", "immutable=1"):
        with suppress(sqlite3.Error, OSError):
            connection = _plain(f"{file.absolute().as_uri()}?{promise}", patience)
            try:
                if _version(connection) == SCHEMA_VERSION:
                    connection.execute(LOOK).fetchall()
                    return Connected(connection=connection, writable=False, problem=problem)
            except (sqlite3.Error, UnicodeError):
                connection.close()
                continue
            connection.close()
    return Connected(connection=None, writable=False, problem=problem)


@contextmanager
def _turn(file: Path, patience: float) -> Iterator[None]:
    """Wait for whoever makes or replaces the file; go ahead without a lock if it takes long."""
    lock, end = _try(file), time.monotonic() + patience
    while lock is None and time.monotonic() < end:
        time.sleep(PAUSE_SECONDS)
        lock = _try(file)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _try(file: Path) -> FileLock | None:
    try:
        return try_lock(file.with_name(f"{file.name}.lock"))
    except OSError:
        return None


def _set_aside(file: Path) -> str:
    """Rename the file, after what SQLite keeps beside it, which must not meet another file."""
    aside = file.with_name(f"{file.name}.damaged-{time.time_ns()}")
    for ending in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).rename(aside.with_name(aside.name + ending))
    return f"the store of results was damaged; a new one was started, the old one is {aside}"


def _identity(file: Path) -> Identity | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino)


def _newer(file: Path) -> str:
    return f"the store of results {file} was written by a newer devloop; this one cannot use it"


def _unusable(file: Path, error: Exception) -> str:
    return f"the store of results {file} cannot be written: {error}"
