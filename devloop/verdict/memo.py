"""Facts that are slow to find out and hold as long as some files have not changed.

A fact is remembered under the stats of the files it was found in, so that an unchanged case costs
a few stats. A damaged memo is an empty one.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from devloop.verdict.fingerprint import Json

MOST = 400
"""Facts kept; the oldest go first."""


def stat_of(path: str | Path) -> str:
    """What changes whenever a file is written, replaced or touched; `-` where there is none."""
    try:
        s = os.stat(path)  # noqa: PTH116 - called for every distribution
    except OSError:
        return "-"
    return f"{s.st_dev}:{s.st_ino}:{s.st_size}:{s.st_mtime_ns}:{s.st_ctime_ns}:{s.st_mode}"


@dataclass(slots=True)
class Memo:
    """A file of facts, read when first asked and written by `save`."""

    file: Path
    _facts: dict[str, Json] | None = field(default=None, repr=False)
    _changed: bool = field(default=False, repr=False)

    def get(self, key: str) -> Json:
        """The fact under a key, or None."""
        return self._load().get(key)

    def put(self, key: str, fact: Json) -> None:
        """Remember a fact."""
        self._load()[key] = fact
        self._changed = True

    def save(self) -> None:
        """Write what is new; a memo that cannot be written is only slower next time."""
        if not self._changed:
            return
        facts = dict(list(self._load().items())[-MOST:])
        part = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(facts))
            part.replace(self.file)
        except OSError:
            part.unlink(missing_ok=True)
        self._changed = False

    def _load(self) -> dict[str, Json]:
        if self._facts is None:
            self._facts = _read(self.file)
        return self._facts


def _read(file: Path) -> dict[str, Json]:
    try:
        facts = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}
