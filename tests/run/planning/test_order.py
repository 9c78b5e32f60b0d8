"""The order of checks is the one that finds a failure soonest, and never breaks a need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from devloop.run.planning.order import chance_to_fail, ordered


@dataclass(frozen=True, slots=True)
class One:
    name: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    runs: int
    failures: int
    seconds: float | None


def never_failed(seconds: float | None) -> History:
    return History(runs=20, failures=0, seconds=seconds)


def test_without_any_history_the_order_of_the_configuration_stays() -> None:
    checks = [One("c"), One("a"), One("b")]
    assert ordered(checks, {}) == ("c", "a", "b")


def test_the_quick_one_comes_before_the_slow_one() -> None:
    histories = {"slow": never_failed(60), "quick": never_failed(1)}
    assert ordered([One("slow"), One("quick")], histories) == ("quick", "slow")


def test_the_one_that_fails_often_comes_first() -> None:
    histories = {"good": never_failed(2), "bad": History(20, 15, 2)}
    assert ordered([One("good"), One("bad")], histories) == ("bad", "good")


def test_a_slow_one_that_fails_often_comes_before_a_quick_one_that_never_does() -> None:
    histories = {"quick": History(1000, 0, 2), "slow": History(1000, 500, 10)}
    assert ordered([One("quick"), One("slow")], histories) == ("slow", "quick")


def test_one_failure_in_one_run_does_not_say_much() -> None:
    assert chance_to_fail(History(1, 1, 1)) < 0.2
    assert chance_to_fail(History(1000, 900, 1)) > 0.8


def test_never_having_failed_is_no_promise() -> None:
    assert 0 < chance_to_fail(History(1000, 0, 1)) < chance_to_fail(None)


def test_an_unknown_duration_is_taken_for_the_usual_one() -> None:
    histories = {"slow": never_failed(60), "mid": never_failed(5), "quick": never_failed(1)}
    checks = [One("slow"), One("mid"), One("new"), One("quick")]
    assert ordered(checks, histories | {"new": History(20, 0, None)}) == (
        "quick",
        "mid",
        "new",
        "slow",
    )


def test_a_duration_of_nothing_is_no_division_by_zero() -> None:
    histories = {"a": never_failed(1), "b": never_failed(0.0)}
    assert ordered([One("a"), One("b")], histories) == ("b", "a")


def test_what_is_needed_comes_first_however_slow() -> None:
    histories = {"build": never_failed(60), "smoke": never_failed(1)}
    assert ordered([One("smoke", ("build",)), One("build")], histories) == ("build", "smoke")


def test_a_promising_check_pulls_forward_what_it_needs() -> None:
    histories = {
        "prepare": History(1000, 0, 1.0),
        "likely": History(1000, 900, 1.0),
        "middling": History(1000, 100, 1.0),
    }
    checks = [One("middling"), One("likely", ("prepare",)), One("prepare")]
    assert ordered(checks, histories) == ("prepare", "likely", "middling")


def test_a_promising_check_waits_when_what_it_needs_is_slow() -> None:
    histories = {
        "prepare": History(1000, 0, 60.0),
        "likely": History(1000, 900, 1.0),
        "middling": History(1000, 100, 1.0),
    }
    checks = [One("prepare"), One("likely", ("prepare",)), One("middling")]
    assert ordered(checks, histories) == ("middling", "prepare", "likely")


def test_a_need_that_is_not_to_be_ordered_does_not_count() -> None:
    assert ordered([One("a", ("elsewhere",))], {}) == ("a",)


def test_needs_that_form_a_circle_come_to_an_end() -> None:
    assert sorted(ordered([One("a", ("b",)), One("b", ("a",))], {})) == ["a", "b"]


def test_nothing_is_nothing() -> None:
    assert ordered([], {}) == ()


HISTORY = st.builds(
    lambda runs, failures, seconds: History(runs, min(runs, failures), seconds),
    st.integers(0, 50),
    st.integers(0, 50),
    st.floats(0.01, 100),
)


@st.composite
def projects(draw: st.DrawFn) -> tuple[list[One], dict[str, History]]:
    size = draw(st.integers(1, 7))
    names = [f"c{number}" for number in range(size)]
    checks = [
        One(name, tuple(draw(st.sets(st.sampled_from(names[:at]), max_size=2))) if at else ())
        for at, name in enumerate(names)
    ]
    return draw(st.permutations(checks)), {name: draw(HISTORY) for name in names}


def cost(order: Sequence[str], histories: Mapping[str, History]) -> float:
    """Expected seconds until the first failure or the end."""
    total, still_good = 0.0, 1.0
    for name in order:
        total += still_good * (histories[name].seconds or 0)
        still_good *= 1 - chance_to_fail(histories[name])
    return total


@given(projects())
def test_every_check_stands_once_and_after_its_needs(
    project: tuple[list[One], dict[str, History]],
) -> None:
    checks, histories = project
    order = ordered(checks, histories)
    assert sorted(order) == sorted(check.name for check in checks)
    for check in checks:
        assert all(order.index(need) < order.index(check.name) for need in check.needs)


@given(st.lists(HISTORY, min_size=1, max_size=5))
def test_without_needs_no_other_order_is_expected_to_be_quicker(pasts: list[History]) -> None:
    histories = {f"c{number}": past for number, past in enumerate(pasts)}
    order = ordered([One(name) for name in histories], histories)
    best = min(cost(other, histories) for other in permutations(histories))
    assert cost(order, histories) <= best * (1 + 1e-9)
