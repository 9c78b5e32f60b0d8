"""Type checkers of a project, as far as its settings leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from configparser import Error as IniError

from devloop.config.document import PYPROJECT
from devloop.config.model import Check
from devloop.detect.evidence import ProjectTools
from devloop.detect.guessed import Guess

MYPY_FILES = ("mypy.ini", ".mypy.ini", "setup.cfg")
TARGETS = ("files", "packages", "modules")
"""Settings of mypy's that say what it looks at when it is started without arguments."""


def type_checkers(evidence: ProjectTools) -> Iterator[Guess]:
    """A guess for each type checker that is set up, so that it knows by itself what to check."""
    why = _why_mypy(evidence)
    if why:
        check = Check(name="types", run=("mypy",))
        yield Guess(check, "mypy checks types", why, caches=(".mypy_cache",))
    pyright = _why_pyright(evidence)
    if pyright:
        check = Check(name="pyright" if why else "types", run=("pyright",))
        yield Guess(check, "pyright checks types", pyright)


def _why_mypy(evidence: ProjectTools) -> str:
    tool = evidence.pyproject.get("tool")
    settings = tool.get("mypy") if isinstance(tool, Mapping) else None
    if isinstance(settings, Mapping) and any(name in settings for name in TARGETS):
        return f"{PYPROJECT} has [tool.mypy]"
    for name in MYPY_FILES:
        if _ini_names_targets(evidence.texts.get(name, "")):
            return f"{name} has [mypy]"
    return ""


def _ini_names_targets(text: str) -> bool:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except IniError:
        return False
    return any(parser.has_option("mypy", name) for name in TARGETS)


def _why_pyright(evidence: ProjectTools) -> str:
    if "pyrightconfig.json" in evidence.texts:
        return "there is a pyrightconfig.json"
    return f"{PYPROJECT} has [tool.pyright]" if evidence.table("tool", "pyright") else ""
