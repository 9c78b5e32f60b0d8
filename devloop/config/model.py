"""All that a repository asks for, once read and found sound; each key declared once.

Every field has a value here: defaults are filled in and nothing needs checking again. It knows
nothing of files or of TOML; what a person typed is `parse`'s business.
"""

from __future__ import annotations

from enum import Enum

from devloop.config import values
from devloop.config.check import DEFAULT_TIMEOUT, Check, Flaky, Isolation, Place, Stage
from devloop.config.key import Declared, key, own, table, tables
from devloop.config.kind import Kind
from devloop.config.values import Program

__all__ = [
    "DEFAULT_TIMEOUT",
    "Check",
    "Comfort",
    "Config",
    "EnvironmentRule",
    "Flaky",
    "Isolation",
    "Kind",
    "MergeSides",
    "Place",
    "Program",
    "Quarantine",
    "Sandbox",
    "SizeRule",
    "Stage",
]


class Sandbox(Enum):
    """Isolation of checks from the user's files."""

    AUTO = "auto"
    """By a namespace where that is possible."""
    NAMESPACE = "namespace"
    PLAIN = "plain"


class MergeSides(Enum):
    """Answers for what a merge into mainline brings from its other parents, weakest first."""

    MERGE = "merge"
    """The merge's own message and whole difference."""
    EACH = "each"
    """Each commit, by its size and subject."""
    ALL = "all"
    """Each commit, by its size, its subject and the commit stage."""


class Quarantine(Declared, frozen=True, kw_only=True):
    """A test whose failing does not count for a while."""

    test: str = own()
    """As pytest names it, or a whole file of tests."""
    reason: str = key(
        values.TEXT,
        doc="Why its failure is tolerated.",
        example='"the mail server of the test network is down"',
    )
    until: str = key(
        values.DAY,
        doc="The last day it holds, in UTC and at most 90 days ahead.",
        example="2030-01-31",
    )
    """As `2030-01-31`."""


class SizeRule(Declared, frozen=True, kw_only=True):
    """Size rule of a commit, in effective lines."""

    target: int = key(
        values.COUNT,
        default=20,
        doc="Effective lines that one commit should stay within; above it there is a hint.",
        example="30",
    )
    limit: int = key(
        values.COUNT,
        default=50,
        doc="Effective lines above which a commit is refused, unless its message says why.",
        example="80",
    )
    strict: bool = key(
        values.FLAG,
        default=False,
        doc="Refuse above the target instead of the limit.",
        example="true",
    )
    ignore: tuple[str, ...] = key(
        values.PATTERNS,
        default=(),
        doc="Files that do not count, beyond those that are recognised (lock files, generated "
        "files and the like).",
        example='["vendor/**"]',
    )

    @property
    def ceiling(self) -> int:
        """The effective lines above which a commit is refused."""
        return self.target if self.strict else self.limit


class EnvironmentRule(Declared, frozen=True, kw_only=True):
    """Where the project's tools are and what checks may see."""

    python: str | None = key(
        values.FILE,
        default=None,
        doc="The project's Python.",
        unset="found, [as described](#the-projects-python)",
        example='".venv/bin/python"',
    )
    """Path relative to the repository; None: found by itself."""
    share: tuple[str, ...] = key(
        values.PATHS,
        default=(),
        doc="Ignored paths that checks need, such as the virtual environment.",
        example='["node_modules"]',
    )
    caches: tuple[str, ...] = key(
        values.PATHS,
        default=(),
        doc="Paths that a workspace keeps between runs; everything else a check leaves behind is "
        "removed.",
        example='[".mypy_cache"]',
    )
    pass_env: tuple[str, ...] = key(
        values.VARIABLE_NAMES,
        default=(),
        doc="Variables of your shell that every check gets, by name or by a pattern such as "
        "`AWS_*`. Their values are part of the key.",
        example='["DATABASE_URL"]',
    )
    sandbox: Sandbox = key(
        values.choice(Sandbox),
        default=Sandbox.AUTO,
        doc="How checks are kept from your files. `namespace` (Linux): what is judged stands at "
        "the path of your worktree, and nothing of yours can be written; where that is not "
        "possible, checks cannot run. `plain`: the same by links and variables, which holds less. "
        "`auto`: a namespace where that is possible.",
        example='"namespace"',
        see="../explanation/security.md",
    )


class Config(Declared, frozen=True, kw_only=True):
    """The configuration of devloop: devloop.toml, or [tool.devloop] in pyproject.toml."""

    mainline: tuple[str, ...] | None = key(
        values.SOME_BRANCHES,
        default=None,
        doc="The main branches, which only take commits that pass. `*` matches within a part of "
        "the name, `**` across parts.",
        unset="the remote's default branch, else `main` and `master`",
        example='["main", "release/*"]',
    )
    gate_branches: tuple[str, ...] = key(
        values.BRANCHES,
        default=(),
        doc="Other branches whose tip has to pass the commit stage when it is pushed.",
        example='["feature/**"]',
    )
    gate_tags: tuple[str, ...] = key(
        values.TAGS,
        default=(),
        doc="Release tags: each has to point at a commit of a main branch that has passed the push "
        "stage, and is never moved or deleted.",
        example='["v*"]',
    )
    merge_sides: MergeSides = key(
        values.choice(MergeSides),
        default=MergeSides.EACH,
        doc="What is checked of commits that a merge brings into a main branch: of `each` one its "
        "size and subject; only the `merge`, by its message and whole difference; or `all` of them "
        "at the commit stage too.",
        example='"all"',
    )
    background: bool = key(
        values.FLAG,
        default=True,
        doc="After a commit, run the push-stage checks of it in the background.",
        example="false",
    )
    size: SizeRule = table(SizeRule, default=SizeRule(), doc="The size of one commit.")
    environment: EnvironmentRule = table(
        EnvironmentRule,
        default=EnvironmentRule(),
        doc="Where the project's tools are, and what checks may see.",
    )
    checks: tuple[Check, ...] = tables(
        Check,
        default=(),
        doc="What has to pass, each under a name of its own.",
    )
    """In the order of the file."""
    quarantine: tuple[Quarantine, ...] = tables(
        Quarantine,
        default=(),
        doc="Tests whose failure is tolerated for a while, by the name pytest gives them.",
    )
    source: str = own(default="devloop.toml")
    """`devloop.toml`, `pyproject.toml` or `guessed`."""
    assumed: tuple[str, ...] = own(default=())
    """Sentences on what a guess took for granted."""


class Comfort(Declared, frozen=True, kw_only=True):
    """Personal settings on one machine; never what is checked. None: not set."""

    python: str | None = key(
        values.FILE,
        default=None,
        doc="The project's Python on this machine, or the folder of its environment; it overrides "
        "`environment.python`, and `DEVLOOP_PYTHON` overrides both.",
        unset="found, [as described](#the-projects-python)",
        example='"~/.virtualenvs/shop"',
    )
    jobs: int | None = key(
        values.COUNT,
        default=None,
        doc="Number of checks that run side by side.",
        unset="the number of cores",
        example="2",
    )
    background: bool | None = key(
        values.FLAG,
        default=None,
        doc="Overrides `background` of the repository, in this clone.",
        unset="what the repository says",
        example="false",
    )
    background_load: int | None = key(
        values.COUNT,
        default=None,
        doc="The background waits while the load per core is above this.",
        unset="`1`",
        example="2",
    )
    color: bool | None = key(
        values.FLAG,
        default=None,
        doc="Whether output is coloured.",
        unset="on a terminal, unless `NO_COLOR` is set",
        example="false",
    )
