"""The SQLite file behind the store, shared by threads and never trusted beyond what it proves.

What cannot be read is a miss; what turns out to be damaged is set aside and made anew; what a
newer devloop has written is left alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import TypeVar

from devloop.errors import NewerStore, StoreError
from devloop.verdict.connection import connect, is_damage, left_damaged, start_again

Row = tuple[object, ...]
T = TypeVar("T")


class Database:
    """One file, opened by this process."""

    def __init__(self, file: Path, *, patience: float, repairs: bool = True) -> None:
        self._file = file
        self._patience = patience
        self._fixes = repairs
        self._turn = RLock()
        self._connected = connect(file, patience, repairs=repairs)

    @property
    def problem(self) -> str:
        """What a person should know about the state of the file, or nothing."""
        return self._connected.problem

    def read(self, question: str, values: Sequence[object] = ()) -> list[Row]:
        """Rows, or none where the file cannot be read."""
        with self._turn:
            connection = self._connected.connection
            if connection is None:
                return []
            try:
                return connection.execute(question, values).fetchall()
            except (sqlite3.Error, UnicodeError) as error:
                self._judge(error)
                return []

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; `StoreError` where nothing can be written."""
        with self._turn:
            connection = self._connected.connection
            if connection is None or not self._connected.writable:
                kind = NewerStore if self._connected.newer else StoreError
                raise kind(self.problem, hint="devloop doctor")
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except (sqlite3.Error, UnicodeError) as error:
                _roll_back(connection)
                self._judge(error)
                raise StoreError(
                    f"the store of results cannot be written: {error}", hint="devloop doctor"
                ) from error
            except BaseException:
                _roll_back(connection)
                raise

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work in a transaction, a second time in a new file if the first is damaged."""
        with self._turn:
            before = self._connected
            try:
                with self.writing() as connection:
                    return work(connection)
            except StoreError:
                if self._connected is before:
                    raise
            with self.writing() as connection:
                return work(connection)

    def shrink(self) -> None:
        """Give the room of what was deleted back, as far as others leave the file alone."""
        with self._turn, suppress(sqlite3.Error):
            if self._connected.connection is not None:
                self._connected.connection.executescript(
                    "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)"
                )

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            _close(self._connected.connection)

    def _judge(self, error: Exception) -> None:
        """Replace a file that has shown damage; one that may only be read stays as it is."""
        known = self._connected
        if known.writable and is_damage(self._file, error):
            _close(known.connection)
            self._connected = (
                start_again(self._file, known.identity, self._patience)
                if self._fixes
                else left_damaged(self._file)
            )


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        with suppress(sqlite3.Error):
            connection.close()


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
