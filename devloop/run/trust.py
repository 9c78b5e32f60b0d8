"""What of a repository may run in this clone, and what was said of it before.

Nothing of a repository runs by itself in a clone before a person has said so there: by installing
the hooks, or by a command that runs checks. After that its commands may change with any pull; the
first run that would start others than before says so, once.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from devloop.config.model import Config
from devloop.git.repository import Repository

MARK = "devloop/allowed"
"""File in the common git directory: a person has let checks run here."""
BEFORE = "devloop/claims"
"""What a devloop that knew no such file has left when it ran checks."""
SEEN = "devloop/commands"
"""File there with the commands that ran."""
MOST_SEEN = 50

RULES = ("devloop.toml", "pyproject.toml", ".pre-commit-config.yaml")
"""Files that say what runs."""


def allow(repo: Repository) -> None:
    """Note that a person has let the commands of this repository run here."""
    mark = repo.common_dir / MARK
    if not mark.exists():
        with suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()


def is_allowed(repo: Repository) -> bool:
    """Whether a person has."""
    return any((repo.common_dir / name).exists() for name in (MARK, BEFORE))


def is_tracked(repo: Repository, program: Path) -> bool:
    """Whether a program of the worktree, or the environment that it belongs to, is in the index."""
    if not program.is_relative_to(repo.top):
        return False
    prefix = program.parent.parent
    below = prefix if prefix != repo.top and prefix.is_relative_to(repo.top) else program
    inside = below.relative_to(repo.top)
    above = [os.fspath(path) for path in inside.parents if path.name]
    listed = repo.git("ls-files", "-z", "--", os.fspath(inside), *above).split(b"\0")
    names = {os.fsdecode(name) for name in listed if name}
    whole = os.fspath(inside)
    return any(name in above or name == whole or name.startswith(f"{whole}/") for name in names)


def commands_of(config: Config) -> dict[str, str]:
    """Of each check a digest of all that it starts."""
    return {
        check.name: hashlib.sha256(
            repr((check.run, check.fix, check.env, check.hook, config.environment.python)).encode(
                "utf-8", "surrogateescape"
            )
        ).hexdigest()[:16]
        for check in config.checks
    }


def changed_commands(repo: Repository, config: Config) -> str:
    """A sentence where somebody else has changed what runs since it last ran here; else nothing.

    Each set of commands is spoken of once.
    """
    now = commands_of(config)
    place = repo.common_dir / SEEN
    seen, last = _read(place)
    digest = hashlib.sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()[:16]
    if digest in seen and last == now:
        return ""
    _write(place, [*(one for one in seen if one != digest), digest][-MOST_SEEN:], now)
    if digest in seen or not last:
        return ""
    changed = [name for name, value in now.items() if last.get(name) != value]
    who = _who_changed(repo) if changed else ""
    return f"{who} changed what runs here: {', '.join(changed)}" if who else ""


def _who_changed(repo: Repository) -> str:
    """Who committed the rules that are staged; nothing where that was the person here."""
    if repo.git("diff", "--cached", "--name-only", "HEAD", "--", *RULES, ok=(0, 128)).strip():
        return ""
    form = "--format=%h%x00%ae%x00%an"
    found = repo.git("log", "-1", form, "--", *RULES, ok=(0, 128)).strip().split(b"\0")
    own = repo.git("config", "user.email", ok=(0, 1)).strip()
    if len(found) != 3 or found[1] == own:
        return ""
    return f"{os.fsdecode(found[2])} ({os.fsdecode(found[0])})"


def _read(place: Path) -> tuple[list[str], Mapping[str, str]]:
    """The sets of commands that were seen, and the last of them."""
    try:
        found = json.loads(place.read_bytes())
        return list(map(str, found["seen"])), {str(k): str(v) for k, v in found["last"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [], {}


def _write(place: Path, seen: list[str], last: Mapping[str, str]) -> None:
    part = place.with_name(f"{place.name}.{os.getpid()}-{os.urandom(4).hex()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({"seen": seen, "last": dict(last)}))
        part.replace(place)
