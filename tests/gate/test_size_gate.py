"""What the size of a step means at a gate, on values."""

from __future__ import annotations

import pytest

from devloop.change.account import ClassCounts, Size
from devloop.change.trailers import Trailers
from devloop.config.model import SizeRule
from devloop.gate.ruling import Decision
from devloop.gate.size_gate import rule_on_size, settle

RULE = SizeRule(target=20, limit=50)


def decision(
    lines: int,
    rule: SizeRule = RULE,
    *,
    replayed: str | None = None,
    override: str = "",
    mechanical: str = "",
) -> str:
    """`allowed`, `hint` (allowed, with a reason) or `refused`."""
    size = Size(effective=lines, classes=ClassCounts(), files=())
    said = Trailers(override=override, mechanical=mechanical)
    decided = settle(size, rule, said, lambda _command: replayed)
    ruling = rule_on_size(size, decided, rule)
    if ruling.decision is Decision.ALLOWED:
        return "hint" if ruling.reasons else "allowed"
    return str(ruling.decision.value)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [(0, "allowed"), (20, "allowed"), (21, "hint"), (50, "hint"), (51, "refused")],
)
def test_the_target_hints_and_the_limit_refuses(lines: int, expected: str) -> None:
    assert decision(lines) == expected


def test_a_strict_target_is_the_limit() -> None:
    strict = SizeRule(target=20, limit=50, strict=True)
    assert decision(21, strict) == "refused"


def test_a_reason_excuses_what_is_above_the_limit() -> None:
    assert decision(51, override="a table") == "allowed"


@pytest.mark.parametrize(
    ("replayed", "expected"), [("", "allowed"), (None, "refused"), ("it is not so", "refused")]
)
def test_a_command_excuses_what_it_is_seen_to_make(replayed: str | None, expected: str) -> None:
    assert decision(51, mechanical="format", replayed=replayed) == expected


def test_a_claim_that_is_not_so_is_refused_below_the_limit_too() -> None:
    assert decision(30, mechanical="format", replayed="it is not so") == "refused"
    assert decision(20, mechanical="format", replayed="it is not so") == "allowed"


def test_what_is_exempt_owes_nothing() -> None:
    size = Size(effective=500, classes=ClassCounts(), files=(), exempt="a first commit")
    decided = settle(size, RULE, Trailers(), lambda _command: None)
    assert rule_on_size(size, decided, RULE).allowed
