"""Notices of failures in the background, told once by the next command."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from devloop.files.atomic import beside, write_whole
from devloop.git.ids import CommitId
from devloop.git.record import asdict, dataclass

FILE = "news"
NO_COMMIT = CommitId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureNotice:
    """A commit that failed."""

    commit: CommitId
    subject: str
    lane: str
    """What it was the newest commit of."""
    checks: tuple[str, ...]
    """Names of those that failed."""


def post(directory: Path, notices: FailureNotice) -> None:
    """Have it told, in place of older news of the same lane."""
    others = (one for one in _read(directory / FILE) if one.lane != notices.lane)
    _write(directory, (*others, notices))


def retract(directory: Path, *, lane: str = "", commit: CommitId = NO_COMMIT) -> None:
    """There is nothing bad to tell of a lane any more, or a commit has been told of."""
    known = _read(directory / FILE)
    left = tuple(one for one in known if one.lane != lane and one.commit != commit)
    if len(left) < len(known):
        _write(directory, left)


def pop(directory: Path) -> tuple[FailureNotice, ...]:
    """What has to be told; nobody else will tell it."""
    mine = beside(directory / FILE)
    try:
        (directory / FILE).replace(mine)
    except OSError:
        return ()
    found = _read(mine)
    mine.unlink(missing_ok=True)
    return found


def _read(place: Path) -> tuple[FailureNotice, ...]:
    """The news in a file; what cannot be understood is none."""
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        found = json.loads(place.read_bytes())
        return tuple(FailureNotice(**{**data, "checks": tuple(data["checks"])}) for data in found)
    return ()


def _write(directory: Path, notices: tuple[FailureNotice, ...]) -> None:
    place = directory / FILE
    if not notices:
        place.unlink(missing_ok=True)
        return
    write_whole(place, json.dumps([asdict(one) for one in notices]).encode())
