"""`devloop check` tells other tools what it found."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import Devloop
from tests.report.runner import obeyed
from tests.report.sarif_rules import breaches
from tests.support.repo import Repo

LINT = "[checks.lint]\nrun = 'echo \"a.py:2:3: F821 no x\"; exit 1'\n"
FINE = "[checks.fine]\nrun = 'true'\n"
FILES = {"junit": "out/junit.xml", "sarif": "out/lint.sarif", "code-quality": "out/quality.json"}
OPTIONS = tuple(word for name, file in FILES.items() for word in (f"--{name}", file))


@pytest.fixture
def red(repo: Repo) -> Repo:
    """A repository with a check that points at a line."""
    repo.stage({"devloop.toml": LINT + FINE, "a.py": "\n\n"})
    return repo


@pytest.fixture
def on_github(red: Repo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same in GitHub Actions; the page of the step, which has something in it."""
    page = red.path / "page.md"
    page.write_text("before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    return page


def contents(repo: Repo) -> dict[str, bytes]:
    return {name: (repo.path / file).read_bytes() for name, file in FILES.items()}


def cases(repo: Repo) -> list[ET.Element]:
    return list(ET.parse(repo.path / FILES["junit"]).iter("testcase"))  # noqa: S314


def results(repo: Repo) -> list[Any]:
    document = json.loads((repo.path / FILES["sarif"]).read_text())
    assert breaches(document) == []
    return [result for run in document["runs"] for result in run["results"]]


def places(repo: Repo) -> list[str]:
    found = [result["locations"][0]["physicalLocation"] for result in results(repo)]
    return [place["artifactLocation"]["uri"] for place in found]


def test_each_file_that_is_asked_for_is_written(devloop: Devloop, red: Repo) -> None:
    devloop("check", "--keep-going", *OPTIONS, code=1)
    assert [case.attrib["name"] for case in cases(red)] == ["lint", "fine"]
    assert [result["ruleId"] for result in results(red)] == ["lint/F821"]
    (one,) = json.loads(contents(red)["code-quality"])
    assert one["location"] == {"path": "a.py", "lines": {"begin": 2}}


def test_nothing_is_written_and_little_imported_unasked(devloop: Devloop, red: Repo) -> None:
    devloop("check", code=1)
    assert not (red.path / "out").exists()
    code = (
        "import sys; from devloop.cli.main import main; main(['check']);"
        "print(*(name for name in sys.modules if name.startswith(('devloop.report', 'junit'))))"
    )
    assert red.run(sys.executable, "-c", code).stdout.split() == [
        "devloop.report",
        "devloop.report.formats",
    ]


def test_a_look_up_writes_what_the_run_wrote(devloop: Devloop, red: Repo) -> None:
    devloop("check", "--keep-going", *OPTIONS, code=1)
    before = contents(red)
    assert "already known" in devloop("check", "--keep-going", *OPTIONS, code=1).said
    assert contents(red) == before


TESTS = """
from pathlib import Path
def test_by_turns():
    mark = Path({mark!r})
    seen = mark.exists()
    mark.touch()
    assert seen, "not at first"
def test_good():
    pass
"""


@pytest.fixture
def flaky(repo: Repo, own_python: None, tmp_path: Path) -> Repo:  # noqa: ARG001 - it makes one
    """A repository with a test that fails once."""
    (site,) = (repo.path / ".venv").glob("lib/python*/site-packages")
    for name in ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments", "py.py"):
        (site / name).symlink_to(Path(pytest.__file__).parent.parent / name)
    text = TESTS.format(mark=str(tmp_path / "mark"))
    repo.stage({"devloop.toml": '[checks.tests]\nkind = "pytest"\n', "test_a.py": text})
    return repo


def test_tests_are_told_one_by_one_also_when_they_are_known(devloop: Devloop, flaky: Repo) -> None:
    devloop("check", *OPTIONS)
    by_turns, good = cases(flaky)
    assert (by_turns.attrib["name"], good.attrib["name"]) == ("test_by_turns", "test_good")
    assert "not at first" in (by_turns.findtext("flakyFailure/stackTrace") or "")
    before = contents(flaky)
    assert "nothing to run" in devloop("check", *OPTIONS).said
    assert contents(flaky) == before


def test_every_content_of_a_range_is_told(devloop: Devloop, red: Repo) -> None:
    red.commit("one")
    red.commit("two", {"b.py": ""})
    red.commit("three", {"c.py": ""})
    devloop("check", "HEAD~2..HEAD", *OPTIONS, code=1)
    suites = [suite.attrib["name"] for suite in ET.parse(red.path / FILES["junit"]).getroot()]  # noqa: S314
    assert [name.rpartition("(")[2] for name in suites if "lint" in name] == ["two))", "three))"]
    assert len(results(red)) == 2


NAMES = {
    b"a b,c.py": "a%20b%2Cc.py",
    b"a:b:3.py": "a%3Ab%3A3.py",
    b"\xff\xfe.py": "%FF%FE.py",
    b"e\x1b\x07.py": "e%1B%07.py",
    "ü::error::.py".encode(): "%C3%BC%3A%3Aerror%3A%3A.py",
}


def test_files_of_any_name_are_pointed_at(devloop: Devloop, repo: Repo) -> None:
    run = "for name in *.py; do printf '%s:1: x\\n' \"$name\"; done; exit 1"
    repo.stage({"devloop.toml": f"[checks.lint]\nrun = {json.dumps(run)}\n"})
    repo.stage({os.fsdecode(name): "" for name in NAMES})
    done = devloop("check", *OPTIONS, code=1)
    assert "\x1b" not in done.said
    assert sorted(places(repo)) == sorted(NAMES.values())
    assert len(json.loads(contents(repo)["code-quality"])) == len(NAMES)


def test_full_names_in_the_workspace_are_files_of_the_content(devloop: Devloop, repo: Repo) -> None:
    config = (
        "[checks.whole]\nrun = 'echo $PWD/dir/a.py:3: x; exit 1'\n"
        "[checks.part]\ninputs = ['dir']\nrun = 'echo $PWD/dir/a.py:3: x; exit 1'\n"
    )
    repo.stage({"devloop.toml": config, "dir/a.py": ""})
    devloop("check", "--keep-going", *OPTIONS, code=1)
    assert places(repo) == ["dir/a.py", "dir/a.py"]


def test_without_the_library_for_junit_nothing_is_run(
    devloop: Devloop, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.stage({"devloop.toml": "[checks.slow]\nrun = 'touch \"$HOME/ran\"'\n"})
    monkeypatch.setitem(sys.modules, "junitparser", None)
    said = devloop("check", "--junit", "x.xml", code=2).said
    assert "--junit needs junitparser, which is not installed" in said
    assert f"{sys.executable} -m pip install 'devloop-hooks[reports]'" in said
    assert not (repo.path / ".git/devloop").exists()


@pytest.mark.parametrize("file", ["a.py/x.sarif", "a.py/../a.py/x/y.sarif"])
def test_what_cannot_be_written_is_said_before_anything_runs(
    devloop: Devloop, red: Repo, file: str
) -> None:
    said = devloop("check", "--sarif", file, code=2).said
    assert f"{file} cannot be written: " in said
    assert not (red.path / ".git/devloop").exists()


def test_a_folder_is_no_file(devloop: Devloop, red: Repo) -> None:
    (red.path / "out").mkdir()
    assert "is a directory" in devloop("check", "--sarif", "out", code=2).said


def test_a_link_leads_to_the_file(devloop: Devloop, red: Repo) -> None:
    (red.path / "out").mkdir()
    (red.path / FILES["sarif"]).symlink_to("elsewhere")
    devloop("check", "--sarif", FILES["sarif"], code=1)
    assert (red.path / FILES["sarif"]).is_symlink()
    assert (red.path / "out/elsewhere").read_text().startswith("{")
    assert sorted(path.name for path in (red.path / "out").iterdir()) == ["elsewhere", "lint.sarif"]


def test_a_pipe_gets_it_too(devloop: Devloop, red: Repo) -> None:
    pipe = red.path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        devloop("check", "--sarif", "pipe", code=1)
        assert os.read(reader, 1) == b"{"
    finally:
        os.close(reader)


@pytest.mark.usefixtures("on_github")
def test_github_is_told_at_the_end_of_what_is_said(devloop: Devloop) -> None:
    done = devloop("check", "--json", "--keep-going", code=1)
    assert json.loads(done.stdout)["decision"] == "failed"
    (told,) = obeyed(done.stderr)
    assert told.properties == {"file": "a.py", "line": "2", "col": "3", "title": "lint F821"}
    assert done.stderr.endswith("::F821 no x\n")


def test_github_is_shown_a_table_below_what_was_there(devloop: Devloop, on_github: Path) -> None:
    devloop("check", "--keep-going", code=1)
    page = on_github.read_text()
    assert page.startswith("before\n")
    assert "| lint | failed |" in page
    assert "| fine | passed |" in page


def test_github_is_told_nothing_on_request(devloop: Devloop, on_github: Path) -> None:
    done = devloop("check", "--no-annotations", code=1)
    assert obeyed(done.said) == []
    assert on_github.read_text() == "before\n"


def test_a_page_that_cannot_be_written_changes_nothing(
    devloop: Devloop, on_github: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(on_github / "x"))
    assert "cannot be written" in devloop("check", code=1).said


def test_elsewhere_nobody_is_told(devloop: Devloop, red: Repo) -> None:
    assert obeyed(devloop("check", code=1).said) == []
    assert sorted(path.name for path in red.path.iterdir()) == [".git", "a.py", "devloop.toml"]


@pytest.mark.parametrize(("github", "uris"), [("", [[]]), ("true", [["devloop.toml"]])])
def test_for_github_what_has_no_place_is_placed_where_it_is_asked_for(
    devloop: Devloop, repo: Repo, monkeypatch: pytest.MonkeyPatch, github: str, uris: list[Any]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", github)
    repo.stage({"devloop.toml": "[checks.lint]\nrun = 'exit 1'\n"})
    devloop("check", *OPTIONS, code=1)
    found = [
        [place["physicalLocation"]["artifactLocation"]["uri"] for place in result["locations"]]
        for result in results(repo)
    ]
    assert found == uris


def test_a_report_does_not_change_what_comes_of_a_check(devloop: Devloop, repo: Repo) -> None:
    repo.stage({"devloop.toml": FINE})
    devloop("check", *OPTIONS)
    assert results(repo) == []
    assert json.loads(contents(repo)["code-quality"]) == []
    repo.stage({"devloop.toml": "[checks.x]\nrun = ['not-there-at-all']\n"})
    devloop("check", *OPTIONS, code=3)
    (case,) = cases(repo)
    assert case.find("error") is not None
