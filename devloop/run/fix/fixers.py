"""Fixers of checks, run on a tree in a workspace.

They run one after the other, each on what the one before has left. The user's files and index
are not touched; what is to become of them is decided elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from devloop.config.match import PathPatterns
from devloop.config.model import Check, Program
from devloop.git.ids import RepoPath, TreeId
from devloop.git.objects import read_objects
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository
from devloop.git.trees import TreeEntry
from devloop.run.assignment import Assignment
from devloop.run.execute import LEAKS, variables_in
from devloop.run.fix.renames import alike
from devloop.run.kinds.command import run_command
from devloop.run.process.cancellation import Cancellation
from devloop.run.project import Project
from devloop.run.result import Result
from devloop.run.run_result import RunResult, errored
from devloop.run.watcher import Watcher
from devloop.verdict.outcome import Outcome
from devloop.workspace.checkout import parse_traces
from devloop.workspace.imports import read_leaks
from devloop.workspace.pool import Pool, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixer:
    """One program that fixes, and the files it is given."""

    check: Check
    program: Program | None
    """None: the framework's hook that the check is."""
    files: tuple[RepoPath, ...]
    of_change: bool = True
    """True if the files are those of a change; a hook may else be given all there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What became of a tree."""

    before: TreeId
    after: TreeId
    """The same as `before` where a fixer could not do its work."""
    runs: tuple[tuple[Fixer, RunResult], ...]
    passed_over: tuple[RepoPath, ...] = ()
    hidden: tuple[RepoPath, ...] = ()
    """New files that git ignores, and that look like one that is gone."""
    """New files that no fixer's check is about."""

    @property
    def broken(self) -> tuple[Fixer, RunResult] | None:
        """The fixer that could not do its work, if there is one."""
        return next((run for run in self.runs if not did_its_work(run[1])), None)


def fixers_of(
    checks: Sequence[Check], entries: Sequence[TreeEntry], within: frozenset[RepoPath] | None
) -> tuple[Fixer, ...]:
    """The fixers that have something to do, in order; `within` are the paths they are given."""
    found = []
    for check in checks:
        if not check.repairs:
            continue
        wanted = PathPatterns.compile(check.files or (("*",) if check.hook is not None else ()))
        files = tuple(
            entry.path
            for entry in entries
            if entry.is_file
            and (within is None or entry.path in within)
            and wanted.matches(entry.path)
        )
        if files or not check.files:
            of_change = within is not None
            one = Fixer(check=check, program=check.fix, files=files, of_change=of_change)
            found.append(one)
    return tuple(found)


def did_its_work(ran: RunResult) -> bool:
    """True if a fixer ran to its end; many end with a failure where something is left to fix."""
    code = ran.exit_code
    return ran.outcome.is_verdict and code is not None and 0 <= code <= 128


@dataclass(frozen=True, slots=True, kw_only=True)
class FixRunner:
    """Where fixers run."""

    pool: Pool
    project: Project
    object_repo: Repository
    """The repository whose variables say where new objects go."""
    scratch: Path
    cancel: Cancellation
    watcher: Watcher

    def fix(self, tree: TreeId, fixers: Sequence[Fixer]) -> Fixed:
        """Let the fixers fix a tree; the first that cannot do its work ends it."""
        with self.pool.lease(tree) as workspace:
            runs: list[tuple[Fixer, RunResult]] = []
            for fixer in fixers:
                runs.append((fixer, self._run(fixer, workspace)))
                if not did_its_work(runs[-1][1]):
                    return Fixed(before=tree, after=tree, runs=tuple(runs))
            mine, others = _new_files(workspace, fixers)
            after = self._tree_in(workspace, (*workspace.traces().changed, *mine))
            hidden = _ignored_twins(workspace, self.object_repo)
            return Fixed(
                before=tree, after=after, runs=tuple(runs), passed_over=others, hidden=hidden
            )

    def _run(self, fixer: Fixer, workspace: Workspace) -> RunResult:
        there = tuple(name for name in fixer.files if os.path.lexists(workspace.path / name))
        project, check = self.project, fixer.check
        work = Assignment(
            check=check,
            files=there,
            workspace=workspace,
            found=project.found,
            environ=variables_in(workspace, project.variables(check), project.imports, there),
            cancel=self.cancel,
            watcher=self.watcher,
            of_change=fixer.of_change,
        )
        self.watcher.started(check, None)
        (work.notes / LEAKS).unlink(missing_ok=True)
        ran = work.advised(_fixed(work, fixer.program)) if there or not fixer.files else _IDLE
        ran = _without_leaks(ran, work.notes / LEAKS)
        self.watcher.finished(Result(check=check, outcome=ran.outcome))
        return ran

    def _tree_in(self, workspace: Workspace, paths: Sequence[RepoPath]) -> TreeId:
        """The tree that committing these files of the workspace would give."""
        if not paths:
            return workspace.tree
        original = workspace.checkout.index
        index = self.scratch / f"index-{os.getpid()}-{os.urandom(4).hex()}"
        self.scratch.mkdir(parents=True, exist_ok=True)
        checkout = replace(workspace.checkout, index=index, repo=self.object_repo, objects=())
        names = b"".join(os.fsencode(path) + b"\0" for path in paths)
        how = ("-z", "--add", "--remove", "--replace", "--stdin")
        try:
            index.write_bytes(original.read_bytes())
            times = original.stat()  # git compares them with those of the files
            os.utime(index, ns=(times.st_atime_ns, times.st_mtime_ns))
            checkout.git("update-index", *how, input=names)
            return TreeId(checkout.git("write-tree").decode().strip())
        finally:
            index.unlink(missing_ok=True)


def _fixed(work: Assignment, program: Program | None) -> RunResult:
    if program is not None:
        return run_command(work, program)
    from devloop.run.kinds.pre_commit import fix

    return fix(work)


_IDLE = RunResult(outcome=Outcome.PASSED, seconds=0.0, exit_code=0, output=b"")
"""A fixer whose files the one before it has deleted."""


def _without_leaks(ran: RunResult, report: Path) -> RunResult:
    leaks = read_leaks(report)
    if not leaks:
        return ran
    note = f"it imported code from your working tree instead of the staged tree: {leaks[0]}"
    return errored(ran, note)


def _ignored_twins(workspace: Workspace, repo: Repository) -> tuple[RepoPath, ...]:
    """New files that git ignores, and that look like one of those that are gone."""
    changed = workspace.traces().changed
    gone = [path for path in changed if not os.path.lexists(workspace.path / path)]
    if not gone:
        return ()
    names = [f"{workspace.tree}:{path}" for path in gone]
    lost = tuple(read_objects(repo, names).values())
    listing = workspace.checkout.git("ls-files", "-z", "-t", "-o", "-i", "--exclude-standard")
    return tuple(
        path
        for path in parse_traces(listing, (*workspace.caches, *workspace.linked)).added
        if (place := workspace.path / path).is_file()
        and not place.is_symlink()
        and any(alike(content, place.read_bytes()) for content in lost)
    )


def _new_files(
    workspace: Workspace, fixers: Sequence[Fixer]
) -> tuple[tuple[RepoPath, ...], tuple[RepoPath, ...]]:
    """New files that git does not ignore: those the checks are about, and all others."""
    listing = workspace.checkout.git("ls-files", "-z", "-t", "-o", "--exclude-standard")
    new = parse_traces(listing, (*workspace.caches, *workspace.linked)).added
    about = [PathPatterns.compile(f.check.files) for f in fixers if f.check.files]
    mine = tuple(path for path in new if any(patterns.matches(path) for patterns in about))
    return mine, tuple(path for path in new if path not in mine)
