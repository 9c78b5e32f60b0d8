"""`devloop status`: where you stand, on one screen."""

from __future__ import annotations

import json

import click

from devloop.cli.background.following import in_queue
from devloop.cli.session import open_session
from devloop.cli.status.queue import queue_document, show_queue
from devloop.cli.status.report import show
from devloop.cli.terminal.ago import timestamp
from devloop.cli.terminal.console import environment, open_console
from devloop.doctor.overview import Overview, Staged, survey


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> int:
    """Show hooks, staged tree, unchecked commits and recent decisions.

    For the staged tree: its size, the checks whose results are known, and those that would run,
    with the time they usually take. Runs nothing and changes nothing.
    """
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        found, queue = survey(session), in_queue(session)
    if as_json:
        behind = {"background": [queue_document(entry) for entry in queue]}
        console.result(json.dumps(document(found) | behind, indent=2))
    else:
        show(console, found)
        show_queue(console, queue)
    return 0


def document(found: Overview) -> dict[str, object]:
    """The report as `devloop.status/1`."""
    state = found.state
    return {
        "schema": "devloop.status/1",
        "branch": state.branch,
        "upstream": state.upstream,
        "ahead": state.ahead,
        "behind": state.behind,
        "operation": found.operation,
        "hooks": {"in_place": not found.hooks, "findings": [f.text for f in found.hooks]},
        "unguarded": [finding.text for finding in found.guarding],
        "staged": _staged(found.staged) if found.staged else None,
        "not_judged": {
            "unstaged": state.unstaged,
            "untracked": state.untracked,
            "unmerged": state.unmerged,
        },
        "base": found.base or None,
        "commits": [
            {"commit": commit.id, "subject": commit.subject, "state": proof.value}
            for commit, proof in found.own
        ],
        "decisions": [
            {
                "when": timestamp(event.recorded),
                "kind": event.kind.value,
                "subject": event.subject,
                "decision": event.decision.word,
                "detail": event.detail,
            }
            for event in found.events
        ],
        "troubles": [problem.text for problem in found.problems],
    }


def _staged(staged: Staged) -> dict[str, object]:
    return {
        "tree": staged.tree,
        "effective": staged.effective,
        "target": staged.rule.target,
        "limit": staged.rule.ceiling,
        "size": staged.band.value,
        "checks": [
            {
                "name": one.check,
                "known": one.outcome is not None,
                "outcome": one.outcome.value if one.outcome else None,
                "expected_seconds": one.seconds,
            }
            for one in staged.checks
        ],
    }
