"""Conditions of a decision that a shortcut can test; None if sh cannot test one of them.

Everything is looked at twice: what was found out between two equal looks at the stats holds for
these stats.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import devloop
from devloop.config.load import COMFORT_FILE
from devloop.config.model import Config
from devloop.environment.memo import SETTLED_SECONDS, stats_of, witnessed
from devloop.environment.project_python import ACTIVE, DIRENV, USUAL_PLACES
from devloop.environment.repository_key import NAME
from devloop.environment.variables import ALLOWED, SESSION
from devloop.fastpath.script import (
    STAT_COMMANDS,
    Conditions,
    can_be_named,
    digest_script,
    environment_script,
)
from devloop.git.record import dataclass
from devloop.git.settings import attributes_files, configuration_files, setting
from devloop.run.planning.planned_check import PlannedCheck, Reuse, Skip
from devloop.run.planning.sources import Sources
from devloop.run.project import SERVED, USUAL_SHARES, worktrees_of
from devloop.run.quarantine import today
from devloop.run.session import Session
from devloop.verdict.outcome import Outcome

STEERING = (
    *("PATH", *ACTIVE, "DEVLOOP_PYTHON", "POETRY_*", "HATCH_*", "UV_PROJECT_ENVIRONMENT"),
    *("PYTHONPATH", "GIT_CONFIG*", "GIT_LFS_*", "DEVLOOP_CACHE_DIR"),
)
"""Variables that steer devloop and git themselves."""

SECRETIVE = (
    *("PIP_*", "UV_*", "POETRY_*", "HATCH_*", "GIT_CONFIG*"),
    *("all_proxy", "http_proxy", "https_proxy", "ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"),
)
"""Those of the variables that are always passed in which people keep passwords."""

Plans = Sequence[tuple[Sequence[PlannedCheck], Sources]]
"""What is known of each tree that a decision is about, and where that came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The decision that a shortcut is to repeat."""

    answer: str
    """Line that the shortcut prints, for the hook to compare."""
    configs: tuple[Config, ...]
    plans: Callable[[], Plans | None]
    """Works everything out from scratch; None where it is not allowed (any more)."""
    first_lines: tuple[tuple[Path, str], ...] = ()
    """Files that have to say the same again."""
    files: tuple[str, ...] = ()
    """Files that have to be the same again."""
    words: tuple[tuple[str, str], ...] = ()
    """Words of sh that have to come to the same again."""


def conditions_of(session: Session, ground: Ground) -> Conditions | None:
    """Look, take the stats, look again, take them again."""
    secrets = _declared(ground.configs)
    variables = (*STEERING, *(name for name in ALLOWED if name not in SESSION))
    if not can_be_named((*variables, *secrets)) or _has_line_breaks(variables, session):
        return None
    seen = looked_at(session, ground)
    if seen is None:
        return None
    folders = tuple(sorted(path for path in seen if path.endswith(os.sep)))
    named = seen.difference(folders)
    present = tuple(sorted(path for path in named if os.path.exists(path)))  # noqa: PTH110
    absent = tuple(sorted(named.difference(present)))
    if stats_of(present).newest > time.time() - SETTLED_SECONDS:
        return None
    command, stats = _stats(present)
    again = looked_at(session, ground)
    if again is None or not again <= seen or _stats(present) != (command, stats):
        return None
    key = session.repo.common_dir / "devloop" / NAME
    environment, digest = _environment(session, variables, secrets, key)
    return Conditions(
        answer=ground.answer,
        words=(*ground.words, *_day(ground.configs)),
        folder=session.repo.top,
        first_lines=ground.first_lines,
        folders=folders,
        absent=absent,
        present=present,
        stat_command=command,
        stats=stats,
        variables=variables,
        secrets=secrets,
        environment=environment,
        secret_digest=digest,
        key=key,
    )


def _day(configs: Iterable[Config]) -> tuple[tuple[str, str], ...]:
    """The day counts where tests are in quarantine until one."""
    known = any(config.quarantine for config in configs)
    return (("$(date -u +%Y-%m-%d)", today()),) if known else ()


def _declared(configs: Iterable[Config]) -> tuple[str, ...]:
    """Variables that may hold a secret: all that checks ask for, and what often holds one."""
    declared: list[str] = []
    for config in configs:
        declared += config.environment.pass_env
        declared += (name for check in config.checks for name in check.pass_env)
    return tuple(dict.fromkeys((*SECRETIVE, *declared)))


def _has_line_breaks(variables: tuple[str, ...], session: Session) -> bool:
    """True if some value would not stay in one line; then sh cannot tell where it ends."""
    return any("\n" in value for value in session.environ.values()) and bool(variables)


def looked_at(session: Session, ground: Ground) -> set[str] | None:
    """Every path that the decision rests on, or None where it does not stand, or rests on more."""
    with witnessed() as seen:
        plans = ground.plans()
        if plans is None or not all(_vouched_for(*plan) for plan in plans):
            return None
    if _includes(session):
        return None
    seen.update(ground.files)
    seen.update(configuration_files(session.repo))
    for sources in {id(sources): sources for _, sources in plans}.values():
        seen.update(_beside(session, sources))
    return seen


def _vouched_for(planned_checks: Sequence[PlannedCheck], sources: Sources) -> bool:
    """True if all has passed, in an environment that stats can tell from any other."""
    prints = [sources.fingerprint(planned.check) for planned in planned_checks]
    programs = [place for fingerprint in prints for _, place in fingerprint.program]
    return (
        all(map(_stands, planned_checks))
        and not any(fingerprint.sources for fingerprint in prints)
        and not any("/shims/" in place for place in programs)
        and _only_environments(sources)
    )


def _stands(planned: PlannedCheck) -> bool:
    if isinstance(planned, Reuse):
        return planned.verdict.outcome is Outcome.PASSED and not planned.flaky
    return isinstance(planned, Skip)


def _only_environments(sources: Sources) -> bool:
    """True if every shared folder is a Python environment, which the fingerprint knows."""
    return all((place / "pyvenv.cfg").exists() for _, place in sources.project.shares)


def _includes(session: Session) -> bool:
    names = session.repo.git("config", "-z", "--name-only", "--list").split(b"\0")
    return any(name.startswith((b"include.", b"includeif.")) for name in names)


def _beside(session: Session, sources: Sources) -> Iterable[str]:
    """What was looked for by name: environments, shared folders, programs, settings, devloop."""
    repo, environ = session.repo, session.environ
    for top in worktrees_of(repo):
        yield from (str(top / place / "pyvenv.cfg") for place in USUAL_PLACES)
        yield from (str(top / name) for name in USUAL_SHARES if name not in USUAL_PLACES)
        yield from (str(top / DIRENV), str(top / COMFORT_FILE))
    yield str(repo.common_dir / SERVED)
    yield from (p for p in environ.get("PATH", "").split(os.pathsep) if Path(p).is_absolute())
    yield str(sources.project.python.parent)
    home = Path(environ.get("HOME", os.sep))
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    yield from map(str, (home / ".gitconfig", config / "git/config", Path("/etc/gitconfig")))
    yield from map(str, (repo.git_dir / "config.worktree", repo.git_dir / "MERGE_HEAD"))
    chosen = setting(repo, "core.attributesFile")
    yield from map(str, attributes_files(repo, chosen.value if chosen else None))
    package = Path(devloop.__file__).parent
    yield from (str(path) for path in (package, *package.iterdir()) if path.name != "__pycache__")


def _stats(paths: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The stats of paths that are there, by the first command that this system knows."""
    for command in STAT_COMMANDS:
        done = subprocess.run(
            [*command, "--", *paths], capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
        if done.returncode == 0:
            return command, os.fsdecode(done.stdout).rstrip("\n")
    raise subprocess.SubprocessError


def _environment(
    session: Session, variables: tuple[str, ...], secrets: tuple[str, ...], key: Path
) -> tuple[str, str]:
    """The variables as the sh that runs the hooks prints them, and a digest of those unprinted."""
    script = environment_script(variables, secrets)
    found = []
    for line in ('printf %s "$environment"', f'[ -z "$secrets" ] || {{ {digest_script(key)}; }}'):
        done = subprocess.run(
            ["/bin/sh", "-c", script + line],
            capture_output=True,
            check=True,
            env=_in_a_hook(session),
        )
        found.append(os.fsdecode(done.stdout))
    return found[0], found[1].strip()


def _in_a_hook(session: Session) -> dict[str, str]:
    """The variables as a hook has them: git puts the folder of its programs first on the PATH."""
    folder = os.fsdecode(session.repo.git("--exec-path")).strip()
    path = session.environ.get("PATH", "")
    inside = path == folder or path.startswith(folder + os.pathsep)
    return {**session.environ, "PATH": path if inside else f"{folder}{os.pathsep}{path}"}
