"""Facts that are slow to find out and hold as long as some files have not changed.

A fact is remembered under the stats of the files it was found in, so that an unchanged case costs
a few stats. Files that changed a moment ago prove nothing, since they can change again within the
same tick of the clock; a memo that is damaged in any way is an empty one.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devloop.files.atomic import write_whole
from devloop.files.json_value import Json
from devloop.git.record import dataclass, field

VERSION = 2
"""Of the facts' form; a memo of another version is an empty one."""

MOST = 200
"""Facts kept; those not used for longest go first."""

SETTLED_SECONDS = 3.0
"""Age at which a file's times can be believed: file systems count in steps of up to 2 seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What changes whenever one of some files is written, replaced, made or removed."""

    digest: str
    newest: float
    """When the last of them changed, in seconds since 1970."""


_witnesses: dict[int, set[str]] = {}
"""By identity, since threads may collect the same paths at the same time."""


@contextmanager
def witnessed() -> Iterator[set[str]]:
    """Collects every path whose stats are taken while it is open, for whoever vouches for them.

    What other threads look at meanwhile may be among them.
    """
    seen: set[str] = set()
    _witnesses[id(seen)] = seen
    try:
        yield seen
    finally:
        del _witnesses[id(seen)]


def witness(paths: Collection[str]) -> None:
    """Tell all who collect that these were looked at."""
    for seen in tuple(_witnesses.values()):
        seen.update(paths)


def stats_of(paths: Iterable[str | Path]) -> Stats:
    """The stats of files, links followed; that there is none counts too."""
    newest, lines = 0, []
    names = tuple(map(str, paths))
    witness(names)
    for path in names:
        try:
            s = os.stat(path)  # noqa: PTH116 - called for every distribution
        except OSError:
            lines.append(f"{path} -")
            continue
        newest = max(newest, s.st_mtime_ns, s.st_ctime_ns)
        lines.append(
            f"{path} {s.st_dev} {s.st_ino} {s.st_size} {s.st_mtime_ns} {s.st_ctime_ns} {s.st_mode}"
        )
    text = os.fsencode("\n".join(lines))
    return Stats(digest=hashlib.sha256(text).hexdigest(), newest=newest / 1e9)


@dataclass(slots=True)
class Memo:
    """A file of facts, read when first asked and written by `save`; several threads may ask."""

    file: Path
    now: Callable[[], float] = time.time
    _facts: dict[str, Json] | None = field(default=None, repr=False)
    _changed: bool = field(default=False, repr=False)

    def remembered(self, subject: str, stats: Stats, find: Callable[[], Json]) -> Json:
        """The fact about a subject: as remembered with these very stats, else found out now.

        `stats` have to be taken before, of all that `find` looks at.
        """
        facts = self._load()
        known = facts.get(subject)
        if isinstance(known, list) and known[0] == stats.digest:
            facts.pop(subject, None)
            facts[subject] = known
            return known[1]
        settled = stats.newest < self.now() - SETTLED_SECONDS
        fact = find()
        if settled:
            facts.pop(subject, None)
            facts[subject] = [stats.digest, fact]
            self._changed = True
        return fact

    def save(self) -> None:
        """Write what is new; a memo that cannot be written is only slower next time."""
        if not self._changed:
            return
        self._changed = False
        body = json.dumps(dict(list(self._load().items())[-MOST:]), separators=(",", ":")).encode()
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.file, _headline(body) + body)

    def _load(self) -> dict[str, Json]:
        if self._facts is None:
            self._facts = _read(self.file)
        return self._facts


def _headline(body: bytes) -> bytes:
    return f"devloop memo {VERSION} {hashlib.sha256(body).hexdigest()}\n".encode()


def _read(file: Path) -> dict[str, Json]:
    """The facts in a file, if it is exactly what was written."""
    try:
        content = file.read_bytes()
    except OSError:
        return {}
    body = content.partition(b"\n")[2]
    if content[: len(content) - len(body)] != _headline(body):
        return {}
    return dict(json.loads(body))
