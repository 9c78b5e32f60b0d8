"""Facts about the configuration that `init` writes."""

from __future__ import annotations

import pytest

from devloop.config.model import Check, Kind, Quarantine, SizeRule, Stage
from devloop.config.parse import parse_config
from devloop.detect.guessed import Guess
from devloop.detect.proposal import Offer, Proposal
from devloop.detect.writing import configuration_text, release_tags

LINT = Check(
    name="lint",
    run=("ruff", "check", "{files}"),
    fix="ruff --fix {files}",
    files=("*.py",),
    per_file=True,
)
TYPES = Check(name="types", run=("mypy",))
HOOKS = Check(name="hooks", kind=Kind.PRE_COMMIT, run=("pre-commit", "run"), on=Stage.CI)
SLOW = Check(name="slow", run="a 'b' \"c\" \\ d", timeout=3600.0, on=Stage.PUSH)
CHECKS = (LINT, TYPES, HOOKS, SLOW)


def guesses(*checks: Check) -> tuple[Guess, ...]:
    kept = {"types": (".mypy_cache",)}
    return tuple(
        Guess(check, "it is good", "there is a sign of it", caches=kept.get(check.name, ()))
        for check in checks
    )


def offers(*checks: Check) -> tuple[Offer, ...]:
    return tuple(Offer(guess=guess, because="no ruff") for guess in guesses(*checks))


def text(
    chosen: tuple[Check, ...] = (),
    offered: tuple[Check, ...] = (),
    mainline: tuple[str, ...] = ("main",),
) -> str:
    proposal = Proposal(chosen=guesses(*chosen), offered=offers(*offered))
    return configuration_text(proposal, SizeRule(target=40, limit=100), mainline, "90 % fit.")


def switched_on(written: str) -> str:
    """The text with every comment that is configuration made configuration."""
    lines = (
        line[1:] if line[:1] == "#" and line[1:2].strip() else line for line in written.split("\n")
    )
    return "\n".join(lines)


def test_what_is_written_is_read_back_as_what_was_meant() -> None:
    config = parse_config(text(chosen=CHECKS), "devloop.toml")
    assert config.checks == CHECKS
    assert (config.mainline, config.size) == (("main",), SizeRule(target=40, limit=100))
    assert config.environment.caches == (".mypy_cache",)


def test_what_is_offered_is_off_until_its_comment_marks_are_taken_away() -> None:
    written = text(offered=CHECKS)
    assert parse_config(written, "devloop.toml").checks == ()
    assert parse_config(switched_on(written), "devloop.toml").checks == CHECKS


def test_every_commented_key_of_the_template_is_one_that_exists() -> None:
    config = parse_config(switched_on(text()), "devloop.toml")
    assert config.environment.python == ".venv/bin/python"
    assert config.gate_branches == ("release/*",)


def test_tests_in_quarantine_are_read_back_with_reason_and_day() -> None:
    entry = Quarantine(test='t.py::T::t["\\u00e9"]', reason="it 'fails' \\n", until="2030-01-31")
    proposal = Proposal(chosen=guesses(TYPES), offered=(), quarantine=(entry,))
    written = configuration_text(proposal, SizeRule(), ("main",), "")
    assert parse_config(written, "devloop.toml").quarantine == (entry,)


def test_a_mainline_nobody_knows_is_left_to_be_worked_out() -> None:
    assert parse_config(text(mainline=()), "devloop.toml").mainline is None


@pytest.mark.parametrize(
    "words", ["it is good (there is a sign of it)", "90 % fit.", "off: no ruff"]
)
def test_comments_say_why(words: str) -> None:
    assert f"# {words}\n" in text(offered=(LINT,))


def test_no_line_is_too_long_to_be_read_beside_another_window() -> None:
    assert max(map(len, text(chosen=(TYPES,)).splitlines())) <= 100


@pytest.mark.parametrize(
    ("tags", "patterns"),
    [
        (("v1.0", "v1.1"), ("v*",)),
        (("1.0.0",), ("*.*",)),
        (("1.0.0", "v2.0"), ("*.*", "v*")),
        (("nightly", "version", "v-next"), ()),
        ((), ()),
    ],
)
def test_tags_that_look_like_releases_are_to_be_gated(
    tags: tuple[str, ...], patterns: tuple[str, ...]
) -> None:
    assert release_tags(tags) == patterns
    written = configuration_text(
        Proposal(chosen=(), offered=()), SizeRule(), ("main",), "", release_tags(tags)
    )
    assert parse_config(written, "devloop.toml").gate_tags == patterns
