"""`devloop fix`: run the fixers on what is staged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from devloop.cli.complete import complete_check
from devloop.cli.fix.report import document, exit_code_of, show, told
from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import environment, open_console
from devloop.cli.terminal.documents import show_document
from devloop.cli.terminal.watched import watching
from devloop.config.model import Check, Config, Stage
from devloop.errors import UsageError
from devloop.git.changes import Change, changed_entries, patch_text
from devloop.git.commits import head
from devloop.git.ids import RepoPath, TreeId
from devloop.git.record import replace
from devloop.git.repository import Repository
from devloop.git.trees import entries, scratch_objects, staged_tree, tree_of
from devloop.run.fix.fixed_files import Saved, carry_out, decide_all
from devloop.run.fix.fixers import Fixed, Fixer, FixRunner, fixers_of
from devloop.run.fix.merging import MergeStep
from devloop.run.process.printed import output_text
from devloop.run.session import record_decision
from devloop.run.trust import allow
from devloop.verdict.events import EventDecision, EventKind
from devloop.workspace.checkout import remove
from devloop.workspace.pool import Pool


@click.command("fix")
@click.argument("checks", nargs=-1, metavar="[CHECK]...", shell_complete=complete_check)
@click.option(
    "--all", "everything", is_flag=True, help="Fix every staged file, not only changed ones."
)
@click.option("-n", "--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(checks: tuple[str, ...], *, everything: bool, dry_run: bool, as_json: bool) -> int:
    """Run the fixers of checks on what is staged; your unstaged edits are kept.

    The fixers run in a workspace that holds the staged tree, and get the files that differ from
    HEAD. What they change is shown, then put into the index and the working tree. A file with
    unstaged edits gets both, merged; if that is not possible, it is left alone and named.

    Exit code 1: a file was left alone, or nothing could be fixed; 3: a fixer could not run.

    \b
    devloop fix             the fixers of all checks that a commit needs
    devloop fix lint        one of them
    devloop fix --dry-run   only show it
    """
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        allow(session.repo)
        object_repo = _object_repo(session, dry_run=dry_run)
        tree = staged_tree(object_repo)
        config = session.judge.checks_of(session.config(tree), tree)
        fixers = _fixers(session, config, tree, _chosen(config, checks), everything=everything)
        fixed = _fix(session, config, object_repo, tree, fixers)
        if not as_json and fixed.after != tree:
            patch = patch_text(object_repo, tree, fixed.after, color=console.out_color)
            console.result(output_text(patch, color=console.out_color).rstrip("\n"))
        done = _bring(session, object_repo, fixed, dry_run=dry_run)
        _report(session, fixed, done, dry_run=dry_run, as_json=as_json)
    return exit_code_of(fixed, done)


def _object_repo(session: CommandSession, *, dry_run: bool) -> Repository:
    """The repository under which new objects go to the user's own, or to scratch in a dry run.

    Without devloop's own objects in sight, since git does not write what it finds there, and the
    user's index must not come to need them.
    """
    repo = session.repo
    own = {k: v for k, v in repo.environ.items() if k != "GIT_ALTERNATE_OBJECT_DIRECTORIES"}
    scratch = scratch_objects(repo, session.area.objects) if dry_run else {}
    return replace(repo, environ={**own, **scratch})


def _chosen(config: Config, names: tuple[str, ...]) -> tuple[Check, ...]:
    """The checks whose fixers are meant; `UsageError` for a name that has none."""
    able = {check.name: check for check in config.checks if check.repairs}
    if not able:
        hint = 'give a check one in devloop.toml, such as: fix = ["ruff", "format", "{files}"]'
        raise UsageError("no check has a fixer", hint=hint)
    groups = {check.configured for check in able.values()}
    for name in names:
        if name not in able and name not in groups:
            known = any(check.name == name for check in config.checks)
            what = f"{name} has no fixer" if known else f"there is no check {name!r}"
            raise UsageError(what, hint=f"checks with a fixer: {', '.join(able)}")
    if not names:
        return tuple(check for check in able.values() if check.on.due(Stage.COMMIT))
    meant = {
        one.name: one for n in names for one in able.values() if n in (one.name, one.configured)
    }
    return tuple(meant.values())


def _fixers(
    session: CommandSession,
    config: Config,
    tree: TreeId,
    checks: tuple[Check, ...],
    *,
    everything: bool,
) -> tuple[Fixer, ...]:
    staged = session.judge.sources(config).entries(tree)
    return fixers_of(checks, staged, None if everything else _changed(session.repo, tree))


def _changed(repo: Repository, tree: TreeId) -> frozenset[RepoPath]:
    """Files of the tree that are not the same in HEAD."""
    first = head(repo)
    if first is None:
        return frozenset(entry.path for entry in entries(repo, tree))
    changes = changed_entries(repo, tree_of(repo, first), tree)
    return frozenset(change.path for change in changes)


def _fix(
    session: CommandSession,
    config: Config,
    object_repo: Repository,
    tree: TreeId,
    fixers: tuple[Fixer, ...],
) -> Fixed:
    if not fixers:
        return Fixed(before=tree, after=tree, runs=())
    project = session.judge.sources(config).project
    pool = Pool(
        repo=session.repo,
        area=session.area,
        settings=project.settings,
        shares=project.shares,
        caches=project.rule.caches,
        seal=project.sandbox.seal,
        environments=project.environments,
    )
    with watching(session.console) as (cancel, progress):
        runner = FixRunner(
            pool=pool,
            project=project,
            object_repo=object_repo,
            scratch=session.area.scratch,
            cancel=cancel,
            watcher=progress,
        )
        return runner.fix(tree, fixers)


def _bring(
    session: CommandSession, object_repo: Repository, fixed: Fixed, *, dry_run: bool
) -> tuple[Saved, ...]:
    """Bring the result to the user's files, or tell what that would do."""
    changes: tuple[Change, ...] = changed_entries(object_repo, fixed.before, fixed.after)
    if not changes:
        return ()
    with _own_folder(session.area.scratch) as folder:
        repairs = decide_all(object_repo, changes, (*fixed.passed_over, *fixed.hidden), folder)
    if dry_run:
        return tuple(Saved(fix=fix, file=None) for fix in repairs)
    return carry_out(object_repo, repairs)


@contextmanager
def _own_folder(scratch: Path) -> Iterator[Path]:
    import tempfile

    scratch.mkdir(parents=True, exist_ok=True)
    outer = Path(tempfile.mkdtemp(prefix="fix-", dir=scratch))
    try:
        yield outer / "sides"
    finally:
        remove(outer)


def _report(
    session: CommandSession, fixed: Fixed, done: tuple[Saved, ...], *, dry_run: bool, as_json: bool
) -> None:
    if as_json:
        show_document(session.console, document(fixed, done, dry_run=dry_run))
    else:
        show(session.console, fixed, done, dry_run=dry_run)
    if not dry_run and any(saved.fix.step is not MergeStep.LEAVE for saved in done):
        subject, detail = told(fixed, done)
        record_decision(
            session.store, EventKind.FIX, fixed.after, subject, EventDecision.FIXED, detail
        )
