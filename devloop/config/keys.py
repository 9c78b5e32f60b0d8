"""Every key of a configuration, once: its name, its kind of value, its default, what it does.

The parser reads by these tables, names them in its suggestions, and the JSON schema is made from
them.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from devloop.config import values
from devloop.config.model import (
    DEFAULT_TIMEOUT,
    Flaky,
    Isolation,
    Kind,
    Program,
    SizeRule,
    Stage,
)
from devloop.config.values import Value
from devloop.git.record import dataclass

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Generic[T_co]):
    """One key of one table."""

    name: str
    value: Value[T_co]
    default: T_co
    doc: str
    """What it does, in one sentence or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the file, and what stands in it."""

    name: str
    """Empty for the root."""
    doc: str
    keys: tuple[Key[object], ...]
    tables: tuple[Table, ...] = ()
    many: bool = False
    """Whether it holds tables of this shape, each under a name the person chooses."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that may stand in it."""
        return (*(key.name for key in self.keys), *(table.name for table in self.tables))


MAINLINE: Key[tuple[str, ...] | None] = Key(
    name="mainline",
    value=values.SOME_BRANCHES,
    default=None,
    doc="The branches whose history must stay green; '*' stays within a part of the name, '**' "
    "does not. Default: the remote's default branch, else main and master.",
)
GATE_BRANCHES: Key[tuple[str, ...]] = Key(
    name="gate-branches",
    value=values.BRANCHES,
    default=(),
    doc="Other branches whose pushed tip has to pass the commit stage.",
)
BACKGROUND = Key(
    name="background",
    value=values.FLAG,
    default=True,
    doc="After a commit, run the push-stage checks of it in the background.",
)

TARGET = Key(
    name="target",
    value=values.COUNT,
    default=SizeRule().target,
    doc="Effective lines that one commit should stay within; above it there is a hint.",
)
LIMIT = Key(
    name="limit",
    value=values.COUNT,
    default=SizeRule().limit,
    doc="Effective lines above which a commit is refused, unless its message says why.",
)
STRICT = Key(
    name="strict",
    value=values.FLAG,
    default=SizeRule().strict,
    doc="Refuse above the target already.",
)
IGNORE: Key[tuple[str, ...]] = Key(
    name="ignore",
    value=values.PATTERNS,
    default=(),
    doc="Files that do not count, beyond what is recognised by itself (gitignore-style patterns).",
)

PYTHON: Key[str | None] = Key(
    name="python",
    value=values.TEXT,
    default=None,
    doc="The project's Python. Default: that of .venv or venv, else of the active environment, "
    "else the one devloop runs in.",
)
SHARE: Key[tuple[str, ...]] = Key(
    name="share",
    value=values.PATHS,
    default=(),
    doc="Paths that git ignores and that checks need; workspaces link to them.",
)
CACHES: Key[tuple[str, ...]] = Key(
    name="caches",
    value=values.PATHS,
    default=(),
    doc="Paths that a workspace keeps from one run to the next; all else that a check leaves "
    "behind is removed.",
)
SHARED_PASS_ENV: Key[tuple[str, ...]] = Key(
    name="pass-env",
    value=values.VARIABLE_NAMES,
    default=(),
    doc="Variables of the caller's that every check gets; their values are part of the key.",
)

KIND = Key(
    name="kind",
    value=values.choice(Kind),
    default=Kind.COMMAND,
    doc="What it is: any command, or something devloop knows how to run by itself; 'pre-commit' is "
    "one check for each hook of the project's .pre-commit-config.yaml.",
)
RUN: Key[Program | None] = Key(
    name="run",
    value=values.PROGRAM,
    default=None,
    doc="The command: a text runs in sh and ends with the first command that fails, a list runs "
    "as it is. Exit code 0 is passed, any other is failed. {files} stands for the files to judge. "
    "Needed for kind 'command'.",
)
FIX: Key[Program | None] = Key(
    name="fix",
    value=values.PROGRAM,
    default=None,
    doc="The command with which `devloop fix` mends what the check finds.",
)
FILES: Key[tuple[str, ...]] = Key(
    name="files",
    value=values.PATTERNS,
    default=(),
    doc="The files it judges (gitignore-style patterns); without any of them it is skipped.",
)
PER_FILE = Key(
    name="per-file",
    value=values.FLAG,
    default=False,
    doc="Each file is judged on its own: a verdict is kept per file, and {files} holds only those "
    "nobody has judged.",
)
INPUTS: Key[tuple[str, ...]] = Key(
    name="inputs",
    value=values.PATTERNS,
    default=(),
    doc="All that it depends on (gitignore-style patterns): it sees these files and `files`, and "
    "nothing else changes its verdict. Default: the whole tree. With per-file: what it depends on "
    "besides the file itself and the files that its command names; default there: the settings of "
    "common tools.",
)
ON = Key(
    name="on",
    value=values.choice(Stage),
    default=Stage.COMMIT,
    doc="When it is due; later stages include the earlier ones.",
)
TIMEOUT: Key[float | None] = Key(
    name="timeout",
    value=values.DURATION,
    default=DEFAULT_TIMEOUT,
    doc="How long it may take: seconds, or a text such as '90s', '5m', '1h30m'; false: no limit.",
)
ENV: Key[tuple[tuple[str, str], ...]] = Key(
    name="env",
    value=values.VARIABLES,
    default=(),
    doc="Variables it gets, with their values.",
)
PASS_ENV: Key[tuple[str, ...]] = Key(
    name="pass-env",
    value=values.VARIABLE_NAMES,
    default=(),
    doc="Variables of the caller's that it gets too; their values are part of the key.",
)
READS_HISTORY = Key(
    name="reads-history",
    value=values.FLAG,
    default=False,
    doc="It reads commits and not only files, so each commit is judged anew.",
)
EXCLUSIVE = Key(
    name="exclusive",
    value=values.FLAG,
    default=False,
    doc="It runs alone, beside no other check.",
)
NEEDS: Key[tuple[str, ...]] = Key(
    name="needs",
    value=values.NAMES,
    default=(),
    doc="Checks that have to pass before it runs.",
)
ISOLATION: Key[Isolation | None] = Key(
    name="isolation",
    value=values.choice(Isolation),
    default=None,
    doc="For kind 'pytest': 'file' runs every test file in a fresh process, spread over the "
    "cores; 'process' is one ordinary run. Default: 'process' for tests that take a few seconds "
    "or have fixtures made once for all files, else 'file'.",
)
COVERAGE = Key(
    name="coverage",
    value=values.FLAG,
    default=False,
    doc="For kind 'pytest': note which lines the tests run, with the project's coverage.py; "
    "`devloop coverage` shows the lines of a change that no test ran.",
)
MIN_DIFF_COVERAGE: Key[int | None] = Key(
    name="min-diff-coverage",
    value=values.PERCENT,
    default=None,
    doc="Percent of the executable lines of a step that tests have to run before it is committed; "
    "100: all of them. Default: it is only reported.",
)
FLAKY: Key[Flaky | None] = Key(
    name="flaky",
    value=values.choice(Flaky),
    default=None,
    doc="What the gates say when it has passed and failed on the same content. Default: for kind "
    "'pytest', allowed at a commit and refused on mainline; for others, allowed.",
)

REASON = Key(
    name="reason",
    value=values.TEXT,
    default="",
    doc="Why its failing does not count. Needed.",
)
UNTIL = Key(
    name="until",
    value=values.DAY,
    default="",
    doc="The last day it holds, such as 2030-01-31; from then on the test counts again. Needed.",
)

JOBS: Key[int | None] = Key(
    name="jobs",
    value=values.COUNT,
    default=None,
    doc="How many checks run side by side. Default: as many as there are cores.",
)
MY_BACKGROUND: Key[bool | None] = Key(
    name="background",
    value=values.FLAG,
    default=None,
    doc="Overrules `background` of the repository, here.",
)
BACKGROUND_LOAD: Key[int | None] = Key(
    name="background-load",
    value=values.COUNT,
    default=None,
    doc="The background waits while more processes per core than this want to run. Default: 1.",
)
COLOR: Key[bool | None] = Key(
    name="color",
    value=values.FLAG,
    default=None,
    doc="Whether output is coloured. Default: on a terminal, unless NO_COLOR is set.",
)

SIZE = Table(
    name="size",
    doc="How big one commit may be.",
    keys=(TARGET, LIMIT, STRICT, IGNORE),
)
ENVIRONMENT = Table(
    name="environment",
    doc="Where the project's tools are, and what checks may see.",
    keys=(PYTHON, SHARE, CACHES, SHARED_PASS_ENV),
)
CHECKS = Table(
    name="checks",
    doc="What has to pass, each under a name of its own.",
    keys=(
        *(KIND, RUN, FIX, FILES, PER_FILE, INPUTS, ON, TIMEOUT),
        *(ENV, PASS_ENV, READS_HISTORY, EXCLUSIVE, NEEDS, ISOLATION, COVERAGE),
        *(MIN_DIFF_COVERAGE, FLAKY),
    ),
    many=True,
)
QUARANTINE = Table(
    name="quarantine",
    doc="Tests whose failing does not count for a while, each under the name pytest gives it.",
    keys=(REASON, UNTIL),
    many=True,
)
ROOT = Table(
    name="",
    doc="The configuration of devloop: devloop.toml, or [tool.devloop] in pyproject.toml.",
    keys=(MAINLINE, GATE_BRANCHES, BACKGROUND),
    tables=(SIZE, ENVIRONMENT, CHECKS, QUARANTINE),
)
COMFORT = Table(
    name="",
    doc="What one person prefers on one machine: devloop.local.toml.",
    keys=(JOBS, MY_BACKGROUND, BACKGROUND_LOAD, COLOR),
)
