"""Which commits a push adds to a branch, and which rules govern each, on values."""

from __future__ import annotations

from collections.abc import Mapping

from devloop.config.model import Config, SizeRule
from devloop.gate.landing import GovernedCommit, govern, landing_of, outside_parents
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId

OLD, NEW, LAX = (Config(size=SizeRule(limit=limit)) for limit in (50, 60, 5000))


def commit(name: str, *parents: str) -> Commit:
    """A commit whose tree has its name."""
    found = tuple(CommitId(parent) for parent in parents)
    return Commit(id=CommitId(name), tree=TreeId(name), parents=found, time=0, message=f"{name}\n")


def rules(
    *added: Commit,
    own: Mapping[str, Config],
    below: Mapping[str, Config] | None = None,
    landed_on: Config | None = None,
) -> dict[str, GovernedCommit]:
    """The governed commits by name; the tip is the first of `added`, which are children first."""
    landing = landing_of(added[0], added)
    configs = {one.tree: own.get(one.tree) for one in added}
    under = {oid: (below or {}).get(oid) for oid in outside_parents(landing)}
    return {one.commit.id: one for one in govern(landing, configs, under, landed_on)}


def test_the_line_and_the_sides_are_told_apart() -> None:
    added = (
        commit("m2", "m1", "s2"),
        commit("s2", "s1"),
        commit("s1", "base"),
        commit("m1", "base"),
    )
    landing = landing_of(added[0], added)
    assert [one.id for one in landing.chain] == ["m2", "m1"]
    assert [one.id for one in landing.sides] == ["s2", "s1"]
    assert landing.brought_by == {"s2": "m2", "s1": "m2"}


def test_a_side_is_brought_by_the_first_merge_that_has_it() -> None:
    added = (commit("m2", "m1", "s2"), commit("s2", "s1"), commit("m1", "b", "s1"), commit("s1"))
    assert landing_of(added[0], added).brought_by == {"s1": "m1", "s2": "m2"}


def test_where_nothing_is_new_the_tip_is_all_there_is() -> None:
    landing = landing_of(commit("tip", "base"), ())
    assert (landing.tip.id, landing.chain, landing.sides) == ("tip", (), ())


def test_commits_from_before_the_first_configuration_are_governed_by_none() -> None:
    found = rules(commit("c", "b"), commit("b", "a"), commit("a"), own={"c": OLD})
    assert set(found) == {"c"}
    assert found["c"].parent is None


def test_so_are_those_that_a_merge_brought_before_it() -> None:
    added = (commit("c", "m"), commit("m", "a", "s"), commit("s", "a"), commit("a"))
    assert set(rules(*added, own={"c": OLD})) == {"c"}


def test_a_commit_that_removes_the_configuration_is_governed_by_its_parents() -> None:
    found = rules(commit("c", "b"), commit("b", "base"), own={}, below={"base": OLD})
    assert [found[name].config for name in ("b", "c")] == [OLD, OLD]
    assert [found[name].removes for name in ("b", "c")] == [True, False]


def test_rules_that_come_back_weaker_are_held_against_those_that_went() -> None:
    added = (commit("c", "b"), commit("b", "base"))
    found = rules(*added, own={"c": LAX}, below={"base": OLD})
    assert (found["c"].parent, found["c"].own) == (OLD, LAX)


def test_a_side_without_rules_is_held_to_those_of_the_line_it_comes_into() -> None:
    """Nobody branches off from before the first configuration to be free of it."""
    added = (commit("m", "base", "s"), commit("s", "ancient"))
    found = rules(*added, own={"m": OLD}, below={"base": OLD})
    assert (found["s"].config, found["s"].side, found["s"].removes) == (OLD, True, False)


def test_a_history_of_its_own_is_held_to_what_it_lands_on() -> None:
    added = (commit("m", "base", "root"), commit("root"))
    found = rules(*added, own={"m": OLD, "root": LAX}, below={"base": OLD}, landed_on=OLD)
    assert (found["root"].parent, found["root"].own) == (OLD, LAX)


def test_the_line_comes_first_and_newest_first() -> None:
    added = (commit("m", "a", "s"), commit("s", "base"), commit("a", "base"))
    assert list(rules(*added, own={"m": OLD, "s": OLD, "a": NEW})) == ["m", "a", "s"]
