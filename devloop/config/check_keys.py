"""The keys of a check: `[checks.NAME]`."""

from __future__ import annotations

from devloop.config import values
from devloop.config.key import Key, Table
from devloop.config.model import DEFAULT_TIMEOUT, Flaky, Isolation, Kind, Program, Stage

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
    "cores; 'process' is one ordinary run. Default: 'process' for tests that take a second "
    "or two, have fixtures made once for all files, or pass only after others, else 'file'.",
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
