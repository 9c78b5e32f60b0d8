"""What the size of a step means at a gate."""

from __future__ import annotations

from devloop.change.account import Size
from devloop.change.decide import Band, SizeDecision
from devloop.config.model import SizeRule
from devloop.gate.ruling import ALLOWED, Decision, Reason, Ruling, refuse


def rule_on_size(size: Size, decided: SizeDecision, rule: SizeRule) -> Ruling:
    """Allow or refuse a step by its size; above the target it is allowed with a hint."""
    if decided.problems:
        reasons = tuple(Reason(text=problem) for problem in decided.problems)
        return Ruling(decision=Decision.REFUSED, reasons=reasons)
    if decided.band is Band.OVER_LIMIT:
        return refuse(
            f"{size.effective} effective lines in one step; the limit is {rule.ceiling}",
            "commit a part of it (git add -p), or say why in the message: Size-Override: <reason>",
        )
    if decided.band is Band.OVER_TARGET:
        return Ruling(decision=Decision.ALLOWED, reasons=(Reason(text=decided.why),))
    return ALLOWED
