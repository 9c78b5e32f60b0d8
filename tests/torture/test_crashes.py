"""Struck at any write, devloop lets nothing through and the next command works."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guarded import Guarded
from tests.torture.crash_run import strike
from tests.torture.crashes import WAYS, Scenario
from tests.torture.scenarios import SCENARIOS

EACH = 3
"""Points of each scenario and way; `python -m tests.torture.crash_run` strikes at all."""


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_struck_anywhere_nothing_is_lost_or_let_through(
    scenario: Scenario, how: str, tmp_path: Path
) -> None:
    pattern = Guarded.bare_handed(tmp_path / "pattern")
    struck = strike(pattern, scenario, how, tmp_path / "struck", EACH)
    assert len(struck) == EACH
