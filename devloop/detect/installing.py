"""What to type so that a project's environment is there: made, and with what its checks need.

Pure: it reads what the project's files name as needed for tests, and knows nothing of what is
installed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping

from devloop.config.model import Check, Stage
from devloop.detect.evidence import ProjectTools

ENVIRONMENT = ".venv"
PYTHON = f"{ENVIRONMENT}/bin/python"

FOR_TESTS = ("test", "tests", "testing")
FOR_ALL = ("dev", "develop", "development")
"""What projects call the extras and groups that their tests need, or all that developers need."""

REQUIREMENTS = re.compile(
    r"(?:(?:test|tests|dev)-)?requirements(?:[/_-](?:test|tests|testing|dev))?\.txt"
)
PACKAGES = ("setup.py", "setup.cfg")


def making(evidence: ProjectTools, programs: Iterable[str]) -> tuple[str, ...]:
    """The commands that make an environment and install the project and `programs` into it."""
    return (f"python3 -m venv {ENVIRONMENT}", *installing(evidence, programs, PYTHON))


def installing(evidence: ProjectTools, programs: Iterable[str], python: str) -> Iterator[str]:
    """The commands that install the project, what its tests need, and `programs`."""
    groups = _names(evidence.pyproject.get("dependency-groups"))
    words = [*_project(evidence), *_requirements(evidence)]
    words += [word for name in groups for word in ("--group", name)]
    words += dict.fromkeys((*_poetry(evidence), *programs))
    if groups:
        yield f"{python} -m pip install --upgrade pip"
    if words:
        yield shlex.join((python, "-m", "pip", "install", *words))


def needed(checks: Iterable[Check]) -> tuple[str, ...]:
    """What to install so that checks of the commit and push stage can run."""
    local = (check for check in checks if check.on is not Stage.CI)
    names = (_needed(check) for check in local)
    return tuple(dict.fromkeys(name for name in names if name))


def _needed(check: Check) -> str:
    if not isinstance(check.run, tuple):
        return check.kind.rules.package
    program, *rest = check.run
    if program == "python":
        return rest[1] if rest[:1] == ["-m"] else ""
    return "" if program == "make" else program


def _project(evidence: ProjectTools) -> tuple[str, ...]:
    packaged = evidence.table("build-system") or evidence.table("project")
    if not packaged and not any(name in evidence.paths for name in PACKAGES):
        return ()
    project = evidence.pyproject.get("project")
    extras = project.get("optional-dependencies") if isinstance(project, Mapping) else None
    named = ",".join(_names(extras))
    return ("-e", f".[{named}]" if named else ".")


def _names(table: object) -> tuple[str, ...]:
    known = table if isinstance(table, Mapping) else {}
    found = tuple(name for name in FOR_TESTS if name in known)
    return found or tuple(name for name in FOR_ALL if name in known)


def _requirements(evidence: ProjectTools) -> Iterator[str]:
    for path in evidence.texts:
        if REQUIREMENTS.fullmatch(path):
            yield from ("-r", path)


def _poetry(evidence: ProjectTools) -> tuple[str, ...]:
    """What Poetry installs for developers, and pip knows nothing of."""
    tools = evidence.pyproject.get("tool")
    poetry = tools.get("poetry") if isinstance(tools, Mapping) else None
    if not isinstance(poetry, Mapping):
        return ()
    old, groups = poetry.get("dev-dependencies"), poetry.get("group")
    tables = [old]
    if isinstance(groups, Mapping):
        found = (groups.get(name) for name in (*FOR_TESTS, *FOR_ALL))
        tables += [group.get("dependencies") for group in found if isinstance(group, Mapping)]
    names = (name for table in tables if isinstance(table, Mapping) for name in table)
    return tuple(name for name in names if name != "python")
