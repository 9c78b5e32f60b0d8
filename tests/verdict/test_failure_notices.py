"""Facts about what is told of the background."""

from __future__ import annotations

from pathlib import Path

from devloop.git.ids import CommitId
from devloop.verdict.failure_notices import FILE, FailureNotice, pop, post, retract


def news(commit: str, lane: str = "main") -> FailureNotice:
    return FailureNotice(commit=CommitId(commit), subject="step", lane=lane, checks=("tests",))


def test_news_is_taken_once(tmp_path: Path) -> None:
    post(tmp_path, news("a"))
    assert pop(tmp_path) == (news("a"),)
    assert pop(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_newer_news_of_a_lane_replaces_older(tmp_path: Path) -> None:
    post(tmp_path, news("a"))
    post(tmp_path, news("b", "other"))
    post(tmp_path, news("c"))
    assert pop(tmp_path) == (news("b", "other"), news("c"))


def test_news_that_is_withdrawn_is_not_told(tmp_path: Path) -> None:
    post(tmp_path, news("a"))
    post(tmp_path, news("b", "other"))
    retract(tmp_path, lane="main")
    assert pop(tmp_path) == (news("b", "other"),)
    post(tmp_path, news("a"))
    retract(tmp_path, commit=CommitId("b"))
    assert (tmp_path / FILE).exists()
    retract(tmp_path, commit=CommitId("a"))
    assert not (tmp_path / FILE).exists()


def test_what_cannot_be_understood_is_no_news(tmp_path: Path) -> None:
    for text in ("", "{}", "[1]", '[{"commit": "a"}]'):
        (tmp_path / FILE).write_text(text)
        assert pop(tmp_path) == ()
