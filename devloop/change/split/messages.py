"""The messages of the commits that a split makes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from devloop.change.trailers import MECHANICAL, OVERRIDE

SIZE_TRAILER = re.compile(rf"^({OVERRIDE}|{MECHANICAL})[ \t]*:.*\n?", re.IGNORECASE | re.MULTILINE)
PERSON = re.compile(r"(?:[A-Za-z][A-Za-z-]*-by|on-behalf-of)[ \t]*:", re.IGNORECASE)
"""Trailers that name who wrote, signed off, reviewed, ...: they are true of every part."""
_TRAILER = re.compile(r"[A-Za-z0-9-]+[ \t]*:")


def messages(own: Sequence[str], original: str | None) -> list[str]:
    """The messages of all parts; those of a commit's parts say whose they are.

    `own` are what the plan says, `original` is the message of the commit that is split. A message
    of several lines is somebody's own and stays as it is, but for the people. The last one has the
    rest of the original message, less what excused its size.
    """
    parts = [message.strip() for message in own]
    if original is None:
        return [f"{message}\n" for message in parts]
    title, _, rest = original.partition("\n")
    body = SIZE_TRAILER.sub("", rest).strip()
    told = [
        message if "\n" in message else f"{message}\n\nPart {number} of {len(parts)} of: {title}"
        for number, message in enumerate(parts, 1)
    ]
    if body and "\n" not in parts[-1]:
        told[-1] += f"\n\n{body}"
    named = people(body)
    return [f"{with_trailers(message, named)}\n" for message in told]


def people(body: str) -> tuple[str, ...]:
    """The trailers in the last paragraph of a message that name a person, whole."""
    found: list[str] = []
    inside = False
    for line in body.rpartition("\n\n")[2].split("\n"):
        if inside and line[:1] in {" ", "\t"}:
            found[-1] += f"\n{line}"
            continue
        inside = PERSON.match(line) is not None
        if inside:
            found.append(line)
    return tuple(found)


def with_trailers(message: str, trailers: Sequence[str]) -> str:
    """The message with those of the trailers that it lacks."""
    there = set(people(message))
    lacking = [trailer for trailer in trailers if trailer not in there]
    if not lacking:
        return message
    paragraph = message.rpartition("\n\n")[2] if "\n\n" in message else ""
    ends_in_trailers = _TRAILER.match(paragraph.rpartition("\n")[2]) is not None
    gap = "\n" if ends_in_trailers and PERSON.search(paragraph) else "\n\n"
    return message + gap + "\n".join(lacking)
