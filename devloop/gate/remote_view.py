"""A remote as last seen here, and where a push goes."""

from __future__ import annotations

from collections.abc import Mapping

from devloop.git.ids import CommitId
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteView:
    """One remote, as last seen here."""

    name: str
    usual: tuple[str, ...]
    """Its default branch, or the usual names where that is not known."""
    branches: Mapping[str, CommitId]
    """Its branches by short name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a push goes."""

    name: str
    """The remote, or its address where it has no name; empty: not known."""
    address: str = ""
    """Its address, where that is known."""
