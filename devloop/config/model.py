"""What a repository asks for, once read and found sound.

Every field has a value here: defaults are filled in and nothing needs checking again. It knows
nothing of files or of TOML; what a person typed is `parse`'s business.
"""

from __future__ import annotations

from enum import Enum

from devloop.git.record import dataclass, field

DEFAULT_TIMEOUT = 600.0
"""Seconds a check may take when its configuration says nothing."""


class Stage(Enum):
    """When a check is due; later stages include the earlier ones."""

    COMMIT = "commit"
    PUSH = "push"
    CI = "ci"

    def due(self, at: Stage) -> bool:
        """Whether a check of this stage has to have passed at stage `at`."""
        order = tuple(Stage)
        return order.index(self) <= order.index(at)


class Kind(Enum):
    """How a check is run and how its output is understood."""

    COMMAND = "command"
    PYTEST = "pytest"
    PRE_COMMIT = "pre-commit"
    BUILD = "build"


class Isolation(Enum):
    """What of a run of tests has a process of its own."""

    FILE = "file"
    PROCESS = "process"
    """The whole run has: one ordinary run of the tests."""


class Flaky(Enum):
    """What a gate says to a check that has passed and failed on the same content."""

    ALLOW = "allow"
    REFUSE = "refuse"


class MergeSides(Enum):
    """Answers for what a merge into mainline brings from its other parents, weakest first."""

    MERGE = "merge"
    """The merge's own message and whole difference."""
    EACH = "each"
    """Each commit, by its size and subject."""
    ALL = "all"
    """Each commit, by its size, its subject and the commit stage."""


Program = str | tuple[str, ...]
"""What to start: a string is a line for sh, a tuple is a program and its arguments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One named command, what it depends on, and when it is due."""

    name: str
    kind: Kind = Kind.COMMAND
    run: Program | None = None
    """None only where the kind knows by itself what to run."""
    fix: Program | None = None
    """What `devloop fix` runs, when the check can mend what it finds."""
    hook: str | None = None
    """Of one hook of a framework, the framework's configuration with it alone, as JSON."""
    files: tuple[str, ...] = ()
    """gitignore-style patterns of the files it judges; none: it is not about single files."""
    per_file: bool = False
    """Whether each file is judged on its own, so that a verdict is kept per file."""
    inputs: tuple[str, ...] = ()
    """gitignore-style patterns of all it depends on; none: the whole tree."""
    on: Stage = Stage.COMMIT
    timeout: float | None = DEFAULT_TIMEOUT
    """Seconds; None: no limit."""
    env: tuple[tuple[str, str], ...] = ()
    """Variables it gets, sorted by name."""
    pass_env: tuple[str, ...] = ()
    """Names (or patterns such as `AWS_*`) of the caller's variables that it gets too."""
    reads_history: bool = False
    """Whether it reads commits, so that it is judged per commit and not per tree."""
    exclusive: bool = False
    """Whether it runs alone."""
    isolation: Isolation | None = None
    """Of tests; None: whatever is faster here and stays right."""
    coverage: bool = False
    """Whether it is noted which lines the tests ran."""
    min_diff_coverage: int | None = None
    """Percent of the executable lines of a step that tests have to run; None: only reported."""
    flaky: Flaky | None = None
    """None: of tests, allowed at a commit and refused on mainline; of others, allowed."""
    quarantine: tuple[str, ...] = ()
    """Tests (or files of tests) whose failing does not count today."""
    needs: tuple[str, ...] = ()
    """Names of checks that have to pass before it runs."""

    @property
    def repairs(self) -> bool:
        """Whether it can change files so that it passes; every hook may."""
        return self.fix is not None or self.hook is not None

    @property
    def configured(self) -> str:
        """The name it has in the configuration, which all hooks of a framework share."""
        return self.name.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """A test whose failing does not count for a while."""

    test: str
    """As pytest names it, or a whole file of tests."""
    reason: str
    until: str
    """The last day it holds, as `2030-01-31`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRule:
    """How big one step may be, in effective lines."""

    target: int = 20
    limit: int = 50
    strict: bool = False
    """Whether the target is the limit."""
    ignore: tuple[str, ...] = ()
    """gitignore-style patterns of files that do not count, beyond what is known by itself."""

    @property
    def ceiling(self) -> int:
        """The effective lines above which a commit is refused."""
        return self.target if self.strict else self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentRule:
    """Where the project's tools are and what checks may see."""

    python: str | None = None
    """Path of the project's interpreter, relative to the repository; None: found by itself."""
    share: tuple[str, ...] = ()
    """Paths that git ignores and that workspaces link to, such as `node_modules`."""
    caches: tuple[str, ...] = ()
    """Paths that checks may keep in a workspace between runs, such as `.mypy_cache`."""
    pass_env: tuple[str, ...] = ()
    """Names (or patterns) of the caller's variables that every check gets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All that a repository asks for, from one place."""

    mainline: tuple[str, ...] | None = None
    """Patterns of branch names; None: worked out from the remote."""
    gate_branches: tuple[str, ...] = ()
    """Patterns of the other branches whose pushes have to pass the commit stage."""
    gate_tags: tuple[str, ...] = ()
    """Patterns of tags that only go onto mainline commits that have passed the push stage."""
    merge_sides: MergeSides = MergeSides.EACH
    background: bool = True
    """Whether a commit starts its push-stage checks in the background."""
    size: SizeRule = field(default_factory=SizeRule)
    environment: EnvironmentRule = field(default_factory=EnvironmentRule)
    checks: tuple[Check, ...] = ()
    """In the order of the file."""
    quarantine: tuple[Quarantine, ...] = ()
    source: str = "devloop.toml"
    """`devloop.toml`, `pyproject.toml` or `guessed`."""
    assumed: tuple[str, ...] = ()
    """Sentences on what a guess took for granted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comfort:
    """What one person prefers on one machine; never what is checked. None: not said."""

    python: str | None = None
    """The project's Python on this machine."""
    jobs: int | None = None
    background: bool | None = None
    background_load: int | None = None
    """Processes per core that may want to run before the background waits."""
    color: bool | None = None
