"""Ruling of a gate: allowed or not, why, and what to do next."""

from __future__ import annotations

from enum import Enum

from devloop.git.record import dataclass


class Decision(Enum):
    """Decision of a gate; `CANNOT_JUDGE` never lets through."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    CANNOT_JUDGE = "cannot-judge"

    @property
    def exit_code(self) -> int:
        """The exit code of the hook or command."""
        return {Decision.ALLOWED: 0, Decision.REFUSED: 1, Decision.CANNOT_JUDGE: 3}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One ground of a ruling, in a sentence, with the command that leads on."""

    text: str
    next_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A decision with its grounds."""

    decision: Decision
    reasons: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        """True if the event may go on."""
        return self.decision is Decision.ALLOWED


ALLOWED = Ruling(decision=Decision.ALLOWED)


def refuse(text: str, next_step: str = "") -> Ruling:
    """A refusal with one reason."""
    reason = Reason(text=text, next_step=next_step)
    return Ruling(decision=Decision.REFUSED, reasons=(reason,))


def worst(rulings: tuple[Ruling, ...]) -> Ruling:
    """One ruling of several: refused if one refuses, then not judged if one could not."""
    reasons = tuple(reason for ruling in rulings for reason in ruling.reasons)
    for decision in (Decision.REFUSED, Decision.CANNOT_JUDGE):
        if any(ruling.decision is decision for ruling in rulings):
            return Ruling(decision=decision, reasons=reasons)
    return Ruling(decision=Decision.ALLOWED, reasons=reasons)
