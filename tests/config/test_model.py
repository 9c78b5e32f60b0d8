"""Facts about the values a configuration becomes."""

from __future__ import annotations

import pytest

from devloop.config.model import SizeRule, Stage


@pytest.mark.parametrize(
    ("stage", "due_at"),
    [
        (Stage.COMMIT, [Stage.COMMIT, Stage.PUSH, Stage.CI]),
        (Stage.PUSH, [Stage.PUSH, Stage.CI]),
        (Stage.CI, [Stage.CI]),
    ],
)
def test_later_stages_include_the_earlier_ones(stage: Stage, due_at: list[Stage]) -> None:
    assert [at for at in Stage if stage.due(at)] == due_at


def test_a_step_is_refused_above_the_limit() -> None:
    assert SizeRule(target=20, limit=50).ceiling == 50


def test_a_strict_rule_refuses_above_the_target() -> None:
    assert SizeRule(target=20, limit=50, strict=True).ceiling == 20
