"""A secret number of this clone, under which values of variables are kept as digests.

Without it, a digest of a short secret could be found again by trying; and people show others what
`devloop why --json` prints. It never leaves the clone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from devloop.environment.memo import witness

NAME = "key"
BYTES = 32


def repository_key(folder: Path) -> bytes:
    """The key in a folder, made if there is none; only its owner can read it.

    Where none can be kept, one for this process alone: then nothing that was kept is found again.
    """
    file = folder / NAME
    witness((str(file),))
    found = _read(file) or _made(file)
    return found or _of_this_process()


def keyed_digest(key: bytes, value: str) -> str:
    """HMAC-SHA-256 of a value, shortened to 128 bits, in hexadecimal."""
    return hmac.new(key, os.fsencode(value), hashlib.sha256).hexdigest()[:32]


def _read(file: Path) -> bytes | None:
    """The key as it stands in a line; what is not whole is none."""
    try:
        text = file.read_bytes().strip()
        return bytes.fromhex(text.decode("ascii")) if len(text) == 2 * BYTES else None
    except (OSError, ValueError):
        return None


def _made(file: Path) -> bytes | None:
    """A new one, unless another process was quicker: then that one's."""
    part = file.with_name(f"{NAME}.{os.getpid()}-{os.urandom(4).hex()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(os.urandom(BYTES).hex().encode("ascii") + b"\n")
        if file.exists():  # damaged
            part.replace(file)
        else:
            _link(part, file)
    except OSError:
        with suppress(OSError):
            part.unlink()
    return _read(file)


def _link(part: Path, file: Path) -> None:
    """Give the file its name, but not in the place of another's."""
    try:
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _of_this_process() -> bytes:
    return os.urandom(BYTES)
