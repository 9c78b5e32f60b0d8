"""What git plans is judged exactly as what git pushes."""

from __future__ import annotations

import pytest

from devloop.errors import CannotJudge
from devloop.gate.planned_push import rule_on_plan, updates_of
from devloop.gate.update import parse_updates
from devloop.git.ids import RefName
from devloop.git.push_plan import PlannedRef

OLD, NEW, ZEROS = "1" * 40, "2" * 40, "0" * 40
MAIN = "refs/heads/main"


def planned(flag: str, summary: str, source: str = MAIN) -> PlannedRef:
    return PlannedRef(flag=flag, source=source, target=RefName(MAIN), summary=summary)


@pytest.mark.parametrize(
    ("ref", "line"),
    [
        (planned(" ", f"{OLD}..{NEW}"), f"{MAIN} {NEW} {MAIN} {OLD}"),
        (planned("+", f"{OLD}...{NEW} (forced update)"), f"{MAIN} {NEW} {MAIN} {OLD}"),
        (planned("*", "[new branch]"), f"{MAIN} {NEW} {MAIN} {ZEROS}"),
        (planned("-", "[deleted]", ""), f"(delete) {ZEROS} {MAIN} {ZEROS}"),
    ],
)
def test_an_update_is_what_the_hook_would_be_given(ref: PlannedRef, line: str) -> None:
    assert updates_of((ref,), {MAIN: NEW}, ZEROS) == parse_updates(line.encode())


@pytest.mark.parametrize("ref", [planned("=", "[up to date]"), planned("!", "[rejected] (x)")])
def test_what_does_not_change_is_not_judged(ref: PlannedRef) -> None:
    assert updates_of((ref,), {}, ZEROS) == ()


def test_a_source_that_is_not_here_cannot_be_judged() -> None:
    with pytest.raises(CannotJudge, match="nothing of that name is here"):
        updates_of((planned("*", "[new branch]", "HEAD~9"),), {}, ZEROS)


def test_a_plan_that_git_takes_is_allowed() -> None:
    assert rule_on_plan((planned(" ", f"{OLD}..{NEW}"),), "origin").allowed


def test_what_git_would_refuse_is_refused_with_the_way_on() -> None:
    (reason,) = rule_on_plan((planned("!", "[rejected] (fetch first)"),), "origin").reasons
    assert reason.text == "main: git would refuse it (fetch first)"
    assert reason.next_step == "git pull --rebase origin main"
