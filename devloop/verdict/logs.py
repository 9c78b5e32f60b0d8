"""Logs of checks, compressed, each under the digest of its text."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

from devloop.files.atomic import write_whole
from devloop.git.record import dataclass
from devloop.verdict.outcome import Digest

MOST_BYTES = 8 << 20
"""Of one log, before it is compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """A folder of logs."""

    folder: Path

    def keep(self, text: bytes) -> Digest:
        """Store a text and give the digest to read it by; `OSError` where it cannot be written.

        It is whole on disk before anything refers to it. Of one above `MOST_BYTES` the beginning
        and the end are kept, with a line between them that says how much is missing.
        """
        text = _bounded(text)
        digest = Digest(hashlib.sha256(text).hexdigest())
        place = self._place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, zlib.compress(text, 6))
        return digest

    def read(self, digest: Digest) -> bytes | None:
        """The text of a digest; None where it is gone or not what it should be."""
        try:
            packed = self._place(digest).read_bytes()
            text = zlib.decompressobj().decompress(packed, MOST_BYTES + 1000)
        except (OSError, zlib.error):
            return None
        return text if hashlib.sha256(text).hexdigest() == digest else None

    def _place(self, digest: Digest) -> Path:
        return self.folder / digest[:2] / f"{digest}.z"


def _bounded(text: bytes) -> bytes:
    if len(text) <= MOST_BYTES:
        return text
    half = MOST_BYTES // 2
    missing = b"\n[... %d bytes are not kept ...]\n" % (len(text) - 2 * half)
    return text[:half] + missing + text[-half:]
