"""`git bisect run devloop check HEAD` finds the commit that broke a check."""

from __future__ import annotations

import pytest

from tests.support.guarded import DEVLOOP, Guarded, one_check

GOOD = one_check("! test -f broken")


@pytest.mark.parametrize(
    "unusable", [one_check("no-such-program-here"), "[checks.only]\nrun = 7\n", "not toml"]
)
def test_a_commit_that_cannot_be_judged_is_skipped(guarded: Guarded, unusable: str) -> None:
    repo = guarded.repo
    good = repo.commit("good", {"devloop.toml": GOOD})
    for number in range(3):
        repo.commit(f"unusable {number}", {"devloop.toml": unusable, "n": f"{number}\n"})
    repo.commit("usable again", {"devloop.toml": GOOD})
    culprit = repo.commit("culprit", {"broken": "x\n"})
    repo.commit("later", {"n": "later\n"})
    repo.git("bisect", "start", "HEAD", good)
    repo.run("git", "bisect", "run", str(DEVLOOP), "check", "HEAD", code=None)
    assert repo.rev("refs/bisect/bad") == culprit


def test_without_a_bisect_the_codes_are_as_ever(guarded: Guarded) -> None:
    guarded.repo.commit("unusable", {"devloop.toml": one_check("no-such-program-here")})
    guarded.devloop("check", "HEAD", code=3)
    guarded.devloop("check", "no-such-revision", code=2)


def test_zeros_mean_all_of_a_history(guarded: Guarded) -> None:
    guarded.slip("good 1")
    guarded.devloop("check", f"{'0' * 40}..HEAD")
    assert sorted(guarded.runs()) == ["quick good 0", "quick good 1"]


def test_a_shallow_clone_says_how_to_learn_what_it_lacks(guarded: Guarded) -> None:
    guarded.slip("good 1")
    shallow = guarded.path.parent / "shallow"
    guarded.repo.git("clone", "-q", "--depth=1", f"file://{guarded.path}", str(shallow))
    for text, code in (("HEAD~1..HEAD", 2), (f"{'0' * 40}..HEAD", 3)):
        said = guarded.devloop("check", text, cwd=shallow, code=code).said
        assert "git fetch --unshallow" in said
