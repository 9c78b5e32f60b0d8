"""Every key of a configuration, once: its name, its kind of value, its default, what it does.

The parser reads by these tables, names them in its suggestions, and the JSON schema is made from
them.
"""

from __future__ import annotations

from devloop.config import values
from devloop.config.check_keys import CHECKS
from devloop.config.key import Key, Table
from devloop.config.model import MergeSides, SizeRule

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
GATE_TAGS: Key[tuple[str, ...]] = Key(
    name="gate-tags",
    value=values.BRANCHES,
    default=(),
    doc="Release tags: each goes onto a commit of mainline that has passed the push stage, and is "
    "neither moved nor deleted.",
)
MERGE_SIDES = Key(
    name="merge-sides",
    value=values.choice(MergeSides),
    default=MergeSides.EACH,
    doc="How a push answers for what a merge brings into mainline: 'each' commit by its size and "
    "subject, the 'merge' by its message and whole difference, or 'all' commits at the commit "
    "stage too.",
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
    doc="The project's Python. Default: that of .venv, venv, env or .direnv in the repository, the "
    "one that poetry, pdm, hatch or uv keeps for it, the active environment (VIRTUAL_ENV, "
    "CONDA_PREFIX), the one that served last in this clone, the first on the PATH that is not "
    "devloop's own, else devloop's own.",
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
    doc="The last day it holds (UTC), such as 2030-01-31, at most 90 days ahead; from then on the "
    "test counts again. Needed.",
)

MY_PYTHON: Key[str | None] = Key(
    name="python",
    value=values.TEXT,
    default=None,
    doc="The project's Python on this machine, or the folder of its environment; it overrules "
    "`environment.python`, and `DEVLOOP_PYTHON` overrules both.",
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
QUARANTINE = Table(
    name="quarantine",
    doc="Tests whose failing does not count for a while, each under the name pytest gives it.",
    keys=(REASON, UNTIL),
    many=True,
)
ROOT = Table(
    name="",
    doc="The configuration of devloop: devloop.toml, or [tool.devloop] in pyproject.toml.",
    keys=(MAINLINE, GATE_BRANCHES, GATE_TAGS, MERGE_SIDES, BACKGROUND),
    tables=(SIZE, ENVIRONMENT, CHECKS, QUARANTINE),
)
COMFORT = Table(
    name="",
    doc="What one person prefers on one machine: devloop.local.toml.",
    keys=(MY_PYTHON, JOBS, MY_BACKGROUND, BACKGROUND_LOAD, COLOR),
)
