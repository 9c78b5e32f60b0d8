"""One check, as a configuration declares it: each key once, with all there is to know of it.

Every field says what part it has in the key of a verdict; `verdict/manifest.py` reads it here.
"""

from __future__ import annotations

from enum import Enum

from devloop.config import values
from devloop.config.key import Declared, Effect, key, own
from devloop.config.kind import Kind
from devloop.config.values import Program
from devloop.files.json_value import Json

DEFAULT_TIMEOUT = 600.0
"""Seconds a check may take when its configuration says nothing."""


class Stage(Enum):
    """When a check is due; later stages include the earlier ones."""

    COMMIT = "commit"
    PUSH = "push"
    CI = "ci"

    def due(self, at: Stage) -> bool:
        """True if a check of this stage has to have passed at stage `at`."""
        order = tuple(Stage)
        return order.index(self) <= order.index(at)


class Isolation(Enum):
    """Unit of a test run that has a process of its own."""

    FILE = "file"
    PROCESS = "process"
    """The whole run has: one ordinary run of the tests."""


class Place(Enum):
    """Where a check finds what is judged."""

    WORKTREE = "worktree"
    """At the path of the user's worktree, where it is sealed."""
    OWN = "own"
    """At a path of its own, which daemons outside see the same."""


class Flaky(Enum):
    """Answer of a gate to a check that has passed and failed on the same tree."""

    ALLOW = "allow"
    REFUSE = "refuse"


def _document(text: str) -> Json:
    import json

    found: Json = json.loads(text)
    return found


class Check(Declared, frozen=True, kw_only=True):
    """One named command, what it depends on, and when it is due."""

    name: str = own(effect=Effect.IN_KEY)
    kind: Kind = key(
        values.choice(Kind),
        default=Kind.COMMAND,
        doc="The kind of check: any command, or something devloop knows how to run by itself; "
        "`pre-commit` is one check for each hook of the project's `.pre-commit-config.yaml`.",
        example='"pytest"',
        see="kinds.md",
        effect=Effect.IN_KEY,
    )
    run: Program | None = key(
        values.PROGRAM,
        default=None,
        doc="The command. A string runs in `sh -e`: it stops at the first command that fails "
        "(of a pipe, the last one counts; a command behind `!` fails only as the last of all). A "
        "list runs as it is. Exit code 0 is passed, any other is failed. `{files}` is replaced by "
        "the files to check.",
        unset="none; needed for `command`",
        example='["mypy", "src"]',
        effect=Effect.IN_KEY,
    )
    """None only where the kind knows by itself what to run."""
    fix: Program | None = key(
        values.PROGRAM,
        default=None,
        doc="The command that `devloop fix` runs to fix what the check finds.",
        unset="none",
        example='"ruff check --fix {files}"',
        effect=Effect.NOT_IN_KEY,
    )
    hook: str | None = own(default=None, effect=Effect.IN_KEY_WHERE_SET, plain=_document)
    """Of one hook of a framework, the framework's configuration with it alone, as JSON."""
    files: tuple[str, ...] = key(
        values.PATTERNS,
        default=(),
        doc="The files it checks; it is skipped if the tree has none of them.",
        example='["*.py", "*.pyi"]',
        effect=Effect.IN_KEY,
    )
    """None: it is not about single files."""
    per_file: bool = key(
        values.FLAG,
        default=False,
        doc="Each file has a result of its own, and `{files}` holds only those without one.",
        example="true",
        effect=Effect.IN_KEY,
    )
    inputs: tuple[str, ...] = key(
        values.PATTERNS,
        default=(),
        doc="All files it depends on: it sees these and `files`, and no other file changes its "
        "result. With `per-file`: what it depends on besides the file itself and the files that "
        "its command names (of a script in a directory: the whole directory); the default is then "
        "the settings of common tools (`pyproject.toml`, `ruff.toml`, …).",
        unset="the whole tree",
        example='["src/**", "pyproject.toml"]',
        effect=Effect.IN_KEY,
    )
    on: Stage = key(
        values.choice(Stage),
        default=Stage.COMMIT,
        doc="When it is due; later stages include the earlier ones.",
        example='"push"',
        effect=Effect.NOT_IN_KEY,
    )
    timeout: float | None = key(
        values.DURATION,
        default=DEFAULT_TIMEOUT,
        doc="How long it may take; `false`: no limit.",
        example='"5m"',
        effect=Effect.NOT_IN_KEY,
    )
    """Seconds; None: no limit."""
    env: tuple[tuple[str, str], ...] = key(
        values.VARIABLES,
        default=(),
        doc="Variables it gets, with their values.",
        example='{ TZ = "UTC" }',
        effect=Effect.IN_KEY,
    )
    """Sorted by name."""
    pass_env: tuple[str, ...] = key(
        values.VARIABLE_NAMES,
        default=(),
        doc="Variables of your shell that it gets too, by name or by a pattern such as `AWS_*`. "
        "Their values are part of the key.",
        example='["CI"]',
        effect=Effect.IN_KEY,
    )
    reads_history: bool = key(
        values.FLAG,
        default=False,
        doc="It reads commits and not only files, so each commit is checked anew.",
        example="true",
        effect=Effect.IN_KEY,
    )
    exclusive: bool = key(
        values.FLAG,
        default=False,
        doc="It runs alone, beside no other check of this repository, in any worktree and "
        "process; whoever has to wait is told for whom.",
        example="true",
        effect=Effect.NOT_IN_KEY,
    )
    needs: tuple[str, ...] = key(
        values.NAMES,
        default=(),
        doc="Checks that have to pass before it runs.",
        example='["lint"]',
        effect=Effect.NOT_IN_KEY,
    )
    isolation: Isolation | None = key(
        values.choice(Isolation),
        default=None,
        doc="For kind `pytest`: `file` runs every test file in a fresh process, spread over the "
        "cores; `process` is one ordinary run. The default is `process` for tests that take a "
        "second or two, have fixtures shared by all files, or pass only after others, else "
        "`file`.",
        unset="the faster of those that are safe",
        example='"process"',
        effect=Effect.IN_KEY_WHERE_SET,
    )
    coverage: bool = key(
        values.FLAG,
        default=False,
        doc="For kind `pytest`: record which lines the tests run, with the project's coverage.py; "
        "`devloop coverage` shows the lines of a change that no test ran.",
        example="true",
        see="coverage.md",
        effect=Effect.IN_KEY_WHERE_SET,
    )
    min_diff_coverage: int | None = key(
        values.PERCENT,
        default=None,
        doc="Percent of the new statements of a commit that tests have to run before it is "
        "committed or reaches a main branch; 100: all of them. Moved lines, comments, formatting "
        "and excluded lines do not count.",
        unset="only reported",
        example="100",
        see="coverage.md",
        effect=Effect.NOT_IN_KEY,
    )
    flaky: Flaky | None = key(
        values.choice(Flaky),
        default=None,
        doc="What happens when it has passed and failed on the same tree.",
        unset="for kind `pytest`, `allow` at a commit, `refuse` on main branches; else `allow`",
        example='"refuse"',
        effect=Effect.NOT_IN_KEY,
    )
    place: Place = key(
        values.choice(Place),
        default=Place.WORKTREE,
        doc="Where what is judged stands: at the path you know, or at one of its own. `own` is for "
        "a check that has a daemon outside do its work (docker, bazel, gradle): the daemon would "
        "find your working tree at the path you know.",
        example='"own"',
        effect=Effect.IN_KEY_WHERE_SET,
    )
    quarantine: tuple[str, ...] = own(default=(), effect=Effect.IN_KEY_WHERE_SET)
    """Tests (or files of tests) whose failing does not count today."""

    @property
    def repairs(self) -> bool:
        """True if it can change files so that it passes; every hook may."""
        return self.fix is not None or self.hook is not None

    @property
    def configured(self) -> str:
        """The name it has in the configuration, which all hooks of a framework share."""
        return self.name.partition(":")[0]
