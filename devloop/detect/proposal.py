"""Proposal of checks: those that are on from the start, and those offered beside them.

Pure: what is in use and what is not installed come in as values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from devloop.config.model import Check, Quarantine, Stage
from devloop.detect.evidence import ProjectTools
from devloop.detect.go import go
from devloop.detect.guess import guesses
from devloop.detect.guessed import Guess
from devloop.detect.java import java
from devloop.detect.linters import linters
from devloop.detect.native import make_target, native
from devloop.detect.node import NODE_MODULES, node
from devloop.detect.rust import rust
from devloop.detect.single_files import bats, conflict_markers, notebooks, single_files
from devloop.detect.surroundings import hooks, runners, tools_of_hooks
from devloop.detect.tool_sources import on_pypi
from devloop.detect.type_checkers import type_checkers
from devloop.git.record import dataclass, replace

TESTS = "tests"
"""The check that runs the tests, whoever does."""

OTHERS: tuple[Callable[[ProjectTools], Iterator[Guess]], ...] = (
    *(node, rust, go, java, native, bats, notebooks, single_files),
)
"""Whatever is no Python."""

TYPES_BY = "mypy"
"""What a hook framework does not make double: there it sees neither the project's environment nor
all of its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A check that is written down but not switched on, and why not."""

    guess: Guess
    because: str
    elsewhere: bool = False
    """True if another check or CI does its work, so that nothing is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Checks in the order in which they are written."""

    chosen: tuple[Guess, ...]
    offered: tuple[Offer, ...]
    quarantine: tuple[Quarantine, ...] = ()
    """Tests that fail today and are not to stand in the way of all the others."""
    shares: tuple[str, ...] = ()
    """Ignored things that checks need, all of them; none: the usual ones."""
    slow: tuple[tuple[str, str], ...] = ()
    """Checks that are due before a push only, since they take long, each with what was seen."""
    nothing_installed: bool = False
    """True if not one of the programs is there, so that the environment has yet to be made."""


def candidates(evidence: ProjectTools) -> tuple[Guess, ...]:
    """Everything that the project shows signs of; names are used once."""
    if evidence.converted:
        return tuple(_distinct(evidence.converted))
    plain = guesses(evidence)
    taken = tuple(guess.check.name for guess in plain)
    found = (
        *hooks(evidence),
        *linters(evidence, taken),
        *plain,
        *type_checkers(evidence),
        *(guess for language in OTHERS for guess in language(evidence)),
    )
    python = any(guess.check.name == TESTS for guess in plain)
    found = (*found, *(() if python else make_target(evidence)))
    named = _distinct((*found, *runners(evidence)))
    return tuple(sorted(named, key=lambda guess: tuple(Stage).index(guess.check.on)))


def _distinct(found: Iterable[Guess]) -> Iterator[Guess]:
    """Each with a name of its own: where one is taken, the language tells them apart."""
    taken: set[str] = set()
    for guess in found:
        name = guess.check.name
        others = (f"{guess.language}-{name}", *(f"{name}-{n}" for n in range(2, 10)))
        free = next((one for one in (name, *others) if one not in taken), "")
        if free:
            taken.add(free)
            yield guess if free == name else replace(guess, check=replace(guess.check, name=free))


def propose(
    evidence: ProjectTools,
    lacking: Mapping[str, str],
    red: Mapping[str, str] | None = None,
    slow: Mapping[str, str] | None = None,
) -> Proposal:
    """Choose among the candidates.

    `lacking` names the program that a check (by name) misses; `red` says what kept a check from
    passing when it was tried; `slow` names those that take too long for a commit. Where not one
    program is there, the environment has yet to be made, and none is missed.
    """
    found = tuple(
        guess
        for guess in candidates(evidence)
        if not (guess.is_extra and guess.check.name in lacking)
    )
    if not any(guess.check.on is not Stage.CI for guess in found):
        found = (*conflict_markers(evidence), *found)
    local = {guess.check.name for guess in found if guess.check.on is not Stage.CI}
    bare = bool(local) and local <= lacking.keys()
    missed = {
        name: not_installed(what) for name, what in lacking.items() if not bare or name == "hooks"
    }
    against = {**missed, **(red or {})}
    offers = tuple(_offers(found, against, _doubled(found, evidence, against)))
    off = {offer.guess.check.name for offer in offers}
    late = slow or {}
    return Proposal(
        chosen=tuple(_timed(guess, late) for guess in found if guess.check.name not in off),
        offered=offers,
        slow=tuple((name, seen) for name, seen in late.items() if name not in off),
        nothing_installed=bare,
    )


def _timed(guess: Guess, slow: Mapping[str, str]) -> Guess:
    """The guess, due before a push only where it is slow."""
    if guess.check.name not in slow:
        return guess
    return replace(guess, check=replace(guess.check, on=Stage.PUSH))


def _offers(
    found: tuple[Guess, ...], against: Mapping[str, str], doubled: Mapping[str, str]
) -> Iterator[Offer]:
    """What is written down and off: for CI, for what speaks against it, or as done already."""
    for guess in found:
        name = guess.check.name
        if guess.check.on is Stage.CI:
            yield Offer(
                guess=guess, because="meant for CI: devloop check --stage ci", elsewhere=True
            )
        elif name in doubled:
            yield Offer(guess=guess, because=doubled[name], elsewhere=True)
        elif name in against:
            yield Offer(guess=guess, because=against[name])


def caches_of(proposal: Proposal) -> tuple[str, ...]:
    """What the chosen checks may keep from one run to the next."""
    return tuple(dict.fromkeys(name for guess in proposal.chosen for name in guess.caches))


def not_installed(program: str) -> str:
    """Why a check is off whose program is missing."""
    if program == NODE_MODULES:
        return f"there is no {NODE_MODULES}"
    where = " in the project's environment" if on_pypi(program) else ""
    return f"{program} is not installed{where}"


def _doubled(
    found: tuple[Guess, ...], evidence: ProjectTools, against: Mapping[str, str]
) -> dict[str, str]:
    """Why some checks would only say again what others say that nothing speaks against."""
    names = {guess.check.name for guess in found} - against.keys()
    reasons = {}
    if "hooks" in names and not evidence.converted:
        tools = tools_of_hooks(evidence)
        for guess in found:
            program = _program(guess.check)
            if program in tools and program != TYPES_BY:
                reasons[guess.check.name] = f"the project's own hooks run {program} already"
    if TESTS in names:
        (by,) = (guess for guess in found if guess.check.name == TESTS)
        reasons["make-tests"] = f"the tests run already: {by.what}"
    if "types" in names:
        reasons["pyright"] = "mypy checks types already"
    return reasons


def _program(check: Check) -> str:
    return check.run[0] if isinstance(check.run, tuple) else ""
