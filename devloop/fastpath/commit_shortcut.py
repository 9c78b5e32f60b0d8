"""Leaving a shortcut after an allowed commit, so that the same question needs no Python next time.

Whatever cannot be put into a test of sh means that no shortcut is left.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from devloop.change.decide import decide
from devloop.config.model import Config, Stage
from devloop.environment.memo import SETTLED_SECONDS
from devloop.fastpath.ground import Ground, Plans, conditions_of, looked_at
from devloop.fastpath.script import Conditions, script_of
from devloop.files.atomic import write_whole
from devloop.gate.commit_gate import CommitCase, base_of_case, size_of_case
from devloop.gate.coverage_gate import rule_on_new_lines
from devloop.gate.size_gate import rule_on_size
from devloop.gate.staged_rules import staged_rules
from devloop.git.ids import CommitId, TreeId
from devloop.git.process import GitFailed
from devloop.git.record import replace
from devloop.git.refs import current_branch
from devloop.git.trees import tree_to_look_at
from devloop.hooks_install.installation import shortcuts_of
from devloop.run.planning.known import Question, passed_before
from devloop.run.run_options import DEFAULT_OPTIONS
from devloop.run.session import Session, quiet_session

MOST_STAMPS = 100
INDEX_ANSWER = "allowed index"


def leave_shortcuts(
    environ: Mapping[str, str], top: Path, case: CommitCase, config: Config
) -> None:
    """Leave shortcuts for a case whose checks passed; this takes some seconds."""
    with quiet_session(environ, top) as session:
        ground = _ground(session, case, config)
        if ground is not None and _is_silently_allowed(session, case, config):
            leave_shortcut(session, case.tree, ground)
            _leave_index_shortcut(session, case, ground)


def _is_silently_allowed(session: Session, case: CommitCase, config: Config) -> bool:
    """True if the gate lets the step go without a word, by its rules, size and new lines."""
    rules = staged_rules(session.repo, case, session.config)
    if rules.losses or rules.config != config:
        return False
    size = size_of_case(session.repo, case, config)
    ruling = rule_on_size(size, decide(size, config.size), config.size)
    return ruling.allowed and not ruling.reasons and _owes_nothing(session, case, config)


def _owes_nothing(session: Session, case: CommitCase, config: Config) -> bool:
    """True if it is known that tests ran all that is new, as far as anybody asks."""
    if not any(check.coverage for check in config.checks):
        return True
    question = Question(subject=case.subject, config=config, stage=Stage.COMMIT)
    (report,) = passed_before(session.judge, (question,))
    base = base_of_case(session.repo, case)
    if report is None:
        return False
    ruling = rule_on_new_lines(session.repo, session.store, report, base, config)
    return ruling.allowed and not ruling.reasons


def leave_shortcut(session: Session, name: str, ground: Ground) -> None:
    """Leave a shortcut under a name, if sh can vouch for all that the decision rests on."""
    with suppress(OSError, subprocess.SubprocessError, GitFailed):
        conditions = conditions_of(session, ground)
        if conditions is None:
            return
        place = _write(shortcuts_of(session.repo), name, conditions)
        if looked_at(session, ground) is None:  # a failure has been kept meanwhile
            place.unlink(missing_ok=True)


def _leave_index_shortcut(session: Session, case: CommitCase, ground: Ground) -> None:
    """Leave another one that needs no tree: the very file of the index, once it is old enough."""
    index = session.repo.git_dir / "index"
    if session.repo.index_file != index:
        return
    beside = session.repo.git_dir == session.repo.top / ".git"
    named = ".git/index" if beside else str(index)
    time.sleep(SETTLED_SECONDS + 0.1)
    of_index = replace(
        ground,
        answer=INDEX_ANSWER,
        files=(str(index),),
        words=(("$GIT_INDEX_FILE", named),),
        plans=lambda: ground.plans() if _staged(session) == case.tree else None,
    )
    leave_shortcut(session, f"index-{session.repo.git_dir.name}", of_index)


def _staged(session: Session) -> TreeId:
    return tree_to_look_at(session.repo, session.area.scratch)


def _ground(session: Session, case: CommitCase, config: Config) -> Ground | None:
    head = _head(session, case)
    if head is None:
        return None

    def plans() -> Plans:
        judge = replace(session.judge, _projects={})
        return (judge.planned_checks(case.subject, config, Stage.COMMIT, DEFAULT_OPTIONS),)

    return Ground(answer=f"allowed {case.tree}", configs=(config,), plans=plans, first_lines=head)


def _head(session: Session, case: CommitCase) -> tuple[tuple[Path, str], ...] | None:
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


def _write(folder: Path, name: str, conditions: Conditions) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / name
    write_whole(place, os.fsencode(script_of(conditions)), mode=0o600)
    _forget_old(folder)
    return place


def _forget_old(folder: Path) -> None:
    shortcuts = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for old in shortcuts[:-MOST_STAMPS]:
        old.unlink(missing_ok=True)
