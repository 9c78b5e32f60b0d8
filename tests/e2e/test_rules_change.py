"""A commit that weakens the rules, through `git commit`: it says why, and the old rules hold."""

from __future__ import annotations

import pytest

from tests.support.guarded import CONFIG, QUICK, Guarded

WEAKER = CONFIG.replace(QUICK, "'true'")
WHY = "weaker\n\nGate-Change: it never found anything"


def test_a_weaker_check_needs_a_reason(guarded: Guarded) -> None:
    guarded.repo.stage({"devloop.toml": WEAKER})
    said = guarded.commit(code=1).said
    assert "the rules become weaker: check quick is defined anew" in said
    assert "say why in the message: Gate-Change: <reason>" in said
    said = guarded.commit("-m", WHY).said
    assert "rules weakened: check quick is defined anew; because: it never found anything" in said
    assert "it never found anything" in guarded.devloop("log").said


def test_a_reason_without_words_is_none(guarded: Guarded) -> None:
    guarded.repo.stage({"devloop.toml": WEAKER})
    assert "Gate-Change has no reason" in guarded.commit("-m", "a\n\nGate-Change:", code=1).said


def test_the_old_rules_hold_for_the_commit_that_weakens_them(guarded: Guarded) -> None:
    guarded.repo.stage({"devloop.toml": WEAKER, "state": "bad 1\n"})
    assert "quick failed" in guarded.commit("-m", WHY, code=1).said
    guarded.repo.stage({"state": "good 1\n"})
    guarded.commit("-m", WHY)
    assert "quick good 1" in guarded.runs()


def test_a_commit_of_the_rules_alone_is_judged_by_its_own(guarded: Guarded) -> None:
    guarded.slip("bad 1")
    guarded.repo.stage({"devloop.toml": WEAKER})
    guarded.commit("-m", WHY)
    assert guarded.runs() == []


def test_the_configuration_is_not_deleted_without_a_word(guarded: Guarded) -> None:
    guarded.repo.git("rm", "-q", "devloop.toml")
    assert "the configuration is gone" in guarded.commit("-m", "tidy up", code=1).said
    guarded.commit("-m", "x\n\nGate-Change: we use another tool")


def test_what_a_check_found_good_is_not_let_through_for_it(guarded: Guarded) -> None:
    """A look at what is staged answers for the checks, and not for the message."""
    guarded.repo.stage({"devloop.toml": WEAKER})
    guarded.devloop("check")
    guarded.commit(code=1)


@pytest.mark.parametrize("config", [CONFIG + "\n# a word\n", CONFIG.replace("false", "true")])
def test_rules_that_stay_as_strict_need_no_word(guarded: Guarded, config: str) -> None:
    guarded.repo.stage({"devloop.toml": config})
    guarded.commit()


def test_the_reason_is_shown_by_status(guarded: Guarded) -> None:
    guarded.repo.stage({"devloop.toml": WEAKER})
    guarded.commit("-m", WHY)
    assert "it never found anything" in guarded.devloop("status", code=None).said


def test_a_refusal_is_not_told_of_a_commit_that_was_made_later(guarded: Guarded) -> None:
    guarded.commit(state="bad 1", code=1)
    guarded.repo.git("commit", "-q", "--no-verify", "-m", "made all the same")
    for command in ("log", "status"):
        said = guarded.devloop(command, code=None).said.splitlines()
        assert not [line for line in said if "refused" in line and "all the same" in line]
