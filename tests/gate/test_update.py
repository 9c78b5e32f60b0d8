"""The push table, row by row, on values."""

from __future__ import annotations

import pytest

from devloop.gate.policy import PushPolicy
from devloop.gate.ruling import Ruling
from devloop.gate.update import GateScope, Known, Update, classify, does_not_land
from devloop.git.ids import CommitId, RefName

ONE, TWO, NONE = CommitId("1" * 40), CommitId("2" * 40), CommitId("0" * 40)
POLICY = PushPolicy(
    mainline=("main", "release/*"),
    gate_branches=("topic/*",),
    gate_tags=("v*",),
    usual=("main", "master"),
)
GOOD = Known(remote_here=True, fast_forward=True)
BEHIND = Known(remote_here=True, fast_forward=False)
UNKNOWN = Known(remote_here=False, fast_forward=False)
SHALLOW = Known(remote_here=True, fast_forward=False, history_whole=False)
LANDED = Known(remote_here=True, fast_forward=True, on_mainline=True)
BLOB = Known(remote_here=True, fast_forward=True, is_commit=False)


def update(ref: str, old: CommitId, new: CommitId) -> Update:
    return Update(local_ref="HEAD", local=new, remote_ref=RefName(ref), remote=old)


@pytest.mark.parametrize(
    ("ref", "old", "new", "known", "expected"),
    [
        # mainline
        ("refs/heads/main", ONE, TWO, GOOD, GateScope.MAINLINE),
        ("refs/heads/main", NONE, TWO, GOOD, GateScope.MAINLINE),
        ("refs/heads/release/2", NONE, TWO, GOOD, GateScope.MAINLINE),
        ("refs/heads/main", ONE, TWO, BEHIND, "would remove commits"),
        ("refs/heads/main", ONE, TWO, UNKNOWN, "not fetched"),
        ("refs/heads/main", ONE, TWO, SHALLOW, "shallow clone"),
        ("refs/heads/main", ONE, NONE, GOOD, "cannot be deleted"),
        ("refs/heads/main", ONE, NONE, UNKNOWN, "cannot be deleted"),
        # a branch that may be mainline: what stands there is not here to say so
        ("refs/heads/master", ONE, TWO, UNKNOWN, "not fetched"),
        ("refs/heads/master", ONE, NONE, UNKNOWN, "cannot be deleted"),
        ("refs/heads/master", ONE, TWO, BEHIND, GateScope.NOTHING),
        # other branches
        ("refs/heads/topic/1", ONE, TWO, BEHIND, GateScope.TIP),
        ("refs/heads/topic/1", ONE, TWO, UNKNOWN, GateScope.TIP),
        ("refs/heads/topic/1", ONE, NONE, GOOD, GateScope.NOTHING),
        ("refs/heads/release/2/x", ONE, TWO, GOOD, GateScope.NOTHING),
        ("refs/heads/other", ONE, TWO, UNKNOWN, GateScope.NOTHING),
        # tags
        ("refs/tags/v1", NONE, TWO, LANDED, GateScope.RELEASE),
        ("refs/tags/v1", NONE, TWO, GOOD, "not on a main branch"),
        ("refs/tags/v1", NONE, TWO, BLOB, "does not name a commit"),
        ("refs/tags/v1", ONE, TWO, LANDED, "cannot be moved"),
        ("refs/tags/v1", ONE, NONE, LANDED, "cannot be deleted"),
        ("refs/tags/nightly", ONE, TWO, GOOD, GateScope.NOTHING),
        ("refs/notes/main", ONE, TWO, UNKNOWN, GateScope.NOTHING),
    ],
)
def test_each_row(
    ref: str, old: CommitId, new: CommitId, known: Known, expected: GateScope | str
) -> None:
    answer = classify(update(ref, old, new), POLICY, known)
    if isinstance(expected, GateScope):
        assert answer is expected
    else:
        assert isinstance(answer, Ruling)
        assert not answer.allowed
        assert expected in answer.reasons[0].text


def test_the_next_command_names_the_remote_and_the_branch() -> None:
    """`git fetch` alone brings nothing of it to a clone of a single branch."""
    answer = classify(update("refs/heads/main", ONE, TWO), POLICY, UNKNOWN, "team/fork")
    assert isinstance(answer, Ruling)
    assert answer.reasons[0].next_step == "git fetch team/fork main"


@pytest.mark.parametrize(
    ("subject", "lands"),
    [
        *(("fixup! a", False), ("squash! a", False), ("amend! a", False), ("FIXUP! a", False)),
        *(("wip", False), ("WIP: a", False), ("wip! a", False), ("[wip] a", False)),
        *(("wipe a", True), ("a fixup! b", True), ("fixup a", True), ("", True)),
    ],
)
def test_subjects_that_do_not_land(subject: str, *, lands: bool) -> None:
    assert (does_not_land(subject) is None) is lands
