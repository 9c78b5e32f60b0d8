"""git's configuration: reading it with its scope, and the part that shapes a checkout."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from devloop.git.record import dataclass
from devloop.git.repository import Repository

CHECKOUT = (
    r"^(core\.(autocrlf|eol|symlinks|filemode|ignorecase|precomposeunicode|attributesfile)"
    r"|filter\..*)$"
)
"""Settings that decide what bytes and modes a blob becomes on disk."""

CHECKOUT_QUESTION = ("config", "-z", "--get-regexp", CHECKOUT)
"""How git is asked for them."""


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


def configuration_files(repo: Repository) -> tuple[str, ...]:
    """Every file that git reads settings from for this repository, included ones among them."""
    answer = repo.git("config", "-z", "--show-origin", "--name-only", "--list")
    origins = {os.fsdecode(word) for word in answer.split(b"\0")[0::2]}
    files = (origin.removeprefix("file:") for origin in origins if origin.startswith("file:"))
    return tuple(sorted(os.path.join(repo.top, file) for file in files))  # noqa: PTH118 - texts


def checkout_settings(repo: Repository) -> tuple[tuple[str, str], ...]:
    """All outside of a tree that decides how its contents are written to disk.

    Settings (line endings, filters, modes) by key, and under `attributes PATH` the digest of
    each file of attributes that does not belong to the content.
    """
    answer = repo.git(*CHECKOUT_QUESTION, ok=(0, 1))
    pairs = (item.split("\n", 1) for item in os.fsdecode(answer).split("\0") if item)
    found = sorted((pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs)
    chosen = dict(found).get("core.attributesfile")
    texts = ((path, _digest(path)) for path in attributes_files(repo, chosen))
    return (*found, *((f"attributes {path}", digest) for path, digest in texts if digest))


def attributes_files(repo: Repository, chosen: str | None) -> tuple[Path, ...]:
    """Where git looks for attributes outside of a tree; they need not exist.

    `chosen` is the value of `core.attributesFile`, if it is set.
    """
    home = repo.environ.get("HOME", os.sep)
    config = repo.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")  # noqa: PTH118
    own = Path(chosen).expanduser() if chosen else Path(config, "git", "attributes")
    return (repo.common_dir / "info/attributes", own, Path("/etc/gitattributes"))


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def hook_events(repo: Repository) -> tuple[tuple[str, str], ...]:
    """Name and event of every hook in git's configuration (`hook.NAME.event`, git 2.54)."""
    answer = repo.git("config", "-z", "--get-regexp", r"^hook\..*\.event$", ok=(0, 1))
    pairs = (item.partition("\n") for item in os.fsdecode(answer).split("\0") if item)
    return tuple((key[len("hook.") : -len(".event")], event) for key, _, event in pairs)
