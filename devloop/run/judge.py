"""The one question every entrance asks, whether this tree has passed, and its answer.

Look-ups first; only what nobody has answered yet is run, and what comes of it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.config.load import COMFORT_FILE
from devloop.config.model import Check, Config, EnvironmentRule, Stage
from devloop.environment.memo import Memo
from devloop.environment.project_python import Way, note_served
from devloop.git.ids import TreeId
from devloop.git.record import dataclass, field, replace
from devloop.git.repository import Repository
from devloop.run.check_runner import CheckRunner
from devloop.run.planning.order import ordered
from devloop.run.planning.plan import Source, plan
from devloop.run.planning.planned_check import PlannedCheck, Reuse, Run
from devloop.run.planning.sources import Sources
from devloop.run.process.cancellation import Cancellation
from devloop.run.project import SERVED, Project, open_project
from devloop.run.quarantine import problem_of, today
from devloop.run.recording.possible import recording_trouble
from devloop.run.recording.recall import Recall
from devloop.run.result import Report, Result
from devloop.run.run_options import DEFAULT_OPTIONS, RunOptions
from devloop.run.schedule import NotRun, run_jobs
from devloop.run.subject import Subject
from devloop.run.tracing import trace_plan, trace_results
from devloop.run.trust import changed_commands
from devloop.run.watcher import SILENT, Watcher
from devloop.verdict.history import CheckHistory, histories
from devloop.verdict.outcome import Outcome
from devloop.verdict.store import Store
from devloop.workspace.location import Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Answers for one repository."""

    repo: Repository
    area: Area
    store: Store
    memo: Memo
    environ: Mapping[str, str] = field(repr=False)
    parallel: int
    _projects: dict[EnvironmentRule, Project] = field(default_factory=dict, repr=False)

    def sources(self, config: Config) -> Sources:
        """What planning under this configuration asks."""
        project = self._project(config.environment)
        scratch = self.area.scratch
        recall = Recall(repo=self.repo, store=self.store)
        return Sources(
            repo=self.repo, store=self.store, project=project, scratch=scratch, recall=recall
        )

    def checks_of(self, config: Config, tree: TreeId) -> Config:
        """The configuration with a check for each thing that has a verdict on the content."""
        if not any(check.kind.rules.runs_hooks for check in config.checks):
            return config
        from devloop.run.planning.hook_checks import hooks_in, with_hooks

        return with_hooks(config, lambda: hooks_in(self.repo, tree, self.store))

    def _project(self, rule: EnvironmentRule) -> Project:
        if rule not in self._projects:
            self._projects[rule] = open_project(
                self.repo,
                rule,
                self.environ,
                global_config=self.area.global_config,
                memo=self.memo,
            )
        return self._projects[rule]

    def planned_checks(
        self,
        subject: Subject,
        config: Config,
        stage: Stage,
        options: RunOptions,
        sources: Sources | None = None,
    ) -> tuple[tuple[PlannedCheck, ...], Sources]:
        """What is known of a subject and what is missing, and where the answers came from.

        `sources` of the same configuration may answer for several subjects in a row.
        """
        config = self.checks_of(config, subject.tree)
        chosen = replace(config, checks=_chosen(config, options.only, today()))
        sources = sources or self.sources(config)
        stage = Stage.CI if options.only else stage
        source = Source(
            manifest=sources.manifest,
            lookup=sources.lookup,
            standing=sources.recall.standing,
            holding=sources.recall.holding,
            entries=sources.entries,
            part_of=sources.part_of,
            refs=sources.refs_digest,
            base_of=sources.base_of,
            state_of=sources.state,
            changed=sources.changed,
            again=options.again,
        )
        return plan(source, subject, chosen, stage), sources

    def judge(
        self,
        subject: Subject,
        config: Config,
        stage: Stage,
        *,
        cancel: Cancellation,
        watcher: Watcher = SILENT,
        options: RunOptions = DEFAULT_OPTIONS,
    ) -> Report:
        """The report on a subject: every due check with its outcome."""
        planned_checks, sources = self.planned_checks(subject, config, stage, options)
        watcher.planned(subject, planned_checks)
        trace_plan(planned_checks)
        if any(isinstance(planned, Run) for planned in planned_checks):
            _tell_expired(config, watcher)
            _tell_python(sources.project, watcher)
            _tell_lent(sources.project, planned_checks, watcher)
            if not options.background and (told := changed_commands(self.repo, config)):
                watcher.warning(told)
            past = histories(self.store)
        else:
            past = {}
        runner = CheckRunner(
            repo=self.repo,
            area=self.area,
            store=self.store,
            subject=subject,
            sources=sources,
            watcher=watcher,
            options=options,
            past=past,
            cores=self.parallel,
            records=not recording_trouble(self.area),
        )
        jobs = {planned.check.name: runner.job(planned) for planned in planned_checks}
        results = run_jobs(
            tuple(jobs[name] for name in _in_order(planned_checks, past)),
            parallel=1 if _is_settled(planned_checks, options) else self.parallel,
            keep_going=options.keep_going,
            cancel=cancel,
        )
        self.memo.save()
        if any(isinstance(one, Result) and _is_fresh(one) for one in results.values()):
            note_served(self.repo.common_dir / SERVED, sources.project.found)
        report = Report(
            subject=subject,
            results=tuple(_result(s.check, results[s.check.name]) for s in planned_checks),
        )
        trace_results(report)
        return report


def _is_settled(planned_checks: Sequence[PlannedCheck], options: RunOptions) -> bool:
    """True if a known failure answers the question, so that nothing needs to be started."""
    known = (s.verdict.outcome for s in planned_checks if isinstance(s, Reuse))
    return Outcome.FAILED in known and not options.keep_going


def _chosen(config: Config, only: tuple[str, ...], day: str) -> tuple[Check, ...]:
    """The checks that were asked for; those that run tests know which do not count on a day."""
    current = tuple(sorted(e.test for e in config.quarantine if not problem_of(e, day)))
    return tuple(
        replace(check, quarantine=current) if current and check.kind.rules.runs_tests else check
        for check in config.checks
        if not only or check.name in only or check.configured in only
    )


def _tell_expired(config: Config, watcher: Watcher) -> None:
    for problem in (problem_of(entry, today()) for entry in config.quarantine):
        if problem:
            watcher.warning(problem)


def _is_fresh(result: Result) -> bool:
    return not result.reused and result.outcome.is_verdict


def _tell_python(project: Project, watcher: Watcher) -> None:
    """Say it where the environment was not named by anybody here."""
    if project.found.way is Way.SERVED:
        watcher.warning(
            f"no environment is active here, so checks use the one that served last: "
            f"{project.python} (another one: DEVLOOP_PYTHON, or python in {COMFORT_FILE})"
        )


def _tell_lent(project: Project, planned_checks: Sequence[PlannedCheck], watcher: Watcher) -> None:
    """Say which checks use programs of devloop's own, since the project has none."""
    users: dict[str, list[str]] = {}
    for planned in planned_checks:
        if isinstance(planned, Run):
            for program in project.lent_to(planned.check):
                users.setdefault(program, []).append(planned.check.name)
    for program, names in users.items():
        watcher.warning(
            f"the project has no {program}, so devloop's own is used: {', '.join(names)}"
        )


def _in_order(
    planned_checks: Sequence[PlannedCheck], past: Mapping[str, CheckHistory]
) -> tuple[str, ...]:
    """What is known first, then what is most likely to fail soon."""
    runs = tuple(s.check for s in planned_checks if isinstance(s, Run))
    known = tuple(s.check.name for s in planned_checks if not isinstance(s, Run))
    return (*known, *ordered(runs, past))


def _result(check: Check, found: Result | NotRun) -> Result:
    if isinstance(found, Result):
        return found
    return Result(check=check, outcome=found.outcome, note=found.note, kept=False)
