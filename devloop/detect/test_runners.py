"""Who runs the tests of a project, as far as its files show it: pytest, or Django's own runner."""

from __future__ import annotations

import re

from devloop.config.document import PYPROJECT
from devloop.config.model import Check, Kind
from devloop.detect.evidence import ProjectTools
from devloop.detect.guessed import Guess

PYTEST_SETTINGS = (("pytest.ini", ""), ("tox.ini", "[pytest]"), ("setup.cfg", "[tool:pytest]"))
"""Files with settings of pytest, and the heading they then have."""

TEST_FILE = re.compile(r"(.*/)?(test_[^/]*|[^/]*_test)\.py")
MAYBE_TESTS = re.compile(r"(.*/)?(test[^/]*|[^/]*_test)\.py")
"""The same with what Django looks for, such as `tests.py`."""

TEST_FOLDER = re.compile(r"(.*/)?tests?/.*")
CONFTEST = re.compile(r"(.*/)?conftest\.py")

MANAGE = "manage.py"
DJANGO_COMMAND = re.compile(
    r"\bdjango(?:-admin)?(?:\.py)? test\b[^\n]*?--settings[= ]([A-Za-z_][\w.]*)"
)
"""How those run it who have no `manage.py`: applications that others put into their projects."""


def runner_of_tests(evidence: ProjectTools) -> Guess | None:
    """The tests, run by whom the project plainly means to run them."""
    if not any(MAYBE_TESTS.fullmatch(path) for path in evidence.paths):
        return None
    why = _why_pytest(evidence)
    if why:
        return _pytest(why)
    found = _django(evidence)
    if found is not None:
        return found
    why = _why_so_named(evidence)
    return _pytest(why) if why else None


def _pytest(why: str) -> Guess:
    return Guess(Check(name="tests", kind=Kind.PYTEST), "pytest runs all tests", why)


def _why_pytest(evidence: ProjectTools) -> str:
    if evidence.table("tool", "pytest"):
        return f"{PYPROJECT} has [tool.pytest]"
    for name, heading in PYTEST_SETTINGS:
        if name in evidence.texts and heading in evidence.texts[name]:
            return f"{name} configures it"
    for path in evidence.paths:
        if CONFTEST.fullmatch(path):
            return f"there is a {path}"
    listed = evidence.lists("pytest")
    return f"{listed} names pytest" if listed else ""


def _why_so_named(evidence: ProjectTools) -> str:
    for path in evidence.paths:
        if TEST_FILE.fullmatch(path) and TEST_FOLDER.fullmatch(path):
            return f"there are tests such as {path}"
    return ""


def _django(evidence: ProjectTools) -> Guess | None:
    if MANAGE in evidence.paths:
        return _by_django(("python", MANAGE, "test"), f"there is a {MANAGE}")
    for name, text in evidence.texts.items():
        found = DJANGO_COMMAND.search(text)
        if found:
            run = ("python", "-m", "django", "test", f"--settings={found[1]}")
            return _by_django(run, f"{name} runs them so")
    return None


def _by_django(run: tuple[str, ...], why: str) -> Guess:
    return Guess(Check(name="tests", run=run), "Django runs all tests", why)
