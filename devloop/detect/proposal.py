"""What a project is proposed to check: what runs from the start, and what is offered beside it.

Pure: what is in use and what is not installed come in as values.
"""

from __future__ import annotations

from collections.abc import Mapping

from devloop.config.model import Check, Quarantine, Stage
from devloop.detect.evidence import ProjectTools
from devloop.detect.guess import guesses
from devloop.detect.guessed import Guess
from devloop.detect.linters import linters
from devloop.detect.surroundings import hooks, make_target, runners, tools_of_hooks
from devloop.detect.type_checkers import type_checkers
from devloop.git.record import dataclass

TESTS = "tests"
"""The check that runs the tests, whoever does."""

TYPES_BY = "mypy"
"""What a hook framework does not make double: there it sees neither the project's environment nor
all of its files."""


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
    quarantine: tuple[Quarantine, ...] = ()
    """Tests that fail today and are not to stand in the way of all the others."""
    shares: tuple[str, ...] = ()
    """Ignored things that checks need, all of them; none: the usual ones."""
    nothing_installed: bool = False
    """Whether not one of the programs is there, so that the environment has yet to be made."""


def candidates(evidence: ProjectTools) -> tuple[Guess, ...]:
    """Everything that the project shows signs of; names are used once."""
    plain = guesses(evidence)
    taken = tuple(guess.check.name for guess in plain)
    found = (
        *hooks(evidence),
        *linters(evidence, taken),
        *plain,
        *type_checkers(evidence),
        *(() if TESTS in taken else make_target(evidence)),
        *runners(evidence),
    )
    return tuple(sorted(found, key=lambda guess: tuple(Stage).index(guess.check.on)))


def propose(
    evidence: ProjectTools, lacking: Mapping[str, str], red: Mapping[str, str] | None = None
) -> Proposal:
    """Choose among the candidates.

    `lacking` names the program that a check (by name) misses; `red` says what kept a check from
    passing when it was tried. Where not one program is there, the environment has yet to be made,
    and none is missed.
    """
    found = candidates(evidence)
    local = {guess.check.name for guess in found if guess.check.on is not Stage.CI}
    bare = bool(local) and local <= lacking.keys()
    missed = {
        name: not_installed(what) for name, what in lacking.items() if not bare or name == "hooks"
    }
    against = {**missed, **(red or {})}
    against = {**against, **_doubled(found, evidence, against)}
    return Proposal(
        chosen=tuple(guess for guess in found if not _why_not(guess, against)),
        offered=tuple(
            Offer(guess=guess, because=reason)
            for guess in found
            if (reason := _why_not(guess, against))
        ),
        nothing_installed=bare,
    )


def not_installed(program: str) -> str:
    """Why a check is off whose program is missing."""
    return f"{program} is not installed in the project's environment"


def _doubled(
    found: tuple[Guess, ...], evidence: ProjectTools, against: Mapping[str, str]
) -> dict[str, str]:
    """Why some checks would only say again what others say that nothing speaks against."""
    names = {guess.check.name for guess in found} - against.keys()
    reasons = {}
    if "hooks" in names:
        tools = tools_of_hooks(evidence)
        for guess in found:
            program = _program(guess.check)
            if program in tools and program != TYPES_BY:
                reasons[guess.check.name] = f"the project's own hooks run {program} already"
    if "types" in names:
        reasons["pyright"] = "mypy checks types already"
    return reasons


def _program(check: Check) -> str:
    return check.run[0] if isinstance(check.run, tuple) else ""


def _why_not(guess: Guess, against: Mapping[str, str]) -> str:
    if guess.check.on is Stage.CI:
        return "meant for CI: devloop check --stage ci"
    return against.get(guess.check.name, "")
