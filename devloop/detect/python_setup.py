"""Managers of a Python project's environment: uv, poetry or pdm.

Pure. What is installed on the machine comes in as a value; the environment is always the folder
`.venv` of the project, so that devloop finds it in every shell.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping
from fnmatch import fnmatchcase

from devloop.config.document import PYPROJECT
from devloop.detect.evidence import ProjectTools

FOR_TESTS = ("test", "tests", "testing")
FOR_ALL = ("dev", "develop", "development")
"""What projects call the extras and groups that their tests need, or all that developers need."""
FOR_DOCS = re.compile(r"docs?\b|documentation|docs[-_]", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

Table = Mapping[str, object]


def manager_of(evidence: ProjectTools) -> str:
    """Who makes the environment of this project; empty: nobody but pip."""
    for manager in ("uv", "poetry", "pdm"):
        named = evidence.one_of(f"{manager}.lock") or evidence.table("tool", manager)
        if named and PYPROJECT in evidence.texts:
            return manager
    return ""


def is_managed(evidence: ProjectTools) -> bool:
    """True if only its manager knows where all that it needs comes from, and pip would guess."""
    sources = table_in(evidence.pyproject, "tool", "uv", "sources")
    return bool(sources or table_in(evidence.pyproject, "tool", "uv", "workspace"))


def making_by(
    evidence: ProjectTools, programs: Collection[str], there: Collection[str]
) -> tuple[str, ...]:
    """The commands with which the manager makes it; none where there is none to be had.

    `there` are the managers on this machine. One that is missing is fetched where that is safe.
    """
    manager = manager_of(evidence)
    if manager in there:
        return (WAYS[manager](evidence, programs),)
    if manager == "uv":
        get = ("python3 -m venv .venv", ".venv/bin/python -m pip install uv")
        sync = _uv(evidence, programs).removeprefix("uv sync")
        return (*get, f".venv/bin/uv sync --inexact{sync}")
    return ()


def groups_of(evidence: ProjectTools, programs: Collection[str]) -> tuple[str, ...]:
    """The dependency groups that the tests and these programs are in."""
    groups = table_in(evidence.pyproject, "dependency-groups")
    found = list(names_of(groups))
    for program in programs:
        if not any(program in _listed(groups, name) for name in found):
            more = (n for n in groups if program in _listed(groups, n) and not FOR_DOCS.match(n))
            found += list(more)[:1]
    return tuple(dict.fromkeys(found))


def without_groups(evidence: ProjectTools, programs: Collection[str]) -> tuple[str, ...]:
    """Those of the programs that no group brings."""
    groups = table_in(evidence.pyproject, "dependency-groups")
    names = groups_of(evidence, programs)
    return tuple(p for p in programs if not any(p in _listed(groups, name) for name in names))


def names_of(table: Table) -> tuple[str, ...]:
    """The names of the extras or groups that tests need."""
    return tuple(n for n in FOR_TESTS if n in table) or tuple(n for n in FOR_ALL if n in table)


def members_of(evidence: ProjectTools) -> tuple[str, ...]:
    """The folders of the packages that a uv workspace is made of."""
    workspace = table_in(evidence.pyproject, "tool", "uv", "workspace")
    wanted, unwanted = _texts(workspace.get("members")), _texts(workspace.get("exclude"))
    folders = (path.rpartition("/")[0] for path in evidence.paths if path.endswith(f"/{PYPROJECT}"))
    return tuple(
        folder
        for folder in folders
        if any(_means(pattern, folder) for pattern in wanted)
        and not any(_means(pattern, folder) for pattern in unwanted)
    )


def table_in(document: Table, *names: str) -> Table:
    """The table of this path; an empty one where it is not there."""
    found: object = document
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _uv(evidence: ProjectTools, programs: Collection[str]) -> str:
    words = ["uv", "sync"]
    if table_in(evidence.pyproject, "tool", "uv", "workspace"):
        words.append("--all-packages")
    default = table_in(evidence.pyproject, "tool", "uv").get("default-groups", ["dev"])
    known = _texts(default)
    for name in groups_of(evidence, programs):
        if name not in known and default != "all":
            words += ["--group", name]
    extras = table_in(evidence.pyproject, "project", "optional-dependencies")
    for name in names_of(extras):
        words += ["--extra", name]
    return shlex.join(words)


def _poetry(evidence: ProjectTools, _programs: Collection[str]) -> str:
    words = ["poetry", "install"]
    groups = table_in(evidence.pyproject, "tool", "poetry", "group")
    optional = {n for n in groups if table_in(groups, n).get("optional") is True}
    without = [name for name in groups if FOR_DOCS.match(name) and name not in optional]
    if without:
        words += ["--without", ",".join(without)]
    wanted = [name for name in names_of(groups) if name in optional]
    if wanted:
        words += ["--with", ",".join(wanted)]
    extras = table_in(evidence.pyproject, "tool", "poetry", "extras")
    for name in names_of(
        extras or table_in(evidence.pyproject, "project", "optional-dependencies")
    ):
        words += ["--extras", name]
    return f"POETRY_VIRTUALENVS_IN_PROJECT=1 {shlex.join(words)}"


def _pdm(evidence: ProjectTools, programs: Collection[str]) -> str:
    words = ["pdm", "install"]
    extras = table_in(evidence.pyproject, "project", "optional-dependencies")
    for name in (*names_of(extras), *groups_of(evidence, programs)):
        words += ["-G", name]
    return shlex.join(words)


WAYS: Mapping[str, Callable[[ProjectTools, Collection[str]], str]] = {
    "uv": _uv,
    "poetry": _poetry,
    "pdm": _pdm,
}


def _listed(groups: Table, name: str) -> frozenset[str]:
    """The packages that a group names, and those of the groups that it includes."""
    return frozenset(_walked(groups, name, frozenset()))


def _walked(groups: Table, name: str, seen: frozenset[str]) -> Iterator[str]:
    entries = groups.get(name)
    if not isinstance(entries, list) or name in seen:
        return
    for entry in entries:
        if isinstance(entry, str) and (found := WORD.match(entry)):
            yield found[0].lower()
        elif isinstance(entry, Mapping):
            yield from _walked(groups, str(entry.get("include-group")), seen | {name})


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _means(pattern: str, folder: str) -> bool:
    plain = pattern.removeprefix("./").rstrip("/")
    return fnmatchcase(folder, plain) and folder.count("/") == plain.count("/")
