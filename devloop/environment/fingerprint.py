"""The environment of a check as values: what is in it, readable, and the digest of that."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property

from devloop.files.json_value import Json
from devloop.git.record import dataclass


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """Fingerprint of a check's environment; equal values mean an equal environment."""

    platform: str
    """System, architecture and C library."""
    interpreter: tuple[tuple[str, str], ...]
    """Version, implementation, ABI and digest of the project's Python."""
    distributions: tuple[tuple[str, str], ...]
    """Installed distributions and start-up files: name, then version and digest of its record."""
    program: tuple[tuple[str, str], ...]
    """Programs that are started: word, then resolved path and digests."""
    variables: tuple[tuple[str, str], ...]
    """Variables that the check sees: name, then digest of the value."""
    sources: tuple[tuple[str, str], ...] = ()
    """Code of other projects that is imported from where it stands: path, then digest."""
    personal: tuple[tuple[str, str], ...] = ()
    """Settings of tools in the person's home: path, then digest."""
    shares: tuple[tuple[str, str], ...] = ()
    """Folders shared with the user: name, then digest."""
    settings: tuple[tuple[str, str], ...] = ()
    """git settings that shape files on disk, and settings in folders above a workspace."""
    hook: tuple[tuple[str, str], ...] = ()
    """Of a framework's hook, the revision of its repository and what is installed for it."""
    sandbox: str = "plain"
    """How it is kept from the user's files, on which depends what it sees of them."""

    def as_json(self) -> dict[str, Json]:
        """The fingerprint as it stands in a manifest."""
        return {
            "platform": self.platform,
            "interpreter": _named(self.interpreter),
            "distributions": _named(self.distributions),
            "program": _named(self.program),
            "sources": _named(self.sources),
            "personal": _named(self.personal),
            "variables": _named(self.variables),
            "shares": _named(self.shares),
            "settings": _named(self.settings),
            "sandbox": self.sandbox,
            **({"hook": _named(self.hook)} if self.hook else {}),
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _named(pairs: tuple[tuple[str, str], ...]) -> dict[str, Json]:
    """Values by name; of a name that is there several times all of them, in their order."""
    named: dict[str, Json] = {}
    for name, value in pairs:
        named[name] = f"{named[name]}, {value}" if name in named else value
    return named
