"""Histogram of the sizes of past commits, with percentiles and shares."""

from __future__ import annotations

from devloop.change.distribution import Bucket, Distribution
from devloop.cli.terminal.bars import bar
from devloop.cli.terminal.console import Console
from devloop.config.model import SizeRule

WIDTH = 32
ENOUGH = 5
"""Steps below which percentiles mean nothing."""


def show_history(console: Console, found: Distribution, rule: SizeRule) -> None:
    """The histogram, the percentiles and the shares within target and limit."""
    noun = "commit" if found.total == 1 else f"{found.total} commits"
    left_out = "merges left out" + (f", {found.exempt} exempt" if found.exempt else "")
    title = console.style_out(f"The last {noun}, in effective lines", "bold")
    console.result(f"{title}  {console.style_out(left_out, 'dim')}")
    highest = max((bucket.steps for bucket in found.buckets(rule)), default=0)
    for bucket in found.buckets(rule):
        _show_bucket(console, bucket, highest, rule)
    console.result()
    if found.total < ENOUGH:
        console.result("too few commits for percentiles")
        return
    console.result(_summary(found, rule))


def _show_bucket(console: Console, bucket: Bucket, highest: int, rule: SizeRule) -> None:
    drawn = bar(bucket.steps / highest if highest else 0.0, WIDTH, console.out)
    mark = {rule.target: "  ← target", rule.ceiling: "  ← limit"}.get(bucket.last or -1, "")
    line = f"{_range(bucket):>11}  {console.style_out(drawn, _color(bucket, rule))}"
    console.result(f"{line} {bucket.steps:>5}{console.style_out(mark, 'dim')}")


def _range(bucket: Bucket) -> str:
    if bucket.last is None:
        return f"{bucket.first} or more"
    return str(bucket.first) if bucket.first == bucket.last else f"{bucket.first} to {bucket.last}"


def _color(bucket: Bucket, rule: SizeRule) -> str:
    if bucket.last is not None and bucket.last <= rule.target:
        return "green"
    return "yellow" if bucket.last is not None and bucket.last <= rule.ceiling else "red"


def _summary(found: Distribution, rule: SizeRule) -> str:
    shares = ", ".join(
        f"{found.within(limit):.1%} within {limit}"
        for limit in dict.fromkeys((rule.target, rule.ceiling))
    )
    p50, p90 = found.percentile(50), found.percentile(90)
    return f"median {p50}, 90th percentile {p90}; {shares}"
