"""The loop of a push, on values."""

from __future__ import annotations

from devloop.config.model import Config, Stage
from devloop.gate.push_loop import rule_on_push
from devloop.gate.requirement import PushRequirement, Task
from devloop.gate.ruling import ALLOWED, Decision, Reason, Ruling, refuse
from devloop.gate.update import GateScope, Update
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, RefName, TreeId

UNKNOWN = Ruling(decision=Decision.CANNOT_JUDGE, reasons=(Reason(text="unknown"),))


def task(name: str) -> Task:
    commit = Commit(id=CommitId(name), tree=TreeId(name), parents=(), time=0, message=name)
    return Task(commit=commit, config=Config(), stage=Stage.COMMIT)


def needs(ref: str, *names: str, ruling: Ruling = ALLOWED) -> PushRequirement:
    zeros = CommitId("0" * 40)
    update = Update(local_ref=ref, local=zeros, remote_ref=RefName(ref), remote=zeros)
    tasks = tuple(map(task, names))
    return PushRequirement(update=update, scope=GateScope.MAINLINE, ruling=ruling, tasks=tasks)


def judged(
    *requirements: PushRequirement, bad: dict[str, Ruling]
) -> tuple[dict[str, Decision], list[str]]:
    """The decision on each ref, and what was asked."""
    asked: list[str] = []

    def answer(_requirement: PushRequirement, one: Task) -> Ruling:
        asked.append(one.commit.id)
        return bad.get(one.commit.id, ALLOWED)

    rulings = rule_on_push(requirements, answer)
    return {str(one.update.remote_ref): ruling.decision for one, ruling in rulings}, asked


def test_every_task_of_every_ref_is_asked() -> None:
    decisions, asked = judged(needs("a", "1", "2"), needs("b", "3"), bad={})
    assert set(decisions.values()) == {Decision.ALLOWED}
    assert asked == ["1", "2", "3"]


def test_a_ref_stops_at_its_first_bad_commit_and_the_others_go_on() -> None:
    decisions, asked = judged(needs("a", "1", "2"), needs("b", "3"), bad={"1": refuse("bad")})
    assert decisions == {"a": Decision.REFUSED, "b": Decision.ALLOWED}
    assert asked == ["1", "3"]


def test_what_could_not_be_judged_does_not_go() -> None:
    decisions, _ = judged(needs("a", "1", "2"), bad={"2": UNKNOWN})
    assert decisions == {"a": Decision.CANNOT_JUDGE}


def test_nothing_is_asked_where_a_cheap_rule_refuses_one_of_them() -> None:
    decisions, asked = judged(needs("a", "1", ruling=refuse("large")), needs("b", "2"), bad={})
    assert decisions == {"a": Decision.REFUSED, "b": Decision.ALLOWED}
    assert asked == []
