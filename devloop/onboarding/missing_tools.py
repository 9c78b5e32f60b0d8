"""What the project's environment lacks for what `devloop init` proposes, and what to type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from devloop.detect.evidence import ProjectTools
from devloop.detect.installing import installing, making, needed
from devloop.detect.proposal import TESTS, Proposal, candidates, not_installed
from devloop.environment.project_python import Way
from devloop.git.record import dataclass
from devloop.run.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingTools:
    """What is missing."""

    what: str
    """A sentence; empty where nothing is missing."""
    commands: tuple[str, ...] = ()
    """What to type."""
    is_all: bool = False
    """Whether there is no environment to speak of, so that nothing can be tried."""


def missing_tools_of(
    project: Project,
    evidence: ProjectTools,
    proposal: Proposal,
    lacking: Mapping[str, str],
    module: str,
) -> MissingTools:
    """What is missing; `module` is what the tests could not import."""
    python, bare = _short(project), proposal.nothing_installed
    why = _why(python, lacking, module, bare=bare)
    if why and not _is_of_the_project(project):
        checks = (guess.check for guess in candidates(evidence))
        commands = making(evidence, needed(checks))
        return MissingTools(
            what=f"the project has no environment: {why}", commands=commands, is_all=True
        )
    names = tuple(dict.fromkeys(lacking.values() if bare else _kept_off(proposal, lacking)))
    if bare or module:
        commands = tuple(installing(evidence, names, python))
        return MissingTools(what=why, commands=commands, is_all=bare)
    if not names:
        return MissingTools(what="")
    command = " ".join((python, "-m", "pip", "install", *names))
    return MissingTools(what="checks whose tool is not installed are off", commands=(command,))


def _why(python: str, lacking: Mapping[str, str], module: str, *, bare: bool) -> str:
    if module:
        return f"{python} cannot import {module!r}, which the tests need"
    if bare:
        return f"{python} has none of the tools that the checks need"
    return f"{python} has no {lacking[TESTS]}" if TESTS in lacking else ""


def _kept_off(proposal: Proposal, lacking: Mapping[str, str]) -> Iterator[str]:
    """The programs for whose want alone a check is off."""
    for offer in proposal.offered:
        program = lacking.get(offer.guess.check.name, "")
        if offer.because == not_installed(program):
            yield program


def _is_of_the_project(project: Project) -> bool:
    """Whether somebody named it, or made it for a project."""
    return project.found.way not in {Way.PATH, Way.OWN}


def _short(project: Project) -> str:
    """The interpreter as a person at the top of the worktree names it."""
    for top in project.imports.tops[:1]:
        if project.python.is_relative_to(top):
            return str(project.python.relative_to(top))
    return str(project.python)
