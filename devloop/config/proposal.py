"""What a project is proposed to check: what runs from the start, and what is offered beside it.

Pure: what is in use and what is not installed come in as values.
"""

from __future__ import annotations

from collections.abc import Mapping

from devloop.config.evidence import Evidence
from devloop.config.guess import guesses
from devloop.config.guessed import Guess
from devloop.config.model import Stage
from devloop.config.surroundings import hooks, make_target, runners, runs_ruff
from devloop.config.type_checkers import type_checkers
from devloop.git.record import dataclass, replace

BY_RUFF = ("lint", "format")
"""Checks that a hook framework makes double when it runs ruff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A check that is written down but not switched on, and why not."""

    guess: Guess
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Checks in the order in which they are written."""

    chosen: tuple[Guess, ...]
    offered: tuple[Offer, ...]
    nothing_installed: bool = False
    """Whether not one of the programs is there, so that the environment has yet to be made."""


def candidates(evidence: Evidence) -> tuple[Guess, ...]:
    """Everything that the project shows signs of; names are used once."""
    plain = guesses(evidence)
    tested = any(guess.check.name == "tests" for guess in plain)
    found = (
        *hooks(evidence),
        *plain,
        *type_checkers(evidence),
        *(() if tested else make_target(evidence)),
        *runners(evidence),
    )
    return tuple(sorted(found, key=lambda guess: tuple(Stage).index(guess.check.on)))


def propose(evidence: Evidence, lacking: Mapping[str, str]) -> Proposal:
    """Choose among the candidates; `lacking` names the program that a check (by name) misses.

    Where not one program is there, the environment has yet to be made, and none is missed.
    """
    found = candidates(evidence)
    local = {guess.check.name for guess in found if guess.check.on is not Stage.CI}
    bare = bool(local) and local <= lacking.keys()
    missed = {name: what for name, what in lacking.items() if not bare or name == "hooks"}
    doubled = dict.fromkeys(BY_RUFF, "the project's own hooks run ruff already")
    if not runs_ruff(evidence) or "hooks" in missed:
        doubled = {}
    if "types" not in missed:
        doubled["pyright"] = "mypy looks at the types already"
    reasons = [(guess, _why_not(guess, missed, doubled)) for guess in found]
    return Proposal(
        chosen=tuple(guess for guess, reason in reasons if not reason),
        offered=tuple(Offer(guess=guess, because=reason) for guess, reason in reasons if reason),
        nothing_installed=bare,
    )


def _why_not(guess: Guess, missed: Mapping[str, str], doubled: Mapping[str, str]) -> str:
    name = guess.check.name
    if guess.check.on is Stage.CI:
        return "work for CI: devloop check --stage ci"
    if name in missed:
        return f"{missed[name]} is not installed for the project's Python"
    return doubled.get(name, "")


def without(proposal: Proposal, reasons: Mapping[str, str]) -> Proposal:
    """The proposal with some of its checks (by name) switched off, each for its reason."""
    kept = tuple(guess for guess in proposal.chosen if guess.check.name not in reasons)
    off = (guess for guess in proposal.chosen if guess.check.name in reasons)
    offers = (Offer(guess=guess, because=reasons[guess.check.name]) for guess in off)
    return replace(proposal, chosen=kept, offered=(*offers, *proposal.offered))
