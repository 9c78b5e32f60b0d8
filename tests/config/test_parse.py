"""Facts about how a configuration is read, and about what is said of its mistakes."""

from __future__ import annotations

import datetime as dt
import textwrap

import pytest

from devloop.config.key import keys_of
from devloop.config.model import Check, Config, EnvironmentRule, Kind, MergeSides, SizeRule, Stage
from devloop.config.parse import config_of, parse_config
from devloop.errors import ConfigError

WHOLE = """
mainline = ["main", "release/*"]
gate-branches = ["topic/**"]
gate-tags = ["v*"]
merge-sides = "all"
background = false

[size]
target = 30
limit = 60
strict = true
ignore = ["vendor/**"]

[environment]
python = ".venv/bin/python"
share = [".venv", "node_modules/"]
caches = [".mypy_cache/"]
pass-env = ["DATABASE_URL", "AWS_*"]

[checks.lint]
run = "ruff check {files}"
files = ["*.py"]
per-file = true
fix = ["ruff", "check", "--fix", "{files}"]
on = "commit"

[checks.tests]
kind = "pytest"
on = "ci"
timeout = "1h30m"
inputs = ["src/**", "!src/docs/**"]
env = { B = "2", A = "" }
pass-env = ["CI"]
exclusive = true
needs = ["lint"]

[checks.log]
run = ["gitlint", "--commits", ""]
reads-history = true
timeout = false
"""


def parse(text: str, source: str = "devloop.toml") -> Config:
    return parse_config(textwrap.dedent(text), source)


def problems(text: str, source: str = "devloop.toml") -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        parse(text, source)
    assert caught.value.source == source
    return caught.value.problems


def test_every_key_comes_through() -> None:
    assert parse(WHOLE) == Config(
        mainline=("main", "release/*"),
        gate_branches=("topic/**",),
        gate_tags=("v*",),
        merge_sides=MergeSides.ALL,
        background=False,
        size=SizeRule(target=30, limit=60, strict=True, ignore=("vendor/**",)),
        environment=EnvironmentRule(
            python=".venv/bin/python",
            share=(".venv", "node_modules"),
            caches=(".mypy_cache",),
            pass_env=("DATABASE_URL", "AWS_*"),
        ),
        checks=(
            Check(
                name="lint",
                run="ruff check {files}",
                files=("*.py",),
                per_file=True,
                fix=("ruff", "check", "--fix", "{files}"),
            ),
            Check(
                name="tests",
                kind=Kind.PYTEST,
                on=Stage.CI,
                timeout=5400.0,
                inputs=("src/**", "!src/docs/**"),
                env=(("A", ""), ("B", "2")),
                pass_env=("CI",),
                exclusive=True,
                needs=("lint",),
            ),
            Check(
                name="log",
                run=("gitlint", "--commits", ""),
                reads_history=True,
                timeout=None,
            ),
        ),
        source="devloop.toml",
    )


def test_an_empty_file_asks_for_the_defaults() -> None:
    assert parse("") == Config()


def test_in_pyproject_the_table_is_tool_devloop() -> None:
    text = """
        [project]
        name = "x"
        [tool.devloop.size]
        target = 10
    """
    config = parse(text, "pyproject.toml")
    assert (config.size.target, config.source) == (10, "pyproject.toml")


def test_in_pyproject_the_path_of_a_mistake_is_the_whole_path() -> None:
    (problem,) = problems("[tool.devloop.size]\ntarget = 0", "pyproject.toml")
    assert problem == "tool.devloop.size.target: must be a whole number above zero, not 0"


def test_tool_devloop_must_be_a_table() -> None:
    (problem,) = problems("[tool]\ndevloop = 1", "pyproject.toml")
    assert problem == "tool.devloop: must be a table, not 1"


def test_all_mistakes_are_said_at_once() -> None:
    found = problems(
        """
        mainlin = ["main"]
        background = "yes"
        [size]
        target = 60
        [checks.lint]
        run = "ruff check"
        per_file = true
        on = "comit"
        [checks.tests]
        needs = ["lnt"]
        """
    )
    assert found == (
        "mainlin: unknown key (did you mean 'mainline'?)",
        "background: must be true or false, not 'yes'",
        "size.limit: 50 is below the target, 60: set both",
        "checks.lint.per_file: unknown key (did you mean 'per-file'?)",
        (
            "checks.lint.on: must be one of 'commit', 'push', 'ci', not 'comit' "
            "(did you mean 'commit'?)"
        ),
        "checks.tests.run: is missing: the command to run",
        "checks.tests.needs: there is no check 'lnt' (did you mean 'lint'?)",
    )


def test_a_text_that_is_no_toml_is_said_with_its_line() -> None:
    (problem,) = problems("a = 1\nb = = 2")
    assert "line 2" in problem


def test_tables_nested_without_end_are_a_mistake_and_no_crash() -> None:
    (problem,) = problems("a = " + "[" * 100_000)
    assert problem.startswith("is not TOML")


def test_an_unknown_key_near_to_none_is_answered_with_those_there_are() -> None:
    (problem,) = problems("[size]\nqqq = 1")
    assert problem == "size.qqq: unknown key; known are target, limit, strict, ignore"


def test_a_check_outside_of_checks_is_recognised() -> None:
    (problem,) = problems("[lint]\nrun = 'ruff check'")
    assert problem == "lint: unknown table (did you mean [checks.lint]?)"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("run = ''", "run: must not be empty"),
        ("run = []", "run: must be a line for sh or a list of words, not an empty list"),
        ("run = ['']", "run: must start with the name of a program"),
        (
            "run = ['a', 'b', 3]\nfix = 4",
            "run[2]: must be text in quotes, not 3",
        ),
        (
            "run = ['a', '--x={files}']\nfiles = ['*']",
            "run[1]: {files} must be a word of its own in a list, not '--x={files}'",
        ),
        ('run = "a\\u0000b"', "run: must not hold a NUL character: 'a\\x00b'"),
        ("run = 'a {files}'", "run: {files} is used, but `files` is not set"),
        ("run = 'a'\nfix = 'b {files}'", "fix: {files} is used, but `files` is not set"),
        (
            "run = 'a'\nper-file = true\nfiles = ['*.py']",
            "per-file: needs {files} in run, where the files to check go",
        ),
        (
            "run = 'a {files}'\nper-file = true\nfiles = []",
            "per-file: needs `files`: the patterns of the files to check",
        ),
        (
            "kind = 'pytest'\nper-file = true\nfiles = ['*.py']",
            "per-file: needs {files} in run, where the files to check go",
        ),
        ("run = 'a'\nisolation = 'file'", "isolation: is only for kind 'pytest'"),
        (
            "kind = 'pre-commit'\nfiles = ['*.py']",
            "files: does not apply to kind 'pre-commit': each hook declares it itself",
        ),
        (
            "kind = 'pre-commit'\ninputs = ['src/**']",
            "inputs: does not apply to kind 'pre-commit': each hook declares it itself",
        ),
        (
            "kind = 'pre-commit'\nfix = 'x'",
            "fix: does not apply to kind 'pre-commit': each hook declares it itself",
        ),
        (
            "run = 'a'\nfiles = '*.py'",
            "files: must be a list, not '*.py' (write ['*.py'])",
        ),
        ("run = 'a'\nfiles = ['']", "files[0]: must not be empty"),
        (
            "run = 'a'\nfiles = ['/etc/*']",
            "files[0]: '/etc/*' is absolute: patterns start at the root of the repository",
        ),
        (
            "run = 'a'\nfiles = ['C:/x']",
            "files[0]: 'C:/x' is absolute: patterns start at the root of the repository",
        ),
        (
            "run = 'a'\nfiles = ['a/../b']",
            "files[0]: 'a/../b' leads out of the repository: '..' has no place here",
        ),
        ("run = 'a'\nfiles = ['./b']", "files[0]: './b' starts with './': write 'b'"),
        (
            "run = 'a'\nfiles = ['!b']",
            "files: matches nothing: every pattern is an exception ('!')",
        ),
        (
            "run = 'a'\nfiles = ['!']",
            "files[0]: '!' is an exception to nothing: a pattern follows the '!'",
        ),
        (
            "run = 'a'\nfiles = ['#b']",
            "files[0]: '#b' would be a comment: write '\\\\#' for the character",
        ),
        (
            "run = 'a'\nfiles = ['[z-a]']",
            "files[0]: '[z-a]' can match nothing: it is not a gitignore pattern",
        ),
        (
            "run = 'a'\nfiles = ['src\\']",
            "files[0]: 'src\\\\' ends in a backslash: folders are written with '/'",
        ),
        (
            "run = 'a'\ninputs = ['b ']",
            "inputs[0]: 'b ' has a space at an end: patterns are compared exactly",
        ),
        (
            "run = 'a'\ntimeout = 'soon'",
            (
                "timeout: must be seconds or a text such as '90s', '5m' or '1h30m' "
                "(false: no limit), not 'soon'"
            ),
        ),
        ("run = 'a'\nenv = { A = 1 }", "env.A: must be text in quotes, not 1"),
        (
            "run = 'a'\nenv = { GIT_DIR = 'x' }",
            "env.GIT_DIR: GIT_DIR would point git to another repository than the one being checked",
        ),
        ("run = 'a'\nenv = { 'A B' = 'x' }", "env.'A B': 'A B' cannot be the name of a variable"),
        (
            "run = 'a'\npass-env = ['DEVLOOP_RUN']",
            "pass-env[0]: DEVLOOP_RUN is set by devloop itself",
        ),
        (
            "run = 'a'\nreads-history = true\ninputs = ['b']",
            "reads-history: cannot be combined with inputs: each commit is checked anew",
        ),
        (
            "run = 'a {files}'\nfiles = ['b']\nreads-history = true\nper-file = true",
            "reads-history: cannot be combined with per-file: commits are checked, or files",
        ),
        ("run = 'a'\nneeds = ['x']", "needs: circular dependency: x -> x"),
    ],
)
def test_a_mistake_in_a_check_is_said_at_its_key(line: str, problem: str) -> None:
    assert f"checks.x.{problem}" in problems(f"[checks.x]\n{line}")


def test_a_mistake_in_one_key_is_no_reason_to_complain_of_another() -> None:
    assert len(problems("[checks.x]\nrun = 5")) == 1


@pytest.mark.parametrize("name", ["''", "'-a'", "'a b'", "'a/b'", "'ä'"])
def test_the_name_of_a_check_is_letters_digits_and_little_else(name: str) -> None:
    (problem,) = problems(f"[checks.{name}]\nrun = 'a'")
    assert "a name starts with a letter or digit" in problem


def test_a_check_may_have_a_dot_in_its_name() -> None:
    assert parse("[checks.'py3.12']\nrun = 'a'").checks[0].name == "py3.12"


def test_checks_keep_the_order_of_the_file() -> None:
    config = parse("[checks.b]\nrun = 'b'\n[checks.a]\nrun = 'a'")
    assert [check.name for check in config.checks] == ["b", "a"]


def test_a_circle_of_needs_is_shown() -> None:
    text = "".join(
        f"[checks.{name}]\nrun = 'x'\nneeds = {needs}\n"
        for name, needs in [("a", ["b"]), ("b", ["c"]), ("c", ["b"]), ("d", [])]
    )
    assert problems(text) == ("checks.b.needs: circular dependency: b -> c -> b",)


def test_a_check_cannot_need_one_that_is_due_later() -> None:
    text = "[checks.a]\nrun = 'a'\nneeds = ['b']\n[checks.b]\nrun = 'b'\non = 'push'"
    assert problems(text) == ("checks.a.needs: 'b' is due at push, after this one (commit)",)


def test_a_check_can_need_one_that_is_due_earlier() -> None:
    text = "[checks.a]\nrun = 'a'\non = 'push'\nneeds = ['b']\n[checks.b]\nrun = 'b'"
    assert parse(text).checks[0].needs == ("b",)


@pytest.mark.parametrize("kind", ["pytest", "build", "pre-commit"])
def test_only_a_command_has_to_say_what_to_run(kind: str) -> None:
    assert parse(f"[checks.x]\nkind = '{kind}'").checks[0].run is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("mainline = []", "mainline: must not be an empty list: leave it out for the default"),
        ("mainline = 'main'", "mainline: must be a list, not 'main' (write ['main'])"),
        (
            "mainline = ['refs/heads/main']",
            "mainline[0]: 'refs/heads/main' is a ref: name the branch, without 'refs/heads/'",
        ),
        ("mainline = ['a b']", "mainline[0]: 'a b' cannot be the name of a branch"),
        ("size = 5", "size: must be a table, not 5"),
        ("checks = []", "checks: must be a table, not an empty list"),
        ("checks.a = 'ruff'", "checks.a: must be a table, not 'ruff'"),
        (
            "environment.share = ['/usr']",
            "environment.share[0]: '/usr' is absolute: paths start at the root of the repository",
        ),
        (
            "environment.share = ['.git']",
            "environment.share[0]: '.git' is not a path in the repository that can be shared",
        ),
    ],
)
def test_a_mistake_elsewhere_is_said_at_its_key(line: str, problem: str) -> None:
    assert problem in problems(line)


def test_a_strict_rule_does_not_look_at_its_limit() -> None:
    assert parse("[size]\ntarget = 80\nstrict = true").size.ceiling == 80


def test_the_limit_may_be_the_target() -> None:
    assert parse("[size]\ntarget = 50").size.limit == 50


KEYS = [
    (*inside, key.name)
    for inside, record in (
        ((), Config),
        (("size",), SizeRule),
        (("environment",), EnvironmentRule),
        (("checks", "x"), Check),
    )
    for key in keys_of(record).values()
]


@pytest.mark.parametrize("path", KEYS, ids=".".join)
def test_every_key_of_the_tables_is_read(path: tuple[str, ...]) -> None:
    """A date suits no key, so the parser complains of it wherever it looks."""
    value: object = dt.date(2020, 1, 1)
    for step in reversed(path):
        value = {step: value}
    with pytest.raises(ConfigError) as caught:
        config_of(value, "devloop.toml")
    (problem,) = caught.value.problems
    assert problem.startswith(".".join(path) + ": must ")
    assert "2020-01-01" in problem
