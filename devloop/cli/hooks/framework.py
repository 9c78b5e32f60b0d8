"""devloop as an entry of somebody's hook framework: the same questions, one at a time.

A framework has moved the working tree about by now and hands on one ref of a push; the index and
the commits are still what git says, and only these are judged.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from devloop.change.trailers import parse_trailers
from devloop.cli.hooks.commit import replay_case, run_checks_of
from devloop.cli.hooks.push import judge_updates
from devloop.cli.session import CommandSession
from devloop.cli.terminal.console import plain
from devloop.cli.terminal.render import show_problem, summary
from devloop.errors import CannotJudge
from devloop.gate.commit_gate import SAY_WHY, base_of_case, look, size_of_case, with_report
from devloop.gate.coverage_gate import rule_on_new_lines
from devloop.gate.remote_view import Destination
from devloop.gate.ruling import ALLOWED, Ruling, refuse, worst
from devloop.gate.size_gate import rule_on_size, settle
from devloop.gate.staged_rules import staged_rules
from devloop.gate.update import Update
from devloop.git.commits import resolve
from devloop.git.ids import CommitId, RefName
from devloop.git.message import read_message
from devloop.git.process import run_git_for_person


def check(session: CommandSession) -> int:
    """Judge the staged tree by its checks, and what its new lines owe them."""
    case = look(session.repo)
    rules = staged_rules(session.repo, case, session.config)
    config = rules.config
    report = run_checks_of(session, case, rules)
    ruling = with_report(ALLOWED, report)
    show_problem(session.console, report)
    if ruling.allowed:
        base = base_of_case(session.repo, case)
        ruling = rule_on_new_lines(session.repo, session.store, report, base, config)
        _tell(session, ruling)
    if ruling.allowed:
        session.console.say(f"devloop {summary(report)}")
    return ruling.decision.exit_code


def size(session: CommandSession, message: Path | None = None) -> int:
    """Judge the size of the commit, and the trailers of its message where it is known."""
    case = look(session.repo)
    rules = staged_rules(session.repo, case, session.config)
    config = rules.config
    text = "" if message is None else read_message(message, session.repo, session.environ)
    trailers = parse_trailers(text)
    found = size_of_case(session.repo, case, config)
    replay = partial(replay_case, session, case, config)
    decided = settle(found, config.size, trailers, replay)
    ruling = rule_on_size(found, decided, config.size, message_counts=message is not None)
    if message is not None and rules.losses and not trailers.gate_change:
        weaker = refuse(f"the rules become weaker: {'; '.join(rules.losses)}", SAY_WHY)
        ruling = worst((ruling, weaker))
    _tell(session, ruling)
    return ruling.decision.exit_code


def _tell(session: CommandSession, ruling: Ruling) -> None:
    for reason in ruling.reasons:
        if ruling.allowed:
            session.console.say(f"devloop: {reason.text}")
        else:
            session.console.fail(reason.text, reason.next_step)


def push(session: CommandSession) -> int:
    """Judge the one ref that the framework passes on through its variables."""
    given = session.environ
    branch = given.get("PRE_COMMIT_REMOTE_BRANCH")
    local = given.get("PRE_COMMIT_TO_REF") or given.get("PRE_COMMIT_LOCAL_BRANCH")
    if not branch or not local:
        raise CannotJudge(
            "the hook framework does not tell which ref is pushed",
            hint="use it in the pre-push stage, or: devloop install",
        )
    remote = given.get("PRE_COMMIT_REMOTE_NAME", "")
    update = Update(
        local_ref=given.get("PRE_COMMIT_LOCAL_BRANCH", local),
        local=resolve(session.repo, local),
        remote_ref=RefName(branch),
        remote=_remote_tip(session, given.get("PRE_COMMIT_REMOTE_URL") or remote, branch),
    )
    to = Destination(name=remote, address=given.get("PRE_COMMIT_REMOTE_URL", ""))
    return judge_updates(session, (update,), to)


def _remote_tip(session: CommandSession, place: str, branch: str) -> CommitId:
    """The remote branch as the remote itself says: the framework does not hand it on."""
    code, answer = run_git_for_person(
        ("ls-remote", "--", place, branch), cwd=Path.cwd(), environ=session.environ, read=True
    )
    if code != 0:
        raise CannotJudge(f"{plain(place)} does not say what it has of {plain(branch)}")
    lines = (line.split("\t") for line in os.fsdecode(answer).splitlines())
    found = (words[0] for words in lines if words[1:] == [branch])
    zeros = "0" * (64 if session.repo.object_format == "sha256" else 40)
    return CommitId(next(found, zeros))
