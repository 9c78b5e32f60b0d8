"""Distributions beside the project's interpreter, down to the digest of each RECORD.

RECORD lists the digest of every file that was installed, so its own digest changes with any
upgrade, reinstallation or rebuild. A file of a package that is edited by hand where it was
installed is not noticed: only a walk over all that is installed would see it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from devloop.environment.memo import Memo, Stats, stats_of
from devloop.environment.site_files import SITES, SiteFile, site_files
from devloop.files.json_value import Json
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What was seen on a search path, and the stats by which to know it again."""

    paths: tuple[str, ...]
    files: tuple[SiteFile, ...]
    stats: Stats

    @property
    def subject(self) -> str:
        """The search path in short, for the memo."""
        return hashlib.sha256(os.fsencode(os.pathsep.join(self.paths))).hexdigest()


def look_at(paths: Sequence[str]) -> Installed:
    """List a search path: a listing of each directory and a few stats a distribution."""
    files = tuple(file for path in paths for file in site_files(path))
    sites = (path for path in paths if path.endswith(SITES))
    stats = stats_of((*sites, *(source for file in files for source in file.sources)))
    return Installed(paths=tuple(paths), files=files, stats=stats)


def distributions(installed: Installed, memo: Memo) -> tuple[tuple[str, str], ...]:
    """Name, and version with digest, of all that is installed on the search path."""
    fact = memo.remembered(
        f"distributions {installed.subject}",
        installed.stats,
        lambda: dict(_describe(installed.files)),
    )
    named = fact.items() if isinstance(fact, dict) else ()
    return tuple(sorted((name, str(value)) for name, value in named))


def _describe(found: Sequence[SiteFile]) -> dict[str, Json]:
    """Version and digest by name; where there are several of a name, all of them in order."""
    described: dict[str, Json] = {}
    for file in found:
        text = f"{file.version} {_digest(file)}".strip()
        described[file.name] = f"{described[file.name]}, {text}" if file.name in described else text
    return described


def _digest(file: SiteFile) -> str:
    digest = hashlib.sha256()
    for source in file.sources:
        content = _content(source)
        digest.update(b"%d:" % len(content) + content)
    return digest.hexdigest()[:32]


def _content(source: str) -> bytes:
    """What a file says; of a folder without a record, when something was installed into it."""
    path = Path(source)
    try:
        return b"%d" % path.stat().st_mtime_ns if path.is_dir() else path.read_bytes()
    except OSError:
        return b"\0absent"
