"""Decision of the size rule about a change, with its reason and the next step."""

from __future__ import annotations

from enum import Enum

from devloop.change.account import Size
from devloop.change.trailers import Trailers
from devloop.config.model import SizeRule
from devloop.git.record import dataclass
from devloop.words import counted


class Band(Enum):
    """Where a size lies by the rule; the values are those of the JSON output."""

    WITHIN = "within"
    OVER_TARGET = "over-target"
    OVER_LIMIT = "over-limit"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeDecision:
    """A decision about one change."""

    band: Band
    why: str
    override: str = ""
    """The reason somebody gave, where it is what let the change through: to be recorded."""
    mechanical: str = ""
    """The command that made the whole change, where that is what let it through."""
    problems: tuple[str, ...] = ()
    """Demands of the message that cannot be met, each with what is wanted."""

    @property
    def refused(self) -> bool:
        """True if the change may not pass as it is."""
        return self.band is Band.OVER_LIMIT or bool(self.problems)


NO_TRAILERS = Trailers()


def decide(
    size: Size, rule: SizeRule, trailers: Trailers = NO_TRAILERS, *, replayed: bool = False
) -> SizeDecision:
    """Judge a size by the rule.

    `replayed`: the command of the `Mechanical:` trailer was run on the parent and gave exactly
    this tree. A trailer without its text is a problem even where it is not needed.
    """
    band, why, override = _decided(size, rule, trailers, replayed=replayed)
    excused = replayed and band is Band.EXEMPT and not size.exempt
    return SizeDecision(
        band=band,
        why=why,
        override=override,
        mechanical=trailers.mechanical if excused else "",
        problems=trailers.problems,
    )


def _decided(
    size: Size, rule: SizeRule, trailers: Trailers, *, replayed: bool
) -> tuple[Band, str, str]:
    if size.exempt:
        return Band.EXEMPT, size.exempt, ""
    told = _lines(size.effective)
    if size.effective <= rule.target:
        return Band.WITHIN, f"{told}, within the target of {rule.target}", ""
    if replayed:
        return Band.EXEMPT, f"{told}, all made by: {trailers.mechanical}", ""
    if size.effective <= rule.ceiling:
        why = f"{told}, above the target of {rule.target}, within the limit of {rule.ceiling}"
        return Band.OVER_TARGET, why, ""
    if trailers.override:
        why = f"{told}, above the limit of {rule.ceiling}; reason given: {trailers.override}"
        return Band.EXEMPT, why, trailers.override
    return Band.OVER_LIMIT, f"{told}, above the limit of {rule.ceiling}", ""


def _lines(count: int) -> str:
    return counted(count, "effective line")
