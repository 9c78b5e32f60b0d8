"""Six projects that many people know, at the commits they were at when this was written.

Their code is never kept here: a clone or an archive of theirs is worked on where tests or the
benchmark ask for it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Where a project is, what its developers install, and where its faults are planted."""

    name: str
    repository: str
    """`owner/name` on GitHub."""
    commit: str
    install: tuple[str, ...]
    """What pip is told to install into its `.venv`."""
    source: str
    """A module that all tests import, directly or not."""
    package: str
    """The package that module is in, as it is imported."""
    broken: tuple[str, str]
    """A text of the module, and what to put in its place so that a function goes wrong."""
    untidy: str = "import colorsys"
    """A line that the linter which the project uses does not let through."""
    tidied_by: str = "lint"
    """The check that finds it."""
    plain_tests: tuple[str, ...] = ("pytest", "-q")
    """How its tests are run without devloop: a module and its arguments."""


COMMON = ("build==1.6.1", "pre-commit==4.7.0")
RUFF = "ruff==0.17.6"

CLICK = Project(
    name="click",
    repository="pallets/click",
    commit="2c8cd3ac958a7eb316d67f2d316c27086c4c0369",
    install=("-e", ".", "pytest==9.2.0", RUFF, "mypy==2.4.1", *COMMON),
    source="src/click/utils.py",
    package="click",
    broken=("total_length += len(word) + (i > 0)", "total_length += len(word)"),
)
ATTRS = Project(
    name="attrs",
    repository="python-attrs/attrs",
    commit="c1dc5dcba16ed827aa6dcad896b41a3afedb4e32",
    install=(
        *("-e", ".", "cloudpickle==3.1.3", "hypothesis==6.170.17", "pympler==1.1"),
        *("pytest==9.2.0", "pytest-xdist[psutil]==3.8.0", RUFF, "prek==0.5.11", COMMON[0]),
    ),
    source="src/attr/validators.py",
    package="attr",
    broken=("in_options = value in self.options", "in_options = value not in self.options"),
)
RICH = Project(
    name="rich",
    repository="Textualize/rich",
    commit="42899d8a0a96b121a514516f4be9db44ff7aeaf3",
    install=(
        *("-e", ".", "pytest==7.4.4", "pytest-cov==3.0.0", "black==22.12.0", "mypy==1.14.1"),
        *("attrs==21.4.0", "pygments==2.19.2", "typing-extensions>=4,<5", *COMMON),
    ),
    source="rich/filesize.py",
    package="rich",
    broken=("if size < unit * base:", "if size < unit:"),
    untidy='UNTIDY = {  "a":1 }',
    tidied_by="format",
)
PLUGGY = Project(
    name="pluggy",
    repository="pytest-dev/pluggy",
    commit="e382e72789f8d791991c489d4322aa04e660b952",
    install=(
        *("-e", ".", "pytest==9.2.0", "pytest-benchmark==5.3.1", "coverage==7.17.4"),
        *(RUFF, "mypy==2.4.1", *COMMON),
    ),
    source="src/pluggy/_manager.py",
    package="pluggy",
    broken=("self._name2plugin[name] is None", "self._name2plugin[name] is not None"),
)
REQUESTS = Project(
    name="requests",
    repository="psf/requests",
    commit="1f6589ec3a1ee910f9a65cc3ceac60b26677bc0e",
    install=("-r", "requirements-dev.txt", "pytest-mock==3.17.0", RUFF, *COMMON),
    source="src/requests/utils.py",
    package="requests",
    broken=("value = value[1:-1]", "value = value[1:]"),
)
TAGGIT = Project(
    name="django-taggit",
    repository="jazzband/django-taggit",
    commit="e7a53796c9ea5bf83dd29e6d13c8de3c7161b2f2",
    install=(
        *("-e", ".", "-r", "requirements/test.txt", "djangorestframework==3.18.3"),
        *("django==5.2.19", "unidecode==1.4.0", "flake8==7.5.0", "black==26.10.1"),
        *("isort==9.0.2", *COMMON),
    ),
    source="taggit/utils.py",
    package="taggit",
    broken=("words = list(set(words))", "words = list(words)"),
    plain_tests=("django", "test", "--settings=tests.settings"),
)
PROJECTS = (CLICK, ATTRS, RICH, PLUGGY, REQUESTS, TAGGIT)
