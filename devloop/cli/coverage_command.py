"""`devloop coverage`: the lines of a change that no test ran."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from devloop.change.untested import Fate
from devloop.cli.console import Console, environment, open_console, plain
from devloop.cli.hook import own_name
from devloop.cli.progress import Progress
from devloop.cli.render import show_trouble
from devloop.cli.session import Session, open_session
from devloop.config.model import Config, Stage
from devloop.errors import UsageError
from devloop.gate.coverage_gate import Covered, coverage_of_step
from devloop.git.commits import head, read_commit, resolve
from devloop.git.ids import TreeId
from devloop.git.trees import empty_tree, staged_tree, tree_of
from devloop.run.cancellation import Cancellation
from devloop.run.result import Decision, Report
from devloop.run.signals import cancelled_by_signals
from devloop.run.subject import Subject
from devloop.run.wishes import Wishes


@click.command("coverage")
@click.argument("revision", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print a machine-readable report.")
def command(revision: str | None, *, as_json: bool) -> int:
    """Show the lines of a change that no test ran.

    Only new code counts: moved lines, comments, layout, tests and what the project excludes do
    not. Ends with 1 where less was run than min-diff-coverage asks for.

    \b
    devloop coverage              what would be committed now (the index)
    devloop coverage HEAD         a commit
    devloop coverage main..HEAD   all that a branch adds
    """
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        base, subject = _step(session, revision)
        config = session.config(subject.tree)
        report = _judged(session, subject, config)
        if report.decision is not Decision.PASSED:
            show_trouble(console, report)
            return 1 if report.decision is Decision.FAILED else 3
        covered = tuple(coverage_of_step(session.repo, session.store, report, base, config.size))
    if as_json:
        found = [document(one) for one in covered]
        schema = {"schema": "devloop.coverage-of-change/1", "tree": subject.tree, "base": base}
        console.result(json.dumps({**schema, "checks": found}, indent=2))
    else:
        _show(console, subject.name, covered)
    return max(map(_exit_code, covered), default=0)


def _step(session: Session, revision: str | None) -> tuple[TreeId, Subject]:
    """The base and the content of the change that was asked for."""
    repo = session.repo
    if revision is None:
        parent = head(repo)
        base = tree_of(repo, parent) if parent else empty_tree(repo)
        return base, Subject(tree=staged_tree(repo), head=parent, name="staged content")
    if ".." in revision:
        old, _, new = revision.partition("..")
        end = read_commit(repo, new.lstrip(".") or "HEAD")
        subject = Subject(tree=end.tree, head=end.id, name=revision)
        return tree_of(repo, resolve(repo, old or "HEAD")), subject
    commit = read_commit(repo, revision)
    base = tree_of(repo, commit.parents[0]) if commit.parents else empty_tree(repo)
    name = f"commit {commit.short} ({commit.subject})"
    return base, Subject(tree=commit.tree, head=commit.id, name=name)


def _judged(session: Session, subject: Subject, config: Config) -> Report:
    only = tuple(check.name for check in config.checks if check.coverage)
    if not only:
        hint = 'say coverage = true in a check of kind "pytest"'
        raise UsageError("no check notes which lines its tests run", hint=hint)
    cancel = Cancellation()
    with cancelled_by_signals(cancel), Progress(session.console) as progress:
        return session.judge.judge(
            subject,
            config,
            Stage.CI,
            cancel=cancel,
            watcher=progress,
            wishes=Wishes(only=only, who=own_name("devloop coverage")),
        )


def _exit_code(covered: Covered) -> int:
    if covered.found is None:
        return 3
    least = covered.check.min_diff_coverage
    return 0 if least is None or covered.found.meets(least) else 1


def _show(console: Console, name: str, covered: Sequence[Covered]) -> None:
    for one in covered:
        if one.found is None:
            console.say(f"{one.check.name}: what it ran is not known any more")
            console.next_step(f"devloop check --again {one.check.name}")
            continue
        last = ""
        for gap in one.found.gaps:
            if gap.path != last:
                console.result(console.style_out(plain(gap.path), "bold"))
                last = gap.path
            number = console.style_out(f"{gap.line:>6}", "red")
            console.result(f"{number}  {plain(gap.source)}")
        console.say(_summary(console, name, one))


def _summary(console: Console, name: str, covered: Covered) -> str:
    found = covered.found
    if found is None or not found.counted:
        return f"{plain(name)}: no new lines that tests could run"
    ran = found.counted - len(found.gaps)
    look = ("✗", "red") if _exit_code(covered) else ("·", "dim") if found.gaps else ("✓", "green")
    sign = console.style(*look, "bold")
    left_out = len(found.having(Fate.EXCLUDED))
    excluded = f", {left_out} excluded" if left_out else ""
    told = f"tests ran {ran} of {found.counted} new statements ({found.percent:.0f} %{excluded})"
    return f"{sign} {plain(name)}: {told}"


def document(covered: Covered) -> dict[str, object]:
    """What one check knows of the change."""
    found = covered.found
    if found is None:
        return {"check": covered.check.name, "statements": None, "uncovered": None}
    return {
        "check": covered.check.name,
        "statements": found.counted,
        "excluded": len(found.having(Fate.EXCLUDED)),
        "percent": round(found.percent, 2),
        "uncovered": [
            {"file": gap.path, "line": gap.line, "source": gap.source} for gap in found.gaps
        ],
    }
