"""Sockets of the user's session that checks may reach: none of them runs a command in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

DISPLAYS = Path("/tmp/.X11-unix")  # noqa: S108 - where X servers have their sockets


def session_sockets(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The sockets that are there of those that the variables of a check name."""
    return tuple(place for place in _named(environ) if place.is_socket())


def _named(environ: Mapping[str, str]) -> Iterator[Path]:
    if agent := environ.get("SSH_AUTH_SOCK"):
        yield Path(agent)
    host, colon, number = environ.get("DISPLAY", "").partition(":")
    if colon and not host:
        yield DISPLAYS / f"X{number.partition('.')[0]}"
    if wayland := environ.get("WAYLAND_DISPLAY"):
        yield Path(environ.get("XDG_RUNTIME_DIR", "/run"), wayland)
