"""Rules of `devloop doctor`: a table of functions from facts to findings.

Pure: everything about the world comes in as `Facts`.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Sequence

from devloop import DISTRIBUTION
from devloop.config.match import branch_matches
from devloop.detect.tool_sources import on_pypi
from devloop.doctor.finding import HealthFinding, note
from devloop.doctor.hook_findings import hook_findings
from devloop.environment.machine import how_to_get
from devloop.environment.project_python import FoundPython, Way
from devloop.git.commits import Commit, since
from devloop.git.record import dataclass
from devloop.hooks_install.hook_state import HookState
from devloop.words import and_more, counted

OLDEST_GIT = (2, 30)
ENOUGH_BYTES = 200 * 1024 * 1024
"""Below this, workspaces of an ordinary project may not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error that was met on the way, as it would be told."""

    text: str
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """The mainline that is asked for, and the branches that there are."""

    mainline: tuple[str, ...]
    explicit: bool
    """True if the configuration names them."""
    here: tuple[str, ...]
    there: tuple[str, ...]
    """Branches of the remotes, as last seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the rules look at."""

    git_version: tuple[int, ...]
    shallow: bool
    hooks: HookState
    own_program: str = ""
    stranger: str = ""
    """Another program called devloop that a shell would start."""
    """The devloop that is asked now."""
    configuration: str | None
    """The file the staged tree is configured by; None: by none."""
    unstaged: str = ""
    """A configuration of the working tree that is not staged, so it is ignored."""
    mistakes: tuple[Problem, ...] = ()
    """Of the configuration, and of one's own preferences."""
    environment: tuple[Problem, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    """Check and program that is not there for it."""
    python: FoundPython | None = None
    system: str = ""
    """The package manager of the machine."""
    branches: Branches
    store: tuple[Problem, ...] = ()
    store_notes: tuple[str, ...] = ()
    cache: tuple[Problem, ...] = ()
    free_bytes: int | None = None
    lock: str = ""
    """The lock of the index, where there is one."""
    guarding: tuple[HealthFinding, ...] = ()
    """Gaps in the protection of this repository."""
    sandbox: str = ""
    """Why checks are not sealed here; nothing where they are, or are not meant to be."""
    recording: str = ""
    """Why what checks look at is not recorded here; nothing where it is."""
    past_the_gate: tuple[Commit, ...] = ()
    """Commits of one's own whose content no gate has let through, newest first."""


def examine(facts: Facts) -> tuple[HealthFinding, ...]:
    """Everything that the rules find, in the order of the table."""
    return tuple(finding for rule in RULES for finding in rule(facts))


def _git(facts: Facts) -> Iterator[HealthFinding]:
    if facts.git_version < OLDEST_GIT:
        version = ".".join(map(str, facts.git_version))
        yield HealthFinding(
            about="git", text=f"git is {version}; 2.30 is needed", fix="upgrade git"
        )


def _lock(facts: Facts) -> Iterator[HealthFinding]:
    if facts.lock:
        text = f"{facts.lock} is there: git is at work, or has died at it and left it"
        yield note("git", text, f"if no git is running here: rm {shlex.quote(facts.lock)}")


def _hooks(facts: Facts) -> Iterator[HealthFinding]:
    yield from hook_findings(facts.hooks)
    programs = dict.fromkeys(file.program for file in facts.hooks.files if file.program_runs)
    for program in programs:
        if program != facts.own_program:
            text = f"they start {program}, but this is {facts.own_program}"
            yield note("hooks", f"{text}: their results may differ", "devloop install")


def _command(facts: Facts) -> Iterator[HealthFinding]:
    if facts.stranger:
        text = f"the devloop that comes first on the PATH is another program: {facts.stranger}"
        folder = os.path.dirname(facts.own_program)  # noqa: PTH120 - a text for a shell
        first = f'export PATH="{folder}:$PATH"'
        fix = f"{first}, or uninstall it (this one is of the distribution {DISTRIBUTION})"
        yield HealthFinding(about="command", text=text, fix=fix)


def _configuration(facts: Facts) -> Iterator[HealthFinding]:
    yield from _problems("configuration", facts.mistakes)
    if facts.unstaged and facts.configuration is None:
        text = f"{facts.unstaged} is not staged, so it is ignored"
        yield HealthFinding(about="configuration", text=text, fix=f"git add {facts.unstaged}")
    elif facts.configuration is None and not facts.mistakes:
        text = "there is none, so the checks are guessed from the tools that the project uses"
        yield note("configuration", text, "devloop init")


def _checks(facts: Facts) -> Iterator[HealthFinding]:
    yield from facts.guarding


def _environment(facts: Facts) -> Iterator[HealthFinding]:
    yield from _problems("environment", facts.environment)
    python = facts.python
    if python is None:
        return
    if python.way is Way.SERVED:
        text = f"no environment is active here; checks use {python.path}, which served last"
        yield note("environment", text)
    for check, program in facts.missing:
        where = f", not in the environment of {python.path}" if on_pypi(program) else ""
        text = f"checks.{check}: {program} is not on the PATH{where}"
        fix = how_to_get(python, program, facts.system)
        yield HealthFinding(about="environment", text=text, fix=fix)


def _mainline(facts: Facts) -> Iterator[HealthFinding]:
    return mainline_findings(facts.branches)


def mainline_findings(branches: Branches) -> Iterator[HealthFinding]:
    """What is wrong where no branch is the mainline that is asked for: then nothing is gated."""
    if not branches.here and not branches.there:
        return
    lost = tuple(
        name for name in branches.mainline if not _any(name, branches.here, branches.there)
    )
    named = tuple(name for name in lost if "*" not in name)
    if (named and branches.explicit) or (lost and len(lost) == len(branches.mainline)):
        names = " or ".join(named or lost)
        text = f"no branch here or on a remote is called {names}, so no push to it is checked"
        fix = f"set mainline in devloop.toml, to one of: {', '.join(_all(branches)[:5])}"
        yield HealthFinding(about="mainline", text=text, fix=fix)
    elif branches.there and not any(_any(name, branches.there) for name in branches.mainline):
        names = ", ".join(branches.mainline)
        yield note("mainline", f"no remote is known to have {names}", "git fetch")


def _any(pattern: str, *groups: Sequence[str]) -> bool:
    return any(branch_matches(name, (pattern,)) for names in groups for name in names)


def _all(branches: Branches) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*branches.there, *branches.here)))


def _store(facts: Facts) -> Iterator[HealthFinding]:
    yield from _problems("store", facts.store)
    for text in facts.store_notes:
        yield note("store", text)


def _cache(facts: Facts) -> Iterator[HealthFinding]:
    yield from _problems("workspaces", facts.cache)
    if facts.free_bytes is not None and facts.free_bytes < ENOUGH_BYTES:
        text = f"only {facts.free_bytes // (1024 * 1024)} MB are free where workspaces are kept"
        fix = "free some space, or set DEVLOOP_CACHE_DIR to another place"
        yield HealthFinding(about="workspaces", text=text, fix=fix)


def _sandbox(facts: Facts) -> Iterator[HealthFinding]:
    if facts.sandbox:
        text = f"checks are not sealed here: {facts.sandbox}"
        missing = "links and variables lead them to what is judged, and do not hold everything"
        yield note("sandbox", f"{text}; {missing} (docs/explanation/security.md)")


def _recording(facts: Facts) -> Iterator[HealthFinding]:
    if facts.recording:
        text = f"what checks look at is not recorded here: {facts.recording}"
        yield note("recording", f"{text}; verdicts rest on whole trees and on lists of settings")


def _history(facts: Facts) -> Iterator[HealthFinding]:
    if facts.shallow:
        text = (
            "this clone is shallow, so devloop cannot always tell whether a push only adds commits"
        )
        yield note("history", text, "git fetch --unshallow")
    if facts.past_the_gate:
        yield HealthFinding(
            about="history",
            text=_past_the_gate(facts.past_the_gate),
            fix=_look_again(facts.past_the_gate[-1]),
        )


def _past_the_gate(commits: Sequence[Commit]) -> str:
    named = ", ".join(f"{commit.short} ({commit.subject})" for commit in commits[:3])
    more = and_more(len(commits), 3)
    noun = counted(len(commits), "commit has", "commits have")
    return f"{noun} not been checked (--no-verify, or rewritten): {named}{more}"


def _look_again(oldest: Commit) -> str:
    return f"devloop check {since(oldest)}"


def _problems(about: str, problems: Sequence[Problem]) -> Iterator[HealthFinding]:
    for problem in problems:
        yield HealthFinding(about=about, text=problem.text, fix=problem.fix)


RULES: tuple[Callable[[Facts], Iterator[HealthFinding]], ...] = (
    _git,
    _lock,
    _hooks,
    _command,
    _configuration,
    _checks,
    _environment,
    _mainline,
    _store,
    _cache,
    _sandbox,
    _recording,
    _history,
)
"""Rules in their order, the most basic first."""
