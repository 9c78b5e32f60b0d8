"""Running a command again that is said to have made a change, on the content before it.

What it gives is kept by content, command and environment, so that it is run once. A command that
fails is run again next time: its failure proves nothing about the content.
"""

from __future__ import annotations

from devloop.config.model import Check, Config
from devloop.git.ids import TreeId
from devloop.git.record import dataclass, replace
from devloop.git.trees import scratch_objects
from devloop.run.fix.fixers import Fixed, Fixer, FixRunner
from devloop.run.judge import Judge
from devloop.run.process.cancellation import Cancellation
from devloop.run.run_result import RunResult
from devloop.run.watcher import SILENT, Watcher
from devloop.verdict.derived import recall, remember
from devloop.verdict.outcome import Outcome
from devloop.workspace.pool import Pool

KIND = "replay"
"""Under which kind of fact results are kept."""
NAME = "mechanical"
"""What a person who watches sees running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """Outcome of a command on a tree: the tree it made, or why there is none."""

    tree: TreeId | None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayer:
    """Replays commands under one configuration."""

    judge: Judge
    config: Config
    cancel: Cancellation
    watcher: Watcher = SILENT

    def known(self, parent: TreeId, command: str) -> TreeId | None:
        """What the command gives, where that has been found out in this environment."""
        found = recall(self.judge.store, KIND, self._key(parent, command))
        return TreeId(found) if found else None

    def replay(self, parent: TreeId, command: str) -> Replayed:
        """What the command gives, run in a workspace that holds `parent` unless that is known."""
        known = self.known(parent, command)
        if known is not None:
            return Replayed(tree=known)
        fixer = Fixer(check=_check(command), program=command, files=())
        fixed = self._workshop().fix(parent, (fixer,))
        problem = _problem(command, fixed)
        if problem:
            return Replayed(tree=None, problem=problem)
        remember(self.judge.store, KIND, self._key(parent, command), fixed.after)
        return Replayed(tree=fixed.after)

    def _key(self, parent: TreeId, command: str) -> str:
        fingerprint = self.judge.sources(self.config).fingerprint(_check(command))
        return "\n".join((parent, fingerprint.digest, command))

    def _workshop(self) -> FixRunner:
        judge = self.judge
        project = judge.sources(self.config).project
        pool = Pool(
            repo=judge.repo,
            area=judge.area,
            settings=project.settings,
            shares=project.shares,
            caches=project.rule.caches,
            seal=project.sandbox.seal,
            environments=project.environments,
        )
        objects = scratch_objects(judge.repo, judge.area.objects)
        return FixRunner(
            pool=pool,
            project=project,
            object_repo=replace(judge.repo, environ={**judge.repo.environ, **objects}),
            scratch=judge.area.scratch,
            cancel=self.cancel,
            watcher=self.watcher,
        )


def difference(command: str, parent: TreeId, wanted: TreeId, replayed: Replayed) -> str:
    """Why the command does not account for the change from `parent` to `wanted`, or nothing."""
    if replayed.problem:
        return replayed.problem
    if replayed.tree == wanted:
        return ""
    if replayed.tree == parent:
        return f"Mechanical: `{command}` changes nothing in the tree before this commit"
    return (
        f"Mechanical: `{command}` does not reproduce this commit:"
        " commit its changes alone, and the rest separately"
    )


def _check(command: str) -> Check:
    return Check(name=NAME, run=command, files=("*",))


def _problem(command: str, fixed: Fixed) -> str:
    _, ran = fixed.runs[-1]
    if ran.outcome is Outcome.PASSED:
        return ""
    why = ran.note or f"exit code {ran.exit_code}"
    verb = "fails" if ran.outcome is Outcome.FAILED else "cannot be replayed"
    said = _last_words(ran)
    return f"Mechanical: `{command}` {verb} on the tree before this commit: {why}{said}"


def _last_words(ran: RunResult) -> str:
    lines = ran.output.decode("utf-8", "replace").strip().splitlines()
    return f" ({lines[-1].strip()})" if lines else ""
