"""Where hook frameworks keep what they have made for a hook, by its repository and revision.

Their caches are read, never written. Layouts as pre-commit 1 to 4 (a table of checkouts, which
hold the environments) and prek 0.5 (a JSON file in each checkout and each environment) have
them. What is not found there is taken for not made yet.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from devloop.detect.hooks import Table, hook_in
from devloop.environment.file_marks import TABLE
from devloop.environment.memo import stats_of
from devloop.environment.program import which
from devloop.git.record import dataclass

HOMES = {"pre-commit": "PRE_COMMIT_HOME", "prek": "PREK_HOME"}
"""The frameworks, the one that is asked first before the other, and what moves their caches."""
LOCAL = "local"
"""The repository of hooks that stand in the configuration themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Environment that a framework has made for a hook."""

    checkouts: tuple[Path, ...] = ()
    environments: tuple[Path, ...] = ()


def framework_in(variables: Mapping[str, str]) -> tuple[str, str] | None:
    """Name and place of the framework that runs hooks; None where there is none on the PATH."""
    found = ((name, which(name, variables.get("PATH", ""))) for name in HOMES)
    return next(((name, place) for name, place in found if place), None)


def made_for(document: str, framework: str, variables: Mapping[str, str]) -> Made:
    """Environment that a framework has made for the hook of a document."""
    repo, hook = hook_in(document)
    cache = cache_of(framework, variables)
    return (_by_pre_commit if framework == "pre-commit" else _by_prek)(cache, repo, hook)


def cache_of(framework: str, variables: Mapping[str, str]) -> Path:
    """The folder in which a framework keeps what it has made."""
    usual = variables.get("XDG_CACHE_HOME") or Path(variables.get("HOME", os.sep), ".cache")
    return Path(variables.get(HOMES[framework]) or Path(usual, framework))


def _by_pre_commit(cache: Path, repo: Table, hook: Table) -> Made:
    """It has a checkout for each set of dependencies, which it appends to the repository's name."""
    name, wanted = str(repo.get("repo")), _texts(hook.get("additional_dependencies"))
    exact = ":".join(filter(None, (name, ",".join(wanted))))
    rows = _checkouts(cache / TABLE, "1" if name == LOCAL else str(repo.get("rev")))
    own = [place for known, place in rows if known == exact]
    if not wanted and name != LOCAL:  # its repository may say which dependencies it has
        own += [place for known, place in rows if known.startswith(f"{name}:")]
    plain = [place for known, place in rows if known == name != exact]
    states = (state for place in own for state in sorted(place.glob("*/.install_state_v*")))
    stats_of(own)
    return Made(
        checkouts=(*own, *plain),
        environments=tuple(dict.fromkeys(state.parent for state in states)),
    )


def _checkouts(table: Path, revision: str) -> list[tuple[str, Path]]:
    import sqlite3
    from contextlib import closing

    stats_of([table])
    try:
        with closing(sqlite3.connect(f"{table.as_uri()}?mode=ro", uri=True)) as connection:
            wanted = "SELECT repo, path FROM repos WHERE ref = ?"
            return [(str(r), Path(p)) for r, p in connection.execute(wanted, (revision,))]
    except (sqlite3.Error, ValueError):
        return []


def _by_prek(cache: Path, repo: Table, hook: Table) -> Made:
    name, revision = repo.get("repo"), repo.get("rev")
    wanted = {*_texts(hook.get("additional_dependencies"))}
    source = None if name == LOCAL else {"url": name, "rev": revision}
    stats_of([cache / "repos", cache / "hooks"])
    return Made(
        checkouts=tuple(
            place
            for place, about in _described(cache / "repos", ".prek-repo.json")
            if (about.get("repo"), about.get("rev")) == (name, revision)
        ),
        environments=tuple(
            place
            for place, about in _described(cache / "hooks", ".prek-hook.json")
            if about.get("repo") == source
            and ((source and not wanted) or wanted == {*_texts(about.get("dependencies"))})
        ),
    )


def _described(folder: Path, name: str) -> Iterator[tuple[Path, Table]]:
    """Every folder in a folder that a file of some name describes, with what that says."""
    for file in sorted(folder.glob(f"*/{name}")):
        try:
            about = json.loads(file.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(about, dict):
            yield file.parent, about


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(text) for text in value) if isinstance(value, list) else ()
