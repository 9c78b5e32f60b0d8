"""Commands that create a project's environment with what its checks need.

Pure: it reads what the project's files name as needed for tests, and knows nothing of what is
installed. Documentation is built by others, so what it needs is left out.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping

from devloop.config.model import Check, Stage
from devloop.detect.evidence import ProjectTools
from devloop.detect.pins import pinned, pins_of
from devloop.detect.python_setup import (
    FOR_ALL,
    FOR_TESTS,
    groups_of,
    is_managed,
    making_by,
    members_of,
    names_of,
    table_in,
    without_groups,
)
from devloop.detect.tool_sources import on_pypi

ENVIRONMENT = ".venv"
PYTHON = f"{ENVIRONMENT}/bin/python"

REQUIREMENTS = re.compile(
    r"(?:(?:test|tests|dev)-)?requirements(?:[/_-](?:test|tests|testing|dev))?\.txt"
)
PACKAGES = ("setup.py", "setup.cfg")
DOCUMENTATION = re.compile(
    r"sphinx|furo$|mkdocs|mkdocstrings|myst|numpydoc|pdoc|pydata-sphinx|.*sphinx-theme|docutils$",
    re.IGNORECASE,
)
"""Packages that only documentation is built with."""


def making(
    evidence: ProjectTools, programs: Collection[str], there: Collection[str] = ()
) -> tuple[str, ...]:
    """The commands that make an environment and install the project and `programs` into it.

    `there` are the project managers on this machine (uv, poetry, pdm).
    """
    by_manager = making_by(evidence, programs, there)
    if by_manager:
        return by_manager
    return (f"python3 -m venv {ENVIRONMENT}", *installing(evidence, programs, PYTHON))


def installing(evidence: ProjectTools, programs: Iterable[str], python: str) -> Iterator[str]:
    """The commands that install the project, what its tests need, and `programs`."""
    wanted = tuple(programs)
    groups, pins = groups_of(evidence, wanted), pins_of(evidence)
    words = [*_project(evidence), *_requirements(evidence)]
    words += [word for name in groups for word in ("--group", name)]
    alone = (pinned(name, pins) for name in without_groups(evidence, wanted))
    own = tuple(_poetry(evidence, pins))
    named = {re.split(r"[=<>~!]", word, maxsplit=1)[0] for word in own}
    words += dict.fromkeys((*own, *(w for w in alone if w.partition("==")[0] not in named)))
    if groups:
        yield f"{python} -m pip install --upgrade pip"
    if words:
        yield shlex.join((python, "-m", "pip", "install", *words))


def installing_again(
    evidence: ProjectTools, programs: Collection[str], python: str, there: Collection[str] = ()
) -> tuple[str, ...]:
    """The commands that bring an environment that is there to what the project asks for."""
    if is_managed(evidence) or (there and making_by(evidence, programs, there)):
        return making_by(evidence, programs, there)
    return tuple(installing(evidence, programs, python))


def needed(checks: Iterable[Check]) -> tuple[str, ...]:
    """The packages of Python's index without which checks of the commit and push stage fail."""
    local = (check for check in checks if check.on is not Stage.CI)
    names = (on_pypi(_needed(check)) for check in local)
    return tuple(dict.fromkeys(name for name in names if name))


def _needed(check: Check) -> str:
    if not isinstance(check.run, tuple):
        return check.kind.rules.package
    program, *rest = check.run
    if program == "python":
        return rest[1] if rest[:1] == ["-m"] else ""
    return program


def _project(evidence: ProjectTools) -> tuple[str, ...]:
    members = tuple(word for folder in members_of(evidence) for word in ("-e", folder))
    packaged = evidence.table("build-system") or (evidence.table("project") and not members)
    if not packaged and not any(name in evidence.paths for name in PACKAGES):
        return members
    extras = table_in(evidence.pyproject, "project", "optional-dependencies")
    named = ",".join(names_of(extras))
    return (*members, "-e", f".[{named}]" if named else ".")


def _requirements(evidence: ProjectTools) -> Iterator[str]:
    for path in evidence.texts:
        if REQUIREMENTS.fullmatch(path):
            yield from ("-r", path)


def _poetry(evidence: ProjectTools, pins: Mapping[str, str]) -> Iterator[str]:
    """What Poetry installs for developers, and pip knows nothing of; by its own places."""
    poetry = table_in(evidence.pyproject, "tool", "poetry")
    tables = [table_in(poetry, "dev-dependencies")]
    tables += [table_in(poetry, "group", name, "dependencies") for name in (*FOR_TESTS, *FOR_ALL)]
    for table in tables:
        for name, wanted in table.items():
            place = wanted.get("path") if isinstance(wanted, Mapping) else None
            if place:
                yield from ("-e", str(place))
            elif name != "python" and not _is_elsewhere(wanted) and not DOCUMENTATION.match(name):
                yield pinned(name.lower(), pins) if name.lower() in pins else _asked(name, wanted)


def _is_elsewhere(wanted: object) -> bool:
    """True if a package is to come from anywhere but the public index."""
    return isinstance(wanted, Mapping) and bool({"git", "url", "source"} & set(wanted))


def _asked(name: str, wanted: object) -> str:
    """A package with the version that Poetry's own signs ask for, as pip understands them."""
    version = wanted.get("version") if isinstance(wanted, Mapping) else wanted
    found = re.fullmatch(r"\^(\d+)(\.\d+)*", version) if isinstance(version, str) else None
    if found is None or found[1] == "0":
        return name
    return f"{name}>={found[0][1:]},<{int(found[1]) + 1}"
