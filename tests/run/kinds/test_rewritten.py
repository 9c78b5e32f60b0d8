"""What pytest makes of test files is kept, and never taken for what another content would give."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from devloop.run.kinds.pytest import KEEPER, PLUGINS, REWRITTEN, prune
from devloop.run.run_result import RunResult
from devloop.run.testing.suite_result import SuiteResult
from devloop.verdict.outcome import Outcome
from tests.run.kinds.runs import folder, run_suite

__all__ = ["folder"]

GOOD = "def test_it():\n    assert 1 == 1\n"
BAD = "def test_it():\n    assert 1 == 2\n"


@pytest.fixture
def place(folder: Path) -> Path:
    """Where it is kept."""
    return folder.parent / "rewritten"


@pytest.fixture(autouse=True)
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugin is one that a wish names."""
    monkeypatch.setitem(PLUGINS, REWRITTEN, KEEPER)


def run(folder: Path, text: str, *options: str) -> tuple[RunResult, SuiteResult]:
    """One run, in a workspace without bytecode."""
    (folder.parent / "report").unlink(missing_ok=True)
    wish = {REWRITTEN: str(folder.parent / "rewritten"), "PYTHONDONTWRITEBYTECODE": "1"}
    return run_suite(folder, {"test_a.py": text}, *options, wish=wish)


@pytest.fixture(autouse=True)
def plain_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """`PYTHONDONTWRITEBYTECODE` is a variable and no plugin's wish."""
    monkeypatch.setitem(PLUGINS, "PYTHONDONTWRITEBYTECODE", KEEPER)


def test_the_second_run_takes_what_the_first_has_made(folder: Path, place: Path) -> None:
    assert run(folder, GOOD)[0].outcome is Outcome.PASSED
    (kept,) = place.iterdir()
    os.utime(kept, (1, 1))
    assert run(folder, GOOD)[0].outcome is Outcome.PASSED
    assert kept.stat().st_mtime > 1


def test_another_content_of_the_same_size_and_second_is_another(folder: Path, place: Path) -> None:
    assert run(folder, GOOD)[0].outcome is Outcome.PASSED
    before = (folder / "test_a.py").stat()
    (folder / "test_a.py").write_text(BAD)
    os.utime(folder / "test_a.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    ran, suite = run(folder, BAD)
    assert ran.outcome is Outcome.FAILED
    assert "assert 1 == 2" in suite.bad[0].message
    assert len([*place.iterdir()]) == 2


def test_options_that_change_what_is_made_are_part_of_it(folder: Path, place: Path) -> None:
    run(folder, GOOD)
    run(folder, GOOD, "-o", "enable_assertion_pass_hook=true")
    assert len([*place.iterdir()]) == 2


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 200])
def test_what_is_not_whole_is_made_again(folder: Path, place: Path, damage: bytes) -> None:
    run(folder, GOOD)
    (kept,) = place.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:40] + damage)
    assert run(folder, GOOD)[0].outcome is Outcome.PASSED
    assert kept.read_bytes() == whole


def test_a_project_that_rewrites_by_itself_is_left_alone(folder: Path, place: Path) -> None:
    conftest = """
from _pytest.assertion import rewrite
original = rewrite._rewrite_test
def mine(fn, config):
    return original(fn, config)
rewrite._rewrite_test = mine
"""
    (folder / "conftest.py").write_text(conftest)
    assert run(folder, GOOD)[0].outcome is Outcome.PASSED
    assert not place.exists()


def test_a_folder_that_cannot_be_written_to_changes_nothing(folder: Path, place: Path) -> None:
    place.write_text("a file")
    assert run(folder, GOOD)[0].outcome is Outcome.PASSED


def test_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    for number in range(2001):
        (tmp_path / str(number)).touch()
        os.utime(tmp_path / str(number), (number, number))
    prune(tmp_path)
    left = {int(path.name) for path in tmp_path.iterdir()}
    assert left == set(range(1001, 2001))
