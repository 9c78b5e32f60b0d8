"""What a verified split makes of the last commits of a clone that are above the limit.

    python benchmarks/splits.py CLONE [N]

Every step is checked with `python -m compileall` in a workspace, as `devloop split --verify` does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from devloop.change.size import sizes_of_commits
from devloop.change.split.building import Whole, build, read_whole, tree_after
from devloop.change.split.part import Part, joined_where
from devloop.change.split.piece import Piece
from devloop.change.split.plan import plan_of
from devloop.cli.session import Session, open_session
from devloop.cli.terminal.console import open_console
from devloop.config.model import Check, Config, SizeRule, Stage
from devloop.git.commits import Commit, commits, tree_of_commit
from devloop.git.tree_writer import TreeWriter, open_tree_writer
from devloop.run.process.cancellation import Cancellation
from devloop.run.result import ReportStatus
from devloop.run.subject import Subject

SYNTAX = Check(name="syntax", run=("python", "-m", "compileall", "-q", "."))
CONFIG = Config(checks=(SYNTAX,))
LOOKED_AT = 2000
"""Commits among which large ones are looked for."""


def large(session: Session, number: int) -> Iterator[tuple[Commit, int]]:
    """The newest commits above the limit, with their sizes."""
    repo = session.repo
    past = commits(repo, "--no-merges", f"--max-count={LOOKED_AT}", "HEAD")
    for commit, size in zip(
        past, sizes_of_commits(repo, [commit.id for commit in past], SizeRule()), strict=True
    ):
        if not size.exempt and size.effective > SizeRule().limit:
            yield commit, size.effective
            number -= 1
            if not number:
                return


def verified(
    session: Session, commit: Commit, whole: Whole, writer: TreeWriter, parts: Sequence[Part]
) -> tuple[Part, ...] | None:
    """The parts that pass, or None where the whole does not."""

    def passes(done: Sequence[Piece], _: Part) -> bool:
        tree = tree_after(writer, whole, done)
        name = f"{commit.short}, {len(done)} of {len(whole.pieces)} pieces"
        subject = Subject(tree=tree, head=commit.parents[0], name=name)
        report = session.judge.judge(subject, CONFIG, Stage.COMMIT, cancel=Cancellation())
        for result in report.results if report.decision is not ReportStatus.PASSED else ():
            print(f"{name}: {result.outcome.value} {result.note}", file=sys.stderr)
            print(result.output.decode("utf-8", "replace"), file=sys.stderr)
        return report.decision is ReportStatus.PASSED

    return joined_where(parts, passes) if passes(whole.pieces, parts[-1]) else None


def measure(session: Session, commit: Commit, effective: int) -> str:
    """One line of the table."""
    repo, rule = session.repo, SizeRule()
    writer = open_tree_writer(repo, session.area.objects)
    whole = read_whole(repo, tree_of_commit(repo, commit.parents[0]), commit.tree, rule)
    planned = plan_of(whole.pieces, rule)
    parts = verified(session, commit, whole, writer, planned)
    if parts is None:
        return f"| {commit.short} | {effective} | the whole does not pass | | |"
    sizes = [one.size.effective for one in build(repo, writer, whole, parts, rule)]
    shown = ", ".join(map(str, sizes))
    joined = len(planned) - len(parts)
    return f"| {commit.short} | {effective} | {shown} | {max(sizes)} | {joined} |"


def main() -> None:
    """Measure and print."""
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    with open_session(open_console(os.environ), os.environ, Path(sys.argv[1])) as session:
        print("| commit | effective | steps | largest | joined |\n|---|---:|---|---:|---:|")
        for commit, effective in large(session, number):
            print(measure(session, commit, effective), flush=True)


if __name__ == "__main__":
    main()
