"""A hook loads what it uses and nothing else, since a person waits for every module."""

from __future__ import annotations

import sys

import pytest

from tests.support.repo import Repo

CODE = """
import sys
there = {*sys.modules}
from devloop.cli.main import main
code = main(["hook", "pre-commit"])
print(*({*sys.modules} - there))
sys.exit(code)
"""

OF_TESTS = (
    *("devloop.change.untested", "devloop.cli.terminal.render_tests", "devloop.gate.coverage_gate"),
    *(
        "devloop.run.testing.coverage",
        "devloop.run.testing.keep",
        "devloop.run.testing.rerun",
        "devloop.run.testing.suite_result",
    ),
    *(
        "devloop.run.testing.document",
        "devloop.run.testing.plugin_report",
        "devloop.run.testing.kept_runs",
    ),
)
OF_KINDS = tuple(
    f"devloop.run.kinds.{name}"
    for name in ("build", "judgement", "leniency", "pre_commit", "pytest")
)
OF_HOOKS = (
    *(
        "devloop.detect.hooks",
        "devloop.run.planning.hook_checks",
        "devloop.environment.hook_caches",
    ),
    "devloop.environment.hook_environment",
)
OF_PUSHES = ("devloop.gate.mainline", "devloop.gate.push_gate", "devloop.gate.update")
OF_TROUBLE = ("devloop.run.isolation", "devloop.run.process.start_failure", "tempfile", "traceback")
OF_OTHERS = (
    "devloop.report",
    "devloop.run.fix.fixers",
    "devloop.run.kinds.wheel",
    "devloop.verdict.sweep",
)
OF_LIBRARIES = (
    *("argparse", "asyncio", "click", "dataclasses", "pathspec", "pygit2", "rich"),
    *("shlex", "shutil", "yaml"),
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """What a commit with one plain check that passes has loaded."""
    folder = tmp_path_factory.mktemp("start-up")
    repo = Repo.create(folder / "repo", folder / "home")
    config = "[checks.fine]\nrun = ['cat', 'a.py']\n"
    repo.commit("base", {"devloop.toml": config, "a.py": "a = 1\n"})
    repo.run(sys.executable, "-m", "devloop", "check")  # what is tried once on a machine
    repo.stage({"a.py": "a = 2\n"})
    return frozenset(repo.run(sys.executable, "-c", CODE).stdout.split())


def test_it_is_the_whole_hook_that_was_looked_at(loaded: frozenset[str]) -> None:
    assert {"devloop.cli.hooks.commit", "devloop.run.kinds.command", "devloop.run.keep"} <= loaded


@pytest.mark.parametrize(
    "unused",
    [OF_TESTS, OF_KINDS, OF_HOOKS, OF_PUSHES, OF_TROUBLE, OF_OTHERS, OF_LIBRARIES],
    ids=["tests", "kinds", "hooks", "pushes", "trouble", "others", "libraries"],
)
def test_what_such_a_commit_does_not_use_is_not_loaded(
    unused: tuple[str, ...], loaded: frozenset[str]
) -> None:
    assert sorted(loaded & {*unused}) == []
