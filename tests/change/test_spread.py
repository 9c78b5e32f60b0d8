"""Facts about what past commits say of limits."""

from __future__ import annotations

from devloop.change.account import ClassCounts, Size
from devloop.change.spread import Share, spread, suited_rule
from devloop.config.model import SizeRule


def size(effective: int, exempt: str = "") -> Size:
    return Size(effective=effective, classes=ClassCounts(), files=(), exempt=exempt)


def test_each_limit_has_the_commits_within_it_and_those_it_would_refuse() -> None:
    shares = spread([size(20), size(21), size(51), size(500)])
    assert [(s.limit, s.within, s.refused) for s in shares] == [(20, 1, 3), (50, 2, 2), (100, 3, 1)]


def test_what_the_rule_does_not_apply_to_is_within_every_limit() -> None:
    assert all(share.refused == 0 for share in spread([size(500, exempt="the first commit")]))


def test_only_all_is_a_hundred_percent() -> None:
    assert Share(limit=20, within=199, total=200).percent == 99
    assert Share(limit=20, within=0, total=0).percent == 100


def test_the_usual_limits_suit_a_project_of_small_steps() -> None:
    assert suited_rule(spread([size(10)] * 18 + [size(60)] * 2)) == SizeRule()


def test_a_project_of_larger_steps_begins_with_twice_as_much() -> None:
    assert suited_rule(spread([size(10)] * 17 + [size(60)] * 3)) == SizeRule(target=40, limit=100)


def test_a_few_commits_say_nothing_about_habits() -> None:
    assert suited_rule(spread([size(60)] * 19)) == SizeRule()


def test_a_project_without_commits_begins_with_the_usual_limits() -> None:
    assert suited_rule(spread([])) == SizeRule()
