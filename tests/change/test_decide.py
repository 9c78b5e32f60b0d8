"""What the rule says about a size."""

from __future__ import annotations

import pytest

from devloop.change.account import ClassCounts, Size
from devloop.change.decide import Band, decide
from devloop.change.trailers import Trailers
from devloop.config.model import SizeRule

RULE = SizeRule(target=20, limit=50)


def size(lines: int, exempt: str = "") -> Size:
    return Size(effective=lines, classes=ClassCounts(), files=(), exempt=exempt)


@pytest.mark.parametrize(
    ("lines", "band"),
    [
        (0, Band.WITHIN),
        (20, Band.WITHIN),
        (21, Band.OVER_TARGET),
        (50, Band.OVER_TARGET),
        (51, Band.OVER_LIMIT),
    ],
)
def test_target_and_limit_are_the_last_numbers_that_pass(lines: int, band: Band) -> None:
    assert decide(size(lines), RULE).band is band


def test_only_above_the_limit_is_refused() -> None:
    assert [decide(size(n), RULE).refused for n in (50, 51)] == [False, True]


def test_a_strict_rule_refuses_above_the_target() -> None:
    strict = SizeRule(target=20, limit=50, strict=True)
    assert decide(size(21), strict).band is Band.OVER_LIMIT
    assert decide(size(21), strict).why == "21 effective lines, above the limit of 20"


def test_a_reason_lets_a_large_change_through_and_is_kept() -> None:
    decision = decide(size(51), RULE, Trailers(override="one table"))
    assert (decision.band, decision.override) == (Band.EXEMPT, "one table")
    assert "one table" in decision.why


def test_a_reason_that_is_not_needed_is_not_used() -> None:
    decision = decide(size(50), RULE, Trailers(override="one table"))
    assert (decision.band, decision.override) == (Band.OVER_TARGET, "")


def test_an_unusable_trailer_is_refused_even_in_a_small_change() -> None:
    decision = decide(size(1), RULE, Trailers(problems=("no reason",)))
    assert (decision.band, decision.refused) == (Band.WITHIN, True)


def test_a_command_that_was_replayed_exempts() -> None:
    trailers = Trailers(mechanical="ruff format .")
    assert decide(size(51), RULE, trailers).band is Band.OVER_LIMIT
    assert decide(size(51), RULE, trailers, replayed=True).band is Band.EXEMPT


def test_an_exempt_size_says_why() -> None:
    decision = decide(size(500, exempt="the first commit"), RULE)
    assert (decision.band, decision.why) == (Band.EXEMPT, "the first commit")


def test_the_words_count_one_line_as_one() -> None:
    assert decide(size(1), RULE).why == "1 effective line, within the target of 20"
