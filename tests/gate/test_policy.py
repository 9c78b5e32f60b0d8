"""Which refs are gated: the stricter of all configurations that have a say."""

from __future__ import annotations

import pytest

from devloop.config.model import Config, MergeSides
from devloop.gate.policy import gates_itself, policy_of, policy_of_remote
from devloop.git.ids import CommitId

USUAL = ("main", "master")


def config(*mainline: str, **more: object) -> Config:
    """A configuration that names its mainline, or leaves it to the remote."""
    return Config(mainline=mainline or None, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("configs", "mainline"),
    [
        ((), USUAL),
        ((None,), USUAL),
        ((config(),), USUAL),
        ((config("trunk"),), ("trunk",)),
        ((config("trunk"), None), ("trunk",)),
        ((config("trunk"), config()), ("trunk", *USUAL)),
        ((config("a", "b"), config("b", "c")), ("a", "b", "c")),
    ],
)
def test_what_any_of_them_names_is_mainline(
    configs: tuple[Config | None, ...], mainline: tuple[str, ...]
) -> None:
    assert policy_of(configs, USUAL).mainline == mainline


def test_everything_else_is_the_stricter_too() -> None:
    one = config("main", gate_branches=("a",), gate_tags=("v*",), merge_sides=MergeSides.MERGE)
    other = config("main", gate_branches=("b",), merge_sides=MergeSides.ALL)
    policy = policy_of((one, other), USUAL)
    assert policy.gate_branches == ("a", "b")
    assert policy.gate_tags == ("v*",)
    assert policy.merge_sides is MergeSides.ALL
    assert policy_of((), USUAL).merge_sides is MergeSides.EACH


Remote = dict[str, Config | None]


def policy(pushed: Config | None, remote: Remote, usual: tuple[str, ...] = USUAL) -> set[str]:
    """What is mainline when a tree is pushed to a remote with these branches."""
    tips = [(name, CommitId(name)) for name in remote]
    found = policy_of_remote((pushed,), usual, tips, lambda oids: {o: remote[o] for o in oids})
    return set(found.mainline)


@pytest.mark.parametrize(
    ("pushed", "remote", "mainline"),
    [
        # a branch that is made cannot drop what main says of it
        (config("main"), {"main": config("main", "release/*")}, {"main", "release/*"}),
        # nor can one whose own tree, or whose whole history, is older than the rule
        (config("x"), {"main": config("main", "release/*"), "release/1": config("main")},
         {"x", "main", "release/*"}),
        # what a mainline names may name more
        (config("a"), {"a": config("b"), "b": config("c"), "c": config("d")}, set("abcd")),
        # a branch that nobody calls mainline has no say
        (config("main"), {"main": config("main"), "topic": config("topic")}, {"main"}),
        # the usual names are asked although the pushed tree names another
        (config("trunk"), {"master": config("master")}, {"trunk", "master"}),
        (config("trunk"), {"main": None}, {"trunk"}),
        (None, {"main": None}, {"main", "master"}),
    ],
)  # fmt: skip
def test_the_remotes_mainlines_have_a_say(
    pushed: Config | None, remote: Remote, mainline: set[str]
) -> None:
    assert policy(pushed, remote) == mainline


def test_the_remotes_default_branch_is_asked() -> None:
    assert policy(config("x"), {"dev": config("dev", "y")}, ("dev",)) == {"x", "dev", "y"}


@pytest.mark.parametrize(
    ("standing", "branch", "expected"),
    [
        (config("main"), "main", True),
        (config("main"), "topic", False),
        (config("main", "topic"), "topic", True),
        (config(), "main", True),
        (config(), "topic", False),
        (None, "master", True),
        (None, "topic", False),
    ],
)
def test_only_a_branch_that_calls_itself_mainline_was_judged_as_one(
    standing: Config | None, branch: str, *, expected: bool
) -> None:
    assert gates_itself(standing, branch, USUAL) is expected
