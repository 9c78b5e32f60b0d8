"""Facts about checks that a configuration holds as comments."""

from __future__ import annotations

from devloop.config.off_checks import OffCheck, off_checks, switched_on
from devloop.config.parse import parse_config

TEXT = """\
[size]
target = 20

# pytest runs all tests (there is a conftest.py)
# off: it fails on the current tree: 1 test
#[checks.tests]
#kind = "pytest"

# tox runs all (there is a tox.ini)
# elsewhere: meant for CI: devloop check --stage ci
#[checks.tox]
#run = ["tox"]
#on = "ci"
"""


def test_what_is_off_is_told_with_its_reason_but_not_what_is_done_elsewhere() -> None:
    reason = "it fails on the current tree: 1 test"
    assert off_checks(TEXT) == (OffCheck(name="tests", reason=reason),)


def test_a_table_that_is_a_comment_without_a_reason_is_not_off_by_init() -> None:
    assert off_checks("# mine\n#[checks.tests]\n") == ()


def test_a_check_that_is_on_is_not_off() -> None:
    assert off_checks(TEXT.replace("#[checks.tests]", "[checks.tests]")) == ()


def test_switching_on_takes_the_marks_of_one_check_away_and_the_reason() -> None:
    text = switched_on(TEXT, "tests")
    assert text is not None
    assert "# off:" not in text
    assert [check.name for check in parse_config(text, "devloop.toml").checks] == ["tests"]
    assert "#[checks.tox]" in text


def test_the_last_check_of_a_file_can_be_switched_on() -> None:
    text = switched_on(TEXT, "tox")
    assert text is not None
    assert text.endswith('[checks.tox]\nrun = ["tox"]\non = "ci"\n')


def test_a_check_that_is_not_written_down_cannot_be_switched_on() -> None:
    assert switched_on(TEXT, "lint") is None


def test_whatever_runs_tests_in_another_language_counts_as_tests() -> None:
    off = OffCheck(name="rust-tests", reason="")
    assert off.is_tests
    assert not OffCheck(name="lint", reason="").is_tests
