"""Each rule of the push gate on a small history, on values."""

from __future__ import annotations

import pytest

from devloop.gate.push_gate import PushPlan, plan_push
from devloop.gate.push_loop import rule_on_push
from devloop.gate.remote_view import Destination
from devloop.gate.update import GateScope, Update
from devloop.git.ids import RefName
from tests.gate.model_world import CONFIGS, NONE, TEXTS, Made, ModelWorld, oid_of
from tests.gate.push_life import Life

PLAIN, LAX, TRUE, LATER, ALL = 1, 5, 6, 7, 8
"""Places in the table of configurations."""


def place(text: str) -> int:
    return TEXTS.index(text)


class History:
    """A history that grows commit by commit; `main` of `origin` is at its second commit."""

    def __init__(self) -> None:
        self.life = Life()
        self.life.world.made.clear()
        self.world: ModelWorld = self.life.world
        self.old = self.add(config=0)
        self.base = self.add(self.old)
        self.world.seen = {"origin": {"main": self.base}, "upstream": {}}

    def add(
        self,
        *parents: int,
        config: int = PLAIN,
        faults: str = "",
        lines: int = 1,
        says: str = "work",
        only_rules: bool = False,
    ) -> int:
        """A commit; gives its number."""
        number = len(self.world.made)
        content = self.world.made[parents[0]].content if only_rules else f"{number}{faults}"
        subject, _, trailer = says.partition("|")
        message = f"{subject} {number}\n\n{trailer}\n"
        self.world.made.append(Made(number, parents, config, content, lines, message))
        return number

    def plan(
        self, tip: int, branch: str = "refs/heads/main", old: int | None = -1, to: str = "origin"
    ) -> PushPlan:
        """The plan of a push onto `base`, or onto another commit (None: onto nothing)."""
        onto = self.base if old == -1 else old
        update = Update(
            local_ref="HEAD",
            local=oid_of(tip),
            remote_ref=RefName(branch),
            remote=NONE if onto is None else oid_of(onto),
        )
        return plan_push(self.world, (update,), Destination(name=to))

    def push(
        self, tip: int, branch: str = "refs/heads/main", old: int | None = -1, to: str = "origin"
    ) -> str:
        """`allowed`, `not looked at`, or what is said against it."""
        planned = self.plan(tip, branch, old, to)
        ((requirement, ruling),) = rule_on_push(planned.requirements, self.life.answer)
        if not ruling.allowed:
            return "; ".join(reason.text for reason in ruling.reasons)
        return "not looked at" if requirement.scope is GateScope.NOTHING else "allowed"


@pytest.fixture
def history() -> History:
    return History()


def test_a_good_commit_goes(history: History) -> None:
    assert history.push(history.add(history.base)) == "allowed"


def test_a_bad_commit_in_the_middle_does_not(history: History) -> None:
    bad = history.add(history.base, faults="a")
    assert history.push(history.add(bad)) == "bad"


def test_below_the_tip_the_push_stage_does_not_count(history: History) -> None:
    deep = history.add(history.base, faults="b")
    assert history.push(deep) == "bad"
    assert history.push(history.add(deep)) == "allowed"


@pytest.mark.parametrize(("says", "word"), [("fixup! x", "fixup!"), ("wip", "wip")])
def test_what_is_not_finished_does_not_land(history: History, says: str, word: str) -> None:
    assert word in history.push(history.add(history.add(history.base, says=says)))


def test_a_large_commit_says_why(history: History) -> None:
    assert "limit" in history.push(history.add(history.base, lines=80))
    assert history.push(history.add(history.base, lines=80, says="x|Size-Override: it is")) == (
        "allowed"
    )


# Weaker rules


@pytest.mark.parametrize("config", [0, LAX, TRUE, LATER])
def test_weaker_rules_need_a_reason(history: History, config: int) -> None:
    silent = history.add(history.base, config=config)
    assert "weakens the rules" in history.push(silent)
    said = history.add(history.base, config=config, says="x|Gate-Change: it is")
    assert history.push(said) == "allowed"


@pytest.mark.parametrize("config", [0, TRUE, LATER])
def test_the_rules_before_hold_for_the_commit_that_weakens_them(
    history: History, config: int
) -> None:
    says = "x|Gate-Change: it is"
    assert history.push(history.add(history.base, config=config, faults="a", says=says)) == "bad"


def test_the_lower_limit_holds_for_the_commit_that_raises_it(history: History) -> None:
    says = "x|Gate-Change: it is"
    assert "limit" in history.push(history.add(history.base, config=LAX, lines=80, says=says))


def test_what_changes_the_rules_alone_is_judged_by_its_own(history: History) -> None:
    red = history.add(history.old, faults="a")
    history.world.seen["origin"]["main"] = red
    says = "x|Gate-Change: the tool is gone"
    alone = history.add(red, config=TRUE, only_rules=True, says=says)
    assert history.push(alone, old=red) == "allowed"
    assert history.push(history.add(red, config=TRUE, faults="a", says=says), old=red) == "bad"


def test_raise_use_lower_in_one_push(history: History) -> None:
    raised = history.add(history.base, config=LAX)
    large = history.add(raised, config=LAX, lines=80)
    assert "weakens the rules" in history.push(history.add(large))


def test_a_merge_need_not_repeat_the_reason_of_what_it_brings(history: History) -> None:
    side = history.add(history.base, config=TRUE, says="x|Gate-Change: it is")
    mine = history.add(history.base)
    assert history.push(history.add(mine, side, config=TRUE)) == "allowed"
    silent = history.add(history.base, config=TRUE)
    assert "weakens" in history.push(history.add(mine, silent, config=TRUE))


# Sides


def merged(history: History, config: int = PLAIN, **side: object) -> int:
    """A merge of a side branch with one such commit and a good one."""
    first = history.add(history.base, config=config)
    bad = history.add(first, config=config, **side)  # type: ignore[arg-type]
    good = history.add(bad, config=config)
    return history.add(first, good, config=config)


def test_sides_answer_by_size_and_subject(history: History) -> None:
    assert history.push(merged(history, faults="a")) == "allowed"
    assert "limit" in history.push(merged(history, lines=80))
    assert "fixup" in history.push(merged(history, says="fixup! x"))


def test_all_sides_are_judged_where_that_is_asked_for(history: History) -> None:
    assert history.push(merged(history, ALL, faults="a")) == "bad"
    assert history.push(merged(history, ALL)) == "allowed"


def test_a_merge_answers_for_its_sides_where_that_is_asked_for(history: History) -> None:
    config = place(next(text for text in TEXTS if '"merge"' in text))
    history.base = history.add(history.old, config=config)
    history.world.seen["origin"]["main"] = history.base
    assert history.push(merged(history, config, lines=80, says="fixup! x")) == "allowed"
    first = history.add(history.base, config=config)
    side = history.add(first, config=config)
    assert "limit" in history.push(history.add(first, side, config=config, lines=80))


# What is public


def test_what_is_on_another_remotes_mainline_is_no_step_of_this_push(history: History) -> None:
    theirs = history.add(history.base, config=0, faults="a", lines=80, says="WIP theirs")
    merge = history.add(history.base, theirs)
    assert history.push(merge) != "allowed"
    history.world.seen["upstream"]["main"] = theirs
    assert history.push(merge) == "allowed"


def test_what_is_on_another_mainline_of_the_remote_is_not_judged_again(history: History) -> None:
    wide = place(next(text for text in TEXTS if "release" in text))
    history.base = history.add(history.old, config=wide)
    landed = history.add(history.base, config=wide, faults="a", says="fixup! x", lines=80)
    merge = history.add(history.base, landed, config=wide)
    assert history.push(merge) != "allowed"
    history.world.seen["origin"] = {"main": history.base, "release/1": landed}
    assert history.push(merge) == "allowed"


def test_what_is_on_a_side_branch_is_not_thereby_judged(history: History) -> None:
    bad = history.add(history.base, faults="a")
    tip = history.add(bad)
    history.world.seen = {"origin": {"backup": tip}}
    assert history.push(tip, old=None) == "bad"


def test_a_branch_that_only_others_call_mainline_is_not_thereby_judged(history: History) -> None:
    bad = history.add(history.base, faults="a")
    more = place(next(text for text in TEXTS if "topic" in text))
    tip = history.add(bad, config=more)
    history.world.seen["origin"]["topic"] = bad
    assert history.push(tip) == "bad"


def test_old_history_goes_to_a_new_remote(history: History) -> None:
    ancient = history.add(history.old, config=0, lines=500, says="WIP ancient")
    adopted = history.add(ancient)
    assert history.push(adopted, old=None, to="upstream") == "allowed"


def test_public_history_goes_to_a_second_remote(history: History) -> None:
    landed = history.add(history.base, says="fixup! landed long ago", lines=500)
    history.world.seen["origin"]["main"] = tip = history.add(landed)
    assert history.push(tip, old=None, to="upstream") == "allowed"


# Which branches


def test_a_new_branch_cannot_drop_the_rule_that_gates_it(history: History) -> None:
    wide = place(next(text for text in TEXTS if "release" in text))
    history.world.seen["origin"]["main"] = history.add(history.old, config=wide)
    bad = history.add(history.base, faults="a")
    assert history.push(bad, "refs/heads/release/2", None) == "bad"
    assert history.push(bad, "refs/heads/other", None) == "not looked at"


def test_a_tip_that_is_not_here_is_not_overwritten(history: History) -> None:
    trunk = place(next(text for text in TEXTS if "trunk" in text))
    gone = history.add(history.base)
    history.world.absent = frozenset({gone})
    history.world.seen = {"origin": {}}
    tip = history.add(history.base, config=trunk)
    assert "not fetched" in history.push(tip, old=gone)
    assert history.push(tip, "refs/heads/topic", gone) == "not looked at"


def test_every_configuration_of_the_table_can_be_read() -> None:
    assert CONFIGS[0] is None
    assert None not in CONFIGS[1:]


def test_one_ref_of_a_push_does_not_ungate_another(history: History) -> None:
    """A branch without a configuration is mainline by its name, whatever stands beside it."""
    trunk = place(next(text for text in TEXTS if "trunk" in text))
    tip = history.add(history.old, config=trunk)
    history.world.seen = {"origin": {}}
    delete = Update(
        local_ref="(delete)",
        local=NONE,
        remote_ref=RefName("refs/heads/main"),
        remote=oid_of(history.old),
    )
    other = Update(
        local_ref="HEAD",
        local=oid_of(tip),
        remote_ref=RefName("refs/heads/topic"),
        remote=NONE,
    )
    planned = plan_push(history.world, (delete, other), Destination(name="origin"))
    assert not planned.requirements[0].ruling.allowed
