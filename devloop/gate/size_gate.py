"""Ruling on the size of a commit."""

from __future__ import annotations

from collections.abc import Callable

from devloop.change.account import Size
from devloop.change.decide import Band, SizeDecision, decide
from devloop.change.trailers import Trailers
from devloop.config.model import SizeRule
from devloop.gate.ruling import ALLOWED, Decision, Reason, Ruling, refuse
from devloop.git.record import replace

SPLIT = "devloop split"
"""The command that makes several steps of one."""

Replay = Callable[[str], str | None]
"""What comes of the command of a `Mechanical:` trailer, run on the parent: nothing (an empty text)
when it gives exactly the content, else a sentence; None where nobody may find out now."""


def unreplayed(_command: str) -> None:
    """The answer of those who may not run commands now."""


def settle(size: Size, rule: SizeRule, trailers: Trailers, replay: Replay) -> SizeDecision:
    """The decision on a step; the command that its message names is replayed where that matters.

    A message that claims what is not so is refused, however small the step is above the target.
    """
    if not trailers.mechanical or size.exempt or size.effective <= rule.target:
        return decide(size, rule, trailers)
    problem = replay(trailers.mechanical)
    if problem:
        trailers = replace(trailers, problems=(*trailers.problems, problem))
    return decide(size, rule, trailers, replayed=problem == "")


def rule_on_size(
    size: Size, decided: SizeDecision, rule: SizeRule, *, message_counts: bool = True
) -> Ruling:
    """Allow or refuse a step by its size; above the target it is allowed with a hint.

    Where no message will be read (`message_counts`), none is named as a way out.
    """
    if decided.problems:
        reasons = tuple(Reason(text=problem) for problem in decided.problems)
        return Ruling(decision=Decision.REFUSED, reasons=reasons)
    if decided.band is Band.OVER_LIMIT:
        return refuse(
            f"{size.effective} effective lines in one commit; the limit is {rule.ceiling}",
            f"{SPLIT}, or give a reason in the message: Size-Override: <reason>"
            if message_counts
            else SPLIT,
        )
    if decided.band is Band.OVER_TARGET:
        return Ruling(decision=Decision.ALLOWED, reasons=(Reason(text=_hint(size, rule)),))
    return ALLOWED


def _hint(size: Size, rule: SizeRule) -> str:
    return f"{size.effective} effective lines, above the target of {rule.target}: {SPLIT}"
