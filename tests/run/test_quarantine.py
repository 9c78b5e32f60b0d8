"""The days on which a test in quarantine does not count."""

from __future__ import annotations

import os
import time

import pytest

from devloop.config.model import Quarantine
from devloop.run.quarantine import problem_of, today


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ("2030-01-30", ""),
        ("2030-01-31", ""),
        ("2030-02-01", "ended on 2030-01-31: it counts again"),
        ("2029-11-02", ""),
        ("2029-11-01", "more than 90 days ahead, so it does not hold yet"),
        ("2020-01-01", "more than 90 days ahead, so it does not hold yet"),
    ],
)
def test_a_quarantine_holds_for_at_most_ninety_days_and_to_its_last(day: str, problem: str) -> None:
    entry = Quarantine(test="a.py::test_a", reason="slow", until="2030-01-31")
    said = problem_of(entry, day)
    assert said.endswith(problem)
    assert bool(said) == bool(problem)


def test_the_day_is_the_same_in_every_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    days = set()
    try:
        for zone in ("Etc/GMT+12", "Pacific/Kiritimati"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            days.add(today())
    finally:
        monkeypatch.undo()
        time.tzset()
    assert len(days) == 1, os.environ.get("TZ")
