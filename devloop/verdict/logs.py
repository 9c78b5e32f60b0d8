"""What checks printed, compressed, each under the digest of its text."""

from __future__ import annotations

import hashlib
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from devloop.verdict.outcome import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """A folder of logs."""

    folder: Path

    def keep(self, text: bytes) -> Digest:
        """Store a text (once) and give its digest; whole on disk before anything refers to it."""
        digest = Digest(hashlib.sha256(text).hexdigest())
        place = self._place(digest)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f"{place.name}.{os.getpid()}-{os.urandom(4).hex()}")
            try:
                with part.open("wb") as file:
                    file.write(zlib.compress(text, 6))
                    file.flush()
                part.replace(place)
            finally:
                part.unlink(missing_ok=True)
        return digest

    def read(self, digest: Digest) -> bytes | None:
        """The text of a digest; None where it is gone or not what it should be."""
        try:
            text = zlib.decompress(self._place(digest).read_bytes())
        except (OSError, zlib.error):
            return None
        return text if hashlib.sha256(text).hexdigest() == digest else None

    def _place(self, digest: Digest) -> Path:
        return self.folder / digest[:2] / f"{digest}.z"
