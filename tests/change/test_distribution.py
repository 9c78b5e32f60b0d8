"""Facts about how sizes are distributed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devloop.change.account import ClassCounts, Size
from devloop.change.distribution import Distribution, distribution
from devloop.config.model import SizeRule


def of(*lines: int) -> Distribution:
    sizes = [Size(effective=n, classes=ClassCounts(), files=()) for n in lines]
    return distribution(sizes)


def test_percentiles_are_sizes_that_occurred() -> None:
    found = of(*range(1, 11))
    assert [found.percentile(share) for share in (50, 90, 100)] == [5, 9, 10]


def test_nothing_has_no_percentile_and_is_within_any_limit() -> None:
    assert (of().percentile(50), of().within(20)) == (None, 1.0)


def test_target_and_limit_are_within_themselves() -> None:
    found = of(20, 21, 50, 51)
    assert (found.within(20), found.within(50)) == (0.25, 0.75)


def test_exempt_steps_are_left_out_and_counted_apart() -> None:
    exempt = Size(effective=900, classes=ClassCounts(), files=(), exempt="first commit")
    found = distribution([exempt])
    assert (found.total, found.exempt) == (0, 1)


@given(st.lists(st.integers(0, 500)), st.integers(0, 60), st.integers(0, 200))
def test_every_step_is_in_exactly_one_bucket(lines: list[int], target: int, limit: int) -> None:
    rule = SizeRule(target=target, limit=limit)
    buckets = of(*lines).buckets(rule)
    assert sum(bucket.steps for bucket in buckets) == len(lines)
    assert {target, max(target, limit)} <= {bucket.last for bucket in buckets}
