"""git's configuration: reading it with its scope, and the part that shapes a checkout."""

from __future__ import annotations

import os
from dataclasses import dataclass

from devloop.git.repository import Repository

CHECKOUT = r"^(core\.(autocrlf|eol|symlinks|filemode|ignorecase|precomposeunicode)|filter\..*)$"
"""Settings that decide what bytes and modes a blob becomes on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value of one key, and where it stands."""

    scope: str
    """`system`, `global`, `local`, `worktree` or `command`."""
    value: str


def settings(repo: Repository, key: str) -> tuple[Setting, ...]:
    """Every value of a key in the order git reads them, devloop's own overrides left out."""
    answer = repo.git("config", "--show-scope", "-z", "--get-all", key, ok=(0, 1))
    words = os.fsdecode(answer).split("\0")
    pairs = zip(words[0::2], words[1::2], strict=False)
    return tuple(Setting(scope=scope, value=value) for scope, value in pairs if scope != "command")


def setting(repo: Repository, key: str) -> Setting | None:
    """The value that counts, or None where the key is not set."""
    found = settings(repo, key)
    return found[-1] if found else None


def checkout_settings(repo: Repository) -> tuple[tuple[str, str], ...]:
    """Settings that decide how contents are written to disk: line endings, filters, modes."""
    answer = repo.git("config", "-z", "--get-regexp", CHECKOUT, ok=(0, 1))
    pairs = (item.split("\n", 1) for item in os.fsdecode(answer).split("\0") if item)
    return tuple(sorted((pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs))
