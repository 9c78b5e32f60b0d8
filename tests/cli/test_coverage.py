"""What `devloop coverage` shows, and what the gate says to lines that no test ran."""

from __future__ import annotations

import json
from pathlib import Path

import coverage
import pytest

from devloop.change.untested import LinesRun
from devloop.cli.session import open_session
from devloop.cli.terminal.console import environment, open_console
from devloop.fastpath.commit_shortcut import _is_silently_allowed
from devloop.gate.commit_gate import look
from devloop.run.testing.coverage import lines_in
from tests.cli.conftest import Devloop, with_packages, with_pytest
from tests.support.repo import Repo

CONFIG = '[checks.tests]\nkind = "pytest"\ncoverage = true\n'
TEST = "import sys\nsys.path.insert(0, '.')\nimport mod\ndef test_f():\n    assert mod.f(1) == 1\n"
MOD = "def f(a):\n    return a\n"
GAP = "def f(a):\n    if a:\n        return a\n    return 0\n"


@pytest.fixture(autouse=True)
def project(repo: Repo, own_python: None) -> None:  # noqa: ARG001 - it makes an environment
    with_pytest(repo)
    repo.commit("start", {"devloop.toml": CONFIG, "mod.py": MOD, "test_mod.py": TEST})


@pytest.fixture
def measured(repo: Repo) -> None:
    assert coverage.__file__
    with_packages(repo, "coverage")


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("isolation", ["file", "process"])
def test_a_new_line_that_no_test_ran_is_shown(devloop: Devloop, repo: Repo, isolation: str) -> None:
    other = TEST.replace("test_f", "test_again")
    config = f'{CONFIG}isolation = "{isolation}"\n'
    repo.stage({"devloop.toml": config, "mod.py": GAP, "test_other.py": other})
    (check,) = json.loads(devloop("coverage", "--json").stdout)["checks"]
    assert check["statements"] == 3
    assert [one["source"] for one in check["uncovered"]] == ["    return 0"]
    assert "return 0" in devloop("coverage").stdout


TOOL = """\
import os, sys
def elsewhere():
    return 1
def beside():
    return 2
def forked():
    os._exit(0)
if __name__ == "__main__":
    globals()[sys.argv[1]]()
"""
TEST_TOOL = """\
import os, subprocess, sys
sys.path.insert(0, "tools")
import tool
def test_started(tmp_path):
    beside = os.path.dirname(os.path.abspath(tool.__file__))
    for name, place in {"elsewhere": tmp_path, "beside": beside}.items():
        command = [sys.executable, os.path.join(beside, "tool.py"), name]
        subprocess.run(command, cwd=place, check=True)
def test_forked():
    if not (child := os.fork()):
        tool.forked()
    os.waitpid(child, 0)
"""


@pytest.mark.usefixtures("measured")
def test_it_is_noted_what_runs_in_processes_that_stand_and_end_elsewhere(
    devloop: Devloop, repo: Repo
) -> None:
    settings = "[run]\nrelative_files = true\nsource = .\nomit = test_*\n"
    repo.stage({".coveragerc": settings, "tools/tool.py": TOOL, "test_tool.py": TEST_TOOL})
    (check,) = json.loads(devloop("coverage", "--json").stdout)["checks"]
    assert (check["statements"], check["run"]) == (9, 9)


@pytest.mark.usefixtures("measured")
def test_what_the_project_notes_itself_counts(devloop: Devloop, repo: Repo) -> None:
    run = 'run = ["python", "-m", "coverage", "run", "--branch", "-m", "pytest", "-q"]\n'
    repo.stage({"devloop.toml": CONFIG + run, "mod.py": GAP})
    (check,) = json.loads(devloop("coverage", "--json").stdout)["checks"]
    assert [one["line"] for one in check["uncovered"]] == [4]


WHOLE = """\
import coverage
noted = coverage.CoverageData(basename="{name}")
noted.add_lines({{"mod.py": [1, 2, 3, 4]}})
noted.write()
"""
"""A program that says of every line of the module that it ran."""


@pytest.mark.usefixtures("measured")
def test_data_that_the_tree_holds_is_not_believed(devloop: Devloop, repo: Repo) -> None:
    repo.run(str(repo.path / ".venv/bin/python"), "-c", WHOLE.format(name=".coverage"))
    repo.git("add", "-f", ".coverage")
    repo.stage({".coveragerc": "[run]\nrelative_files = true\n", "mod.py": GAP})
    assert "ran 2 of 3" in devloop("coverage").said


@pytest.mark.usefixtures("measured")
def test_data_that_a_test_makes_up_is_not_believed(devloop: Devloop, repo: Repo) -> None:
    lines = "".join(f"    {line}\n" for line in WHOLE.format(name=".coverage.x").splitlines())
    repo.stage({"mod.py": GAP, "test_mod.py": f"{TEST}def test_tool():\n{lines}"})
    assert "ran 2 of 3" in devloop("coverage").said


@pytest.mark.usefixtures("measured")
def test_data_of_another_tree_is_not_added_to(devloop: Devloop, repo: Repo) -> None:
    run = 'run = ["python", "-m", "coverage", "run", "--append", "-m", "pytest", "-q"]\n'
    caches = '[environment]\ncaches = [".coverage"]\n'
    more = TEST + "    assert mod.f(0) == 0\n"
    repo.stage({"devloop.toml": CONFIG + run + caches, "mod.py": GAP, "test_mod.py": more})
    assert "ran 3 of 3" in devloop("coverage").said
    repo.stage({"test_mod.py": TEST})
    assert "ran 2 of 3" in devloop("coverage").said


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    "text",
    [
        '[tool]\ncoverage.report.exclude_also = ["return 0"]\n',
        '[tool.coverage]\nreport = { exclude_also = ["return 0"] }\n',
        'tool = { coverage = { report = { exclude_also = ["return 0"] } } }\n',
    ],
)
def test_settings_are_found_however_they_are_spelled(
    devloop: Devloop, repo: Repo, text: str
) -> None:
    repo.stage({"pyproject.toml": text, "mod.py": GAP})
    assert "1 excluded" in devloop("coverage").said


@pytest.mark.usefixtures("measured")
def test_a_commit_below_the_limit_is_refused(devloop: Devloop, repo: Repo) -> None:
    repo.stage({"devloop.toml": CONFIG + "min-diff-coverage = 100\n", "mod.py": GAP})
    assert may_be_stamped(repo) is False
    done = devloop("hook", "pre-commit", code=1)
    assert "no test ran 1 of 3 new statements: mod.py:4; tests requires 100 %" in done.said
    assert "→ devloop coverage" in done.said
    assert "mod.py:4" in devloop("hook", "check", code=1).said
    assert may_be_stamped(repo) is False
    assert "tests requires 100 %" in devloop("coverage", code=1).said
    repo.stage({"test_mod.py": TEST + "    assert mod.f(0) == 0\n"})
    devloop("hook", "pre-commit")
    assert may_be_stamped(repo) is True


@pytest.mark.usefixtures("measured")
def test_without_a_limit_a_commit_is_told_what_no_test_ran(devloop: Devloop, repo: Repo) -> None:
    repo.stage({"mod.py": GAP})
    assert "no test ran 1 of 3 new statements: mod.py:4" in devloop("hook", "pre-commit").said
    assert may_be_stamped(repo) is False


@pytest.mark.usefixtures("measured")
def test_a_push_below_the_limit_is_refused_at_whatever_stage(
    devloop: Devloop, repo: Repo, tmp_path: Path
) -> None:
    repo.git("init", "-q", "--bare", str(tmp_path / "remote"))
    repo.git("remote", "add", "origin", str(tmp_path / "remote"))
    repo.git("push", "-q", "-u", "origin", "main")
    limit = CONFIG + "min-diff-coverage = 100\n"
    start = repo.rev("HEAD")
    first = repo.commit("add a line", {"devloop.toml": limit, "mod.py": GAP})
    done = devloop("push", code=1)
    assert "no test ran 1 of 3 new statements: mod.py:4" in done.said
    assert f"→ devloop coverage {first[:9]}" in done.said
    repo.git("reset", "-q", "--soft", start)
    repo.commit("add a line\n\nGate-Change: slow", {"devloop.toml": limit + 'on = "push"\n'})
    tip = repo.commit("and a word", {"read.me": "words\n"})
    done = devloop("push", code=1)
    assert "no test ran 1 of 3 new statements: mod.py:4" in done.said
    assert f"→ devloop coverage {start[:9]}..{tip[:9]}" in done.said


def may_be_stamped(repo: Repo) -> bool:
    """Whether a commit of what is staged may go without a question."""
    environ = environment()
    with open_session(open_console(environ), environ, repo.path, background=True) as session:
        case = look(session.repo)
        return _is_silently_allowed(session, case, session.config(case.tree))


@pytest.mark.usefixtures("measured")
def test_what_is_not_known_any_more_is_found_out_again(devloop: Devloop, repo: Repo) -> None:
    config = CONFIG + "min-diff-coverage = 50\n"
    repo.stage({"devloop.toml": config, "mod.py": GAP})
    before = devloop("coverage", "--json").stdout
    for log in (repo.path / ".git/devloop/logs").rglob("*.z"):
        log.write_bytes(log.read_bytes()[:-9])
    assert "1 passed" in devloop("hook", "pre-commit").said
    assert devloop("coverage", "--json").stdout == before
    assert "again" not in devloop("coverage").said


@pytest.mark.usefixtures("measured")
def test_a_range_is_what_its_end_adds_to_the_common_history(devloop: Devloop, repo: Repo) -> None:
    repo.git("branch", "topic")
    repo.commit("elsewhere", {"mod.py": MOD.replace("return a", "return a + 0")})
    repo.git("checkout", "-q", "topic")
    repo.commit("here", {"new.py": "y = 1\n"})
    for name in ("main..topic", "main...", "main..HEAD"):
        (check,) = json.loads(devloop("coverage", name, "--json").stdout)["checks"]
        assert [one["file"] for one in check["uncovered"]] == ["new.py"]
        assert check["statements"] == 1


@pytest.mark.usefixtures("measured")
def test_where_there_was_nothing_to_judge_nothing_has_run(devloop: Devloop, repo: Repo) -> None:
    config = CONFIG + 'files = ["*.pyx"]\nmin-diff-coverage = 1\n'
    repo.commit("rule", {"devloop.toml": config})
    repo.stage({"new.py": "x = 1\n"})
    assert "no test ran 1 of 1 new statements" in devloop("hook", "pre-commit", code=1).said


@pytest.mark.usefixtures("measured")
def test_where_nothing_was_noted_there_is_no_pass(devloop: Devloop, repo: Repo) -> None:
    repo.stage({".coveragerc": "[run]\nsource = nowhere\n"})
    assert "coverage.py recorded no files" in devloop("coverage", code=3).said


@pytest.mark.usefixtures("measured")
def test_settings_that_are_wrong_are_no_pass(devloop: Devloop, repo: Repo) -> None:
    repo.stage({".coveragerc": "[run]\nbranch = perhaps\n"})
    assert "perhaps" in devloop("coverage", code=3).said


@pytest.mark.usefixtures("measured")
def test_the_whole_document(devloop: Devloop, repo: Repo) -> None:
    repo.stage({".coveragerc": "[run]\nbranch = true\n", "mod.py": GAP})
    told = json.loads(devloop("coverage", "--json").stdout)
    key = told["checks"][0]["key"]
    assert told == {
        "schema": "devloop.coverage/1",
        "tree": repo.git("write-tree"),
        "base": repo.rev("HEAD^{tree}"),
        "decision": "passed",
        "checks": [
            {
                "check": "tests",
                "key": key,
                "least": None,
                "statements": 3,
                "run": 2,
                "excluded": 0,
                "percent": 66.67,
                "uncovered": [
                    {"file": "mod.py", "line": 4, "last_line": 4, "source": "    return 0"}
                ],
                "partial": [{"file": "mod.py", "line": 2, "last_line": 2, "source": "    if a:"}],
            }
        ],
    }
    assert "if a:  # one way only" in devloop("coverage").stdout


@pytest.mark.usefixtures("measured")
def test_tests_that_fail_are_told_and_nothing_else(devloop: Devloop, repo: Repo) -> None:
    repo.stage({"mod.py": "def f(a):\n    return 5\n"})
    done = devloop("coverage", "--json", "--html", "page.html", code=1)
    told = json.loads(done.stdout)
    assert (told["decision"], told["checks"]) == ("failed", [])
    assert "tests failed" in done.stderr
    assert not (repo.path / "page.html").exists()


def test_a_content_without_such_a_check_is_told_what_to_say(devloop: Devloop, repo: Repo) -> None:
    commit = repo.commit("none", {"devloop.toml": '[checks.tests]\nkind = "pytest"\n'})
    done = devloop("coverage", "HEAD", code=2)
    assert f"commit {commit[:9]} (none): no check measures coverage" in done.said
    assert "→ set coverage = true on a check" in done.said


def test_a_page_needs_a_folder_before_anything_runs(devloop: Devloop) -> None:
    done = devloop("coverage", "--html", "nowhere/page.html", code=2)
    assert "there is no directory" in done.said


def test_without_coverage_there_is_no_pass(devloop: Devloop) -> None:
    done = devloop("check", code=3)
    assert "coverage.py is not installed" in done.said
    assert "-m pip install coverage" in done.said


def test_a_document_that_is_none_is_not_known() -> None:
    assert lines_in(b"{}") is None
    assert lines_in(b'{"schema": "devloop.lines-run/1", "files": {"a.py": [1]}}') is None


def test_a_file_that_could_not_be_read_is_not_in_it() -> None:
    text = (
        b'{"schema": "devloop.lines-run/1", "files":'
        b' {"a.py": null, "b.py": {"ran": [1], "missing": [], "excluded": []}}}'
    )
    assert lines_in(text) == {"b.py": LinesRun(ran=frozenset({1}))}
