"""Where the checks of one subject are carried out: claimed, run in a workspace, kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from devloop.config.model import Check, Place
from devloop.detect.tool_sources import on_pypi
from devloop.environment.file_marks import Marks
from devloop.environment.fingerprinting import MISSING
from devloop.environment.project_python import how_to_install
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository
from devloop.run.alone import beside_others
from devloop.run.assignment import Assignment
from devloop.run.background.foreground import foreground_lock
from devloop.run.execute import variables_in
from devloop.run.keep import keep, keep_found
from devloop.run.planning.planned_check import PlannedCheck, PlannedPart, Reuse, Run, Skip
from devloop.run.planning.reuse import reused
from devloop.run.planning.sources import Sources
from devloop.run.process.cancellation import Cancellation
from devloop.run.project import Project
from devloop.run.recording.seen import (
    execute_seen,
    known_digests,
    seen,
    with_record,
)
from devloop.run.result import Result
from devloop.run.run_options import RunOptions
from devloop.run.run_result import RunResult, errored
from devloop.run.schedule import Job
from devloop.run.subject import Subject
from devloop.run.watcher import Watcher
from devloop.verdict.claim import claim
from devloop.verdict.history import CheckHistory
from devloop.verdict.outcome import Outcome
from devloop.verdict.repository_state import RepositoryState
from devloop.verdict.store import Store
from devloop.workspace.location import Area
from devloop.workspace.pool import WHOLE, Pool
from devloop.workspace.private_git import GitHistory
from devloop.workspace.session_sockets import session_sockets

if TYPE_CHECKING:
    from devloop.run.testing.suite_result import SuiteResult


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRunner:
    """Where the checks of one subject are carried out."""

    repo: Repository
    area: Area
    store: Store
    subject: Subject
    sources: Sources
    watcher: Watcher
    options: RunOptions
    past: Mapping[str, CheckHistory]
    cores: int = 1
    records: bool = False
    """True if what runs look at can be seen here."""

    def job(self, planned: PlannedCheck) -> Job[Result]:
        """Job of one check."""
        check, body = planned.check, self._body(planned)
        return Job(name=check.name, needs=check.needs, exclusive=check.exclusive, body=body)

    def _body(self, planned: PlannedCheck) -> Callable[[Cancellation], Result]:
        if isinstance(planned, Run):
            return partial(self._run, planned)
        return partial(self._known, planned)

    def _known(self, planned: Reuse | Skip, _: Cancellation) -> Result:
        if isinstance(planned, Reuse):
            keep_found(self.store, planned)
        return self._finished(reused(self.store, planned))

    def _finished(self, result: Result) -> Result:
        """Tell the watcher of a result, with what may help where it is red."""
        if result.outcome in {Outcome.FAILED, Outcome.ERRORED} and result.output:
            from devloop.run.advising import advised

            result = advised(result, self.repo, self.sources.project, self.subject)
        self.watcher.finished(result)
        return result

    def _run(self, run: Run, cancel: Cancellation) -> Result:
        check = run.check
        with claim(
            self.store.directory / "claims",
            run.whole.key,
            self.options.who,
            on_wait=lambda whom: self.watcher.waiting(check, f"{whom}, who is running it"),
            cancelled=lambda: cancel.cancelled,
        ) as waited:
            known = self._look_again(run) if waited else None
            result = known or self._work(run, cancel)
        return self._finished(result)

    def _look_again(self, run: Run) -> Result | None:
        """Result of the process we waited for."""
        found = self.sources.rescan().lookup((run.whole,)).get(run.whole.key)
        if not found:
            return None
        return reused(self.store, Reuse(check=run.check, verdict=found[0], flaky=False))

    def _work(self, run: Run, cancel: Cancellation) -> Result:
        with nullcontext() if self.options.background else foreground_lock(self.store.directory):
            asked = run.whole.key
            run, ran = self._prepared(run, cancel)
            if run.whole.key != asked and (known := self._look_again(run)):
                return known
            before = self.sources.marks(run.check)
            ran = ran or self._in_turn(run, cancel)
        ran = self._confirmed(run, ran, before)
        problem = keep(self.store, run, self.subject, ran)
        if problem:
            self.watcher.warning(problem)
        return Result(
            check=run.check,
            outcome=ran.outcome,
            seconds=ran.seconds,
            key=run.whole.key,
            exit_code=ran.exit_code,
            output=ran.output,
            note=ran.note,
            hint=ran.hint or self._rerun(run.check, ran.suite),
            suite=ran.suite,
            flaky=ran.before is not None and ran.outcome is Outcome.PASSED,
            kept=ran.outcome.is_verdict and not problem,
        )

    def _rerun(self, check: Check, suite: SuiteResult | None) -> str:
        if suite is None:
            return ""
        from devloop.run.testing.rerun import rerun_command

        return rerun_command(check, self.sources.project.python, self.repo.top, suite)

    def _in_turn(self, run: Run, cancel: Cancellation) -> RunResult:
        """Run it beside no other check that is exclusive, or beside none at all."""
        check = run.check
        why = "which runs alone" if not check.exclusive else f"since {check.name} runs alone"
        with beside_others(
            self.store.directory,
            f"{check.name} of {self.options.who}",
            exclusive=check.exclusive,
            on_wait=lambda whom: self.watcher.waiting(check, f"{whom}, {why}"),
            cancelled=lambda: cancel.cancelled,
        ) as lock:
            return self._happen(run, cancel, () if lock is None else (lock.descriptor,))

    def _happen(self, run: Run, cancel: Cancellation, held: tuple[int, ...]) -> RunResult:
        check, project = run.check, self.sources.project
        refused = _refused(check, project)
        if refused is not None:
            return refused
        with self._assigned(run, cancel, held) as work:
            past = self.past.get(check.name)
            self.watcher.started(check, past.seconds if past else None)
            ran, recorder = execute_seen(work)
            ran = with_record(ran, recorder, lambda: known_digests(self.sources, check))
            return _reached_out(work, ran)

    @contextmanager
    def _assigned(
        self, run: Run, cancel: Cancellation, held: tuple[int, ...] = ()
    ) -> Iterator[Assignment]:
        """The check with a workspace to carry it out in."""
        check, project = run.check, self.sources.project
        tree, lane = run.tree, WHOLE
        if run.partial:
            tree = self.sources.build_part(self.subject.tree, (*check.inputs, *check.files))
            lane = f"part-{check.name}"
        base = self.sources.base_of(self.subject) if run.of_change else None
        state = self.sources.state(check, self.subject)
        apart = check.place is Place.OWN
        lease = self._pool(project).lease(
            tree, self._history(check, state), lane=lane, base=base, apart=apart, state=state
        )
        rule = project.rule
        with lease as workspace, seen(check, rule, workspace, records=self.records) as sight:
            variables = {**project.variables(check), **dict(state.push)}
            environ = variables_in(workspace, variables, project.imports, run.files)
            yield Assignment(
                check=check,
                files=run.files,
                workspace=workspace,
                found=project.found,
                environ={**environ, **sight.variables},
                cancel=cancel,
                watcher=self.watcher,
                cores=self.cores,
                earlier=_earlier(self.store, check),
                of_change=run.of_change,
                held=held,
                recorder=sight.recorder,
            )

    def _prepared(self, run: Run, cancel: Cancellation) -> tuple[Run, RunResult | None]:
        """The run under the key that its hook's environment gives it, made if it was not there.

        With what came of that instead of the check, where there is nothing more to do.
        """
        project = self.sources.project
        if run.check.hook is None or (there := project.hook_environment(run.check)) is None:
            return run, None
        from devloop.run.kinds.pre_commit import NOT_ABOUT_CONTENTS, prepare

        if not there.made:
            with self._assigned(run, cancel) as work:
                self.watcher.started(run.check, None)
                ran = prepare(work)
            if ran.outcome is not Outcome.PASSED:
                return run, ran
            there = project.hook_environment(run.check) or there
        now = self.sources.rescan()
        whole = now.manifest(run.check, now.content(run.check, self.subject))
        run = replace(run, whole=whole, parts=(PlannedPart(manifest=whole),))
        return run, None if there.judges else NOT_ABOUT_CONTENTS

    def _pool(self, project: Project) -> Pool:
        return Pool(
            repo=self.repo,
            area=self.area,
            settings=project.settings,
            shares=project.shares,
            caches=project.rule.caches,
            seal=project.sandbox.seal,
            environments=project.environments,
        )

    def _history(self, check: Check, state: RepositoryState) -> GitHistory | None:
        if state.head is not None:
            return GitHistory(commit=state.head, refs=self.sources.refs())
        if not check.reads_history:
            return None
        return GitHistory(commit=self.subject.head, refs=self.sources.refs())

    def _confirmed(self, run: Run, ran: RunResult, before: Marks) -> RunResult:
        """A verdict only stands if its environment is, and was, the one it was asked for."""
        if not ran.outcome.is_verdict:
            return _explained(run.check, ran, self.sources)
        now = self.sources.rescan()
        content = now.content(run.check, self.subject)
        same = now.manifest(run.check, content).key == run.whole.key
        if same and self.sources.marks(run.check) == before:
            return ran
        note = "the environment changed during the run, so the result was discarded"
        return errored(ran, note, "run it again")


def _refused(check: Check, project: Project) -> RunResult | None:
    """What comes of a check that would see the user's working tree, however it is run."""
    if _stands_in_worktree(check, project):
        from devloop.run.daemons import daemon_client, refuse_client

        client = daemon_client(check.run)
        return None if client is None else refuse_client(client, check.configured)
    if not project.imports.editable:
        return None
    from devloop.run.isolation import isolated_python, refused

    option = isolated_python(check.run)
    return None if option is None else refused(option)


def _stands_in_worktree(check: Check, project: Project) -> bool:
    return project.sandbox.seal is not None and check.place is Place.WORKTREE


def _reached_out(work: Assignment, ran: RunResult) -> RunResult:
    """What had a daemon in it says nothing of the content, which the daemon may not have seen."""
    sealed, check = work.workspace.sealed, work.check
    if not ran.outcome.is_verdict or sealed is None or sealed.apart:
        return ran
    from devloop.run.daemons import own_place, speaks_of_daemon, spoken_to

    opaque = () if ran.record is None else ran.record.opaque
    quiet = (*sealed.out_of_reach, *session_sockets(work.environ))
    graphical = bool(work.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"})
    place = spoken_to(opaque, out_of_reach=quiet, session=graphical)
    note = f"it talks to a program outside, at {place}, which would find your working tree"
    if place is None:
        if ran.outcome is not Outcome.FAILED or not speaks_of_daemon(ran.output):
            return ran
        note = "it asks a daemon, which is out of reach since it would find your working tree"
    return errored(ran, note, own_place(check.configured))


def _explained(check: Check, ran: RunResult, sources: Sources) -> RunResult:
    """Say what to install where a program is missing; a kind says that of its own by itself."""
    if ran.outcome is not Outcome.ERRORED or ran.hint or check.run is None:
        return ran
    programs = sources.fingerprint(check).program
    missing = [word for word, place in programs if place == MISSING and os.sep not in word]
    if not missing:
        return ran
    found, package = sources.project.found, on_pypi(missing[0])
    return replace(
        ran,
        note=f"{missing[0]} is not installed: not on the PATH, not beside {found.path}",
        hint=how_to_install(found, package) if package else "",
    )


def _earlier(store: Store, check: Check) -> SuiteResult | None:
    """What came of the tests of a check the last time, if it runs any."""
    if not check.kind.rules.runs_tests:
        return None
    from devloop.run.testing.kept_runs import latest_suite

    return latest_suite(store, check.name)
