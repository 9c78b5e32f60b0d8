"""What the project's environment lacks for what `devloop init` proposes, and what to type.

The project's own way to make its environment comes first. What has been done already is not said
again, and no name is handed to a public index that nobody knows there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from devloop.detect.evidence import ProjectTools
from devloop.detect.installing import installing_again, making, needed
from devloop.detect.node import NODE_MODULES, installing_node
from devloop.detect.pins import pinned, pins_of
from devloop.detect.proposal import TESTS, Proposal, candidates, not_installed
from devloop.detect.tool_sources import (
    installing_programs,
    on_pypi,
    pinned_install,
)
from devloop.environment.interpreter import interpreter
from devloop.environment.machine import project_managers, system_manager
from devloop.environment.project_python import Way, how_to_install
from devloop.git.record import dataclass
from devloop.run.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingTools:
    """Tools that are missing."""

    what: str
    """A sentence; empty where nothing is missing."""
    commands: tuple[str, ...] = ()
    """Commands to run."""
    is_all: bool = False
    """True if there is no environment to speak of, so that nothing can be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The package managers that are here."""

    system: str
    managers: tuple[str, ...]


def machine_of(project: Project) -> Machine:
    """What the PATH of the person at the terminal leads to."""
    environ = project.environ
    return Machine(system=system_manager(environ), managers=project_managers(environ))


def lacking_folders(evidence: ProjectTools, project: Project) -> dict[str, str]:
    """Of each candidate (by name) the ignored folder without which it cannot run."""
    tops = project.imports.tops
    return {
        guess.check.name: guess.folder
        for guess in candidates(evidence)
        if guess.folder and not any((top / guess.folder).exists() for top in tops)
    }


def missing_tools_of(
    project: Project,
    evidence: ProjectTools,
    proposal: Proposal,
    lacking: Mapping[str, str],
    module: str,
) -> MissingTools:
    """What is missing; `module` is what the tests could not import."""
    machine, python, bare = machine_of(project), _short(project), proposal.nothing_installed
    off = tuple(_wanted(proposal, lacking) if bare else _kept_off(proposal, lacking))
    programs = tuple(dict.fromkeys(on_pypi(name) for name in off if on_pypi(name)))
    others = tuple(_others(evidence, off, machine))
    why = _why(python, lacking, module, programs if bare else ())
    if why and not _is_of_the_project(project):
        wanted = needed(guess.check for guess in candidates(evidence))
        commands = (*making(evidence, wanted, machine.managers), *others)
        return MissingTools(
            what=f"the project has no environment: {why}", commands=commands, is_all=True
        )
    if module:
        return _for_module(project, evidence, module, (python, *programs), machine)
    if bare and programs:
        commands = (*installing_again(evidence, programs, python, machine.managers), *others)
        return MissingTools(what=why, commands=commands, is_all=True)
    own = (_installing(project, programs, python, pins_of(evidence)),) if programs else ()
    if not own and not others and not bare:
        return MissingTools(what="")
    what = _what(off) if bare else "checks whose tool is not installed are off"
    return MissingTools(what=what, commands=(*own, *others), is_all=bare)


def _installing(
    project: Project, programs: tuple[str, ...], python: str, pins: Mapping[str, str]
) -> str:
    """The command that installs them.

    An environment made by uv has no pip of its own, and what is not the project's is let alone.
    """
    safe = how_to_install(project.found, " ".join(pinned(name, pins) for name in programs))
    if safe.startswith("uv ") or not _is_of_the_project(project):
        return safe
    return pinned_install(programs, python, pins)


def _what(off: tuple[str, ...]) -> str:
    """All that is missing, in a sentence."""
    names = tuple(dict.fromkeys(off))
    return f"nothing can be tried without {' and '.join(names)}"


def _others(evidence: ProjectTools, off: tuple[str, ...], machine: Machine) -> Iterator[str]:
    """How to get what is no package of Python's."""
    if NODE_MODULES in off:
        yield installing_node(evidence)
    rest = tuple(dict.fromkeys(name for name in off if not on_pypi(name)))
    yield from installing_programs(rest, machine.system)


def _for_module(
    project: Project,
    evidence: ProjectTools,
    module: str,
    python_and_programs: tuple[str, ...],
    machine: Machine,
) -> MissingTools:
    """What to do about a module that the tests cannot import, in an environment that is there."""
    python, *programs = python_and_programs
    package = _installed(project, module)
    if package:
        pins, distribution = pins_of(evidence), package.lstrip("_")
        what = (
            f"the {distribution} that is installed has no {module}: the tests want another version"
        )
        known = distribution in pins
        return MissingTools(
            what=what, commands=(pinned_install((distribution,), python, pins),) if known else ()
        )
    what = f"{python} cannot import {module!r}, which the tests need"
    commands = installing_again(evidence, programs, python, machine.managers)
    if _done_before(project, commands):
        more = "all that its files name is installed: add what brings it to what its tests need"
        return MissingTools(what=f"{what}; {more}")
    return MissingTools(what=what, commands=commands)


def _installed(project: Project, module: str) -> str:
    """The package that is installed though a part of it is not there; empty: it is not."""
    package, _, part = module.partition(".")
    sites = interpreter(project.python, project.memo, project.environ).sites
    return package if part and any(Path(site, package).is_dir() for site in sites) else ""


def _done_before(project: Project, commands: tuple[str, ...]) -> bool:
    """True if this was said before, and the environment has changed since; notes that it is."""
    place = project.global_config.parent / "advice"
    text = "\n".join(commands[-1:])
    sites = interpreter(project.python, project.memo, project.environ).sites
    changed = max((Path(site).stat().st_mtime for site in sites if Path(site).is_dir()), default=0)
    try:
        said, when = place.read_text(encoding="utf-8"), place.stat().st_mtime
    except OSError:
        said, when = "", 0.0
    if said == text:
        return when < changed
    try:
        place.write_text(text, encoding="utf-8")
    except OSError:
        return False
    return False


def _why(python: str, lacking: Mapping[str, str], module: str, bare: tuple[str, ...]) -> str:
    if module:
        return f"{python} cannot import {module!r}, which the tests need"
    if bare:
        return f"{python} has none of the tools that the checks need"
    program = lacking.get(TESTS, "")
    return f"{python} has no {program}" if on_pypi(program) else ""


def _wanted(proposal: Proposal, lacking: Mapping[str, str]) -> Iterator[str]:
    """The programs that any of the checks misses."""
    for guess in (*proposal.chosen, *(offer.guess for offer in proposal.offered)):
        if guess.check.name in lacking:
            yield lacking[guess.check.name]


def _kept_off(proposal: Proposal, lacking: Mapping[str, str]) -> Iterator[str]:
    """The programs for whose want alone a check is off."""
    for offer in proposal.offered:
        program = lacking.get(offer.guess.check.name, "")
        if program and offer.because == not_installed(program):
            yield program


def _is_of_the_project(project: Project) -> bool:
    """True if somebody named it, or made it for a project."""
    return project.found.way not in {Way.PATH, Way.OWN}


def _short(project: Project) -> str:
    """The interpreter as a person at the top of the worktree names it."""
    for top in project.imports.tops[:1]:
        if project.python.is_relative_to(top):
            return str(project.python.relative_to(top))
    return str(project.python)
