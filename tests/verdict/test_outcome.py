"""Only what says something about the content may be kept."""

from __future__ import annotations

from devloop.verdict.outcome import Outcome


def test_only_passed_and_failed_are_verdicts() -> None:
    assert {o for o in Outcome if o.is_verdict} == {Outcome.PASSED, Outcome.FAILED}


def test_the_words_are_those_of_the_command_line() -> None:
    words = {"passed", "failed", "errored", "timed-out", "cancelled", "skipped"}
    assert {outcome.value for outcome in Outcome} == words
