"""What is installed beside the project's interpreter, down to the digest of each record.

RECORD lists the digest of every file that was installed, so its own digest changes with any
upgrade, reinstallation or rebuild. A file of a package that is edited by hand where it was
installed is not noticed: only a walk over all that is installed would see it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from devloop.verdict.fingerprint import Json
from devloop.verdict.memo import Memo, stats_of
from devloop.verdict.site_files import SiteFile, site_files


def distributions(paths: Sequence[str], memo: Memo) -> tuple[tuple[str, str], ...]:
    """Name, and version with digest, of all that is installed on the search path.

    In the unchanged case this is a listing of each directory and a few stats a distribution.
    """
    found = tuple(file for path in paths for file in site_files(path))
    stats = stats_of(source for file in found for source in file.sources)
    subject = f"distributions {hashlib.sha256(os.fsencode(os.pathsep.join(paths))).hexdigest()}"
    fact = memo.remembered(subject, stats, lambda: dict(_describe(found)))
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
