"""Other ways in which a project runs its checks: hook frameworks and runners.

None of it is taken for granted: running any of it means running what devloop may run already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from devloop.config.document import PYPROJECT
from devloop.config.model import Check, Kind, Stage
from devloop.detect.evidence import PRE_COMMIT, ProjectTools
from devloop.detect.guessed import Guess

HOOK_ID = re.compile(r"^[\s-]*id:\s*['\"]?([\w.-]+)", re.MULTILINE)


def hooks(evidence: ProjectTools) -> Iterator[Guess]:
    """The hooks of a hook framework, all of them on all files."""
    if PRE_COMMIT in evidence.texts:
        check = Check(name="hooks", kind=Kind.PRE_COMMIT)
        yield Guess(check, "the project's own hooks pass on all files", f"there is a {PRE_COMMIT}")


def tools_of_hooks(evidence: ProjectTools) -> frozenset[str]:
    """The tools that the hook framework runs, in versions of its own; hooks are named for them."""
    text = evidence.texts.get(PRE_COMMIT, "")
    ruff = ("ruff",) if "/ruff-pre-commit" in text else ()
    return frozenset((*HOOK_ID.findall(text), *ruff))


def runners(evidence: ProjectTools) -> Iterator[Guess]:
    """Runners that try a project under several Pythons: work for CI."""
    for name, why in (("tox", _why_tox(evidence)), ("nox", _why_nox(evidence))):
        if why:
            check = Check(name=name, run=(name,), on=Stage.CI, timeout=3600.0)
            yield Guess(check, f"{name} runs everything it is configured for", why)


def _why_tox(evidence: ProjectTools) -> str:
    if re.search(r"^\[(tox|testenv)", evidence.texts.get("tox.ini", ""), re.MULTILINE):
        return "there is a tox.ini"
    return f"{PYPROJECT} has [tool.tox]" if evidence.table("tool", "tox") else ""


def _why_nox(evidence: ProjectTools) -> str:
    return "there is a noxfile.py" if "noxfile.py" in evidence.texts else ""
