"""Leaving a stamp after an allowed commit, so that the same question needs no Python next time.

Everything is looked at twice: what was found out between two equal looks at the stats holds for
these stats. Whatever cannot be put into a test of sh means that no stamp is left.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import devloop
from devloop.change.decide import decide
from devloop.cli.console import open_console
from devloop.cli.session import Session, open_session
from devloop.config.model import Config, Stage
from devloop.gate.commit_gate import Case, size_of_case
from devloop.gate.installation import stamps_of
from devloop.gate.size_gate import rule_on_size
from devloop.gate.stamp import (
    STAT_COMMANDS,
    Conditions,
    can_be_named,
    environment_script,
    script_of,
)
from devloop.git.ids import CommitId
from devloop.git.process import GitFailed
from devloop.git.record import replace
from devloop.git.refs import current_branch
from devloop.git.settings import attributes_files, configuration_files
from devloop.run.plan import Reuse, Skip, Standing
from devloop.run.project import USUAL_SHARES, worktrees_of
from devloop.run.sources import Sources
from devloop.run.wishes import NO_WISHES
from devloop.verdict.interpreter import USUAL_PLACES
from devloop.verdict.memo import SETTLED_SECONDS, stats_of, witnessed
from devloop.verdict.outcome import Outcome
from devloop.verdict.variables import ALLOWED, SESSION

MOST_STAMPS = 100
STEERING = ("PATH", "VIRTUAL_ENV", "PYTHONPATH", "GIT_CONFIG*", "DEVLOOP_CACHE_DIR")
"""Variables that steer devloop and git themselves."""


def leave_stamp(session: Session, case: Case, config: Config) -> None:
    """Have a stamp left for a case whose checks passed, without keeping anybody waiting."""
    top, environ = session.repo.top, session.environ

    def work() -> None:
        with open_session(open_console(environ), environ, top, background=True) as own:
            if _is_silently_allowed(own, case, config):
                stamp_now(own, case, config)

    session.afterwards.append(work)


def _is_silently_allowed(session: Session, case: Case, config: Config) -> bool:
    """Whether the gate lets a step of this size go without a word."""
    size = size_of_case(session.repo, case, config)
    ruling = rule_on_size(size, decide(size, config.size), config.size)
    return ruling.allowed and not ruling.reasons


def stamp_now(session: Session, case: Case, config: Config) -> None:
    """Leave a stamp, if sh can vouch for all that the decision rests on."""
    with suppress(OSError, subprocess.SubprocessError, GitFailed):
        conditions = _conditions(session, case, config)
        if conditions is None:
            return
        place = _write(stamps_of(session.repo), conditions)
        if _looked_at(session, case, config) is None:  # a failure has been kept meanwhile
            place.unlink(missing_ok=True)


def _conditions(session: Session, case: Case, config: Config) -> Conditions | None:
    """Look, take the stats, look again, take them again."""
    variables = _variables(config)
    head = _head(session, case)
    if head is None or not can_be_named(variables) or _has_line_breaks(variables, session):
        return None
    seen = _looked_at(session, case, config)
    if seen is None:
        return None
    present = tuple(sorted(path for path in seen if os.path.exists(path)))  # noqa: PTH110
    absent = tuple(sorted(seen.difference(present)))
    if stats_of(present).newest > time.time() - SETTLED_SECONDS:
        return None
    command, stats = _stats(present)
    again = _looked_at(session, case, config)
    if again is None or not again <= seen or _stats(present) != (command, stats):
        return None
    return Conditions(
        tree=case.tree,
        folder=session.repo.top,
        first_lines=head,
        absent=absent,
        present=present,
        stat_command=command,
        stats=stats,
        variables=variables,
        environment=_environment(variables, session),
    )


def _variables(config: Config) -> tuple[str, ...]:
    """What a check can see of the caller's variables, and what steers devloop."""
    declared = (*config.environment.pass_env, *(n for c in config.checks for n in c.pass_env))
    passing = (name for name in ALLOWED if name not in SESSION)
    return tuple(dict.fromkeys((*STEERING, *passing, *declared)))


def _has_line_breaks(variables: tuple[str, ...], session: Session) -> bool:
    """Whether some value would not stay in one line; then sh cannot tell where it ends."""
    return any("\n" in value for value in session.environ.values()) and bool(variables)


def _head(session: Session, case: Case) -> tuple[tuple[Path, str], ...] | None:
    """The files that say which commit HEAD is, where they say so plainly."""
    if len(case.parents) != 1:
        return None
    repo, commit = session.repo, case.parents[0]
    branch = current_branch(repo)
    if branch is None:
        return ((repo.git_dir / "HEAD", commit),)
    ref = repo.common_dir / "refs/heads" / branch
    if not _says(ref, commit):
        return None
    return ((repo.git_dir / "HEAD", f"ref: refs/heads/{branch}"), (ref, commit))


def _says(ref: Path, commit: CommitId) -> bool:
    return ref.is_file() and ref.read_text().strip() == commit


def _looked_at(session: Session, case: Case, config: Config) -> set[str] | None:
    """Every path that the decision rests on, or None where it does not stand, or rests on more."""
    with witnessed() as seen:
        judge = replace(session.judge, _projects={})
        standings, sources = judge.standings(case.subject, config, Stage.COMMIT, NO_WISHES)
        checks = tuple(standing.check for standing in standings)
        prints = [sources.fingerprint(check) for check in checks]
    if not all(map(_stands, standings)) or any(fp.sources for fp in prints):
        return None
    programs = [place for fp in prints for _, place in fp.program]
    if any("/shims/" in place for place in programs) or not _only_environments(sources):
        return None
    files = configuration_files(session.repo)
    if _includes(session):
        return None
    seen.update(files)
    seen.update(_beside(session, sources))
    return seen


def _stands(standing: Standing) -> bool:
    if isinstance(standing, Reuse):
        return standing.verdict.outcome is Outcome.PASSED and not standing.flaky
    return isinstance(standing, Skip)


def _only_environments(sources: Sources) -> bool:
    """Whether every shared folder is a Python environment, which the fingerprint knows."""
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
    yield from (p for p in environ.get("PATH", "").split(os.pathsep) if Path(p).is_absolute())
    yield str(sources.project.python.parent)
    home = Path(environ.get("HOME", os.sep))
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    yield from map(str, (home / ".gitconfig", config / "git/config", Path("/etc/gitconfig")))
    yield from map(str, (repo.git_dir / "config.worktree", repo.git_dir / "MERGE_HEAD"))
    yield from map(str, attributes_files(repo, None))
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


def _environment(variables: tuple[str, ...], session: Session) -> str:
    """The variables as the sh that runs the hooks prints them."""
    line = environment_script(variables) + 'printf %s "$environment"'
    done = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, check=True, env=_in_a_hook(session)
    )
    return os.fsdecode(done.stdout)


def _in_a_hook(session: Session) -> dict[str, str]:
    """The variables as a hook has them: git puts the folder of its programs first on the PATH."""
    folder = os.fsdecode(session.repo.git("--exec-path")).strip()
    path = session.environ.get("PATH", "")
    inside = path == folder or path.startswith(folder + os.pathsep)
    return {**session.environ, "PATH": path if inside else f"{folder}{os.pathsep}{path}"}


def _write(folder: Path, conditions: Conditions) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{conditions.tree}.{os.getpid()}"
    part.write_bytes(os.fsencode(script_of(conditions)))
    part.chmod(0o600)
    place = part.replace(folder / conditions.tree)
    _forget_old(folder)
    return place


def _forget_old(folder: Path) -> None:
    stamps = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for old in stamps[:-MOST_STAMPS]:
        old.unlink(missing_ok=True)
