"""Which git this is."""

from __future__ import annotations

import re

from devloop.git.repository import Repository


def git_version(repo: Repository) -> tuple[int, ...]:
    """Its version, such as `(2, 39, 5)`; nothing where it does not say."""
    return parse_version(repo.git("version").decode(errors="replace"))


def parse_version(answer: str) -> tuple[int, ...]:
    """The version in the answer of `git version`, whatever a vendor adds to it."""
    found = re.search(r"\d+(\.\d+)+", answer)
    return tuple(map(int, found[0].split("."))) if found else ()
