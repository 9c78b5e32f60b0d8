"""Which refs the push gate is about: the stricter of every configuration that has a say in it.

A say have the trees that are pushed, the trees they are pushed onto, and every mainline that is
known of the remote. Pure: configurations come in as values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from devloop.config.match import branch_matches
from devloop.config.model import Config, MergeSides
from devloop.git.ids import CommitId
from devloop.git.record import dataclass

USUAL_MAINLINE = ("main", "master")
"""Names of mainline where neither a configuration nor the remote says another."""

Tip = tuple[str, CommitId]
"""A branch by short name, and the commit it is at."""

Read = Callable[[Sequence[CommitId]], Mapping[CommitId, Config | None]]
"""The configuration of each commit, None where there is none that can be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushPolicy:
    """Patterns of the refs that are gated, and how."""

    mainline: tuple[str, ...] = ()
    gate_branches: tuple[str, ...] = ()
    gate_tags: tuple[str, ...] = ()
    merge_sides: MergeSides = MergeSides.MERGE
    usual: tuple[str, ...] = ()
    """Branches that may be mainline where the remote's own tip is not here to say so."""


def policy_of(configs: Iterable[Config | None], usual: Sequence[str]) -> PushPolicy:
    """The stricter of some configurations; `usual` stands for what does not name its mainline."""
    found = tuple(dict.fromkeys(config for config in configs if config is not None))
    named = [name for config in found for name in config.mainline or ()]
    if not named or any(config.mainline is None for config in found):
        named += usual
    sides = [config.merge_sides for config in found] or [MergeSides.EACH]
    return PushPolicy(
        mainline=tuple(dict.fromkeys(named)),
        gate_branches=_all(config.gate_branches for config in found),
        gate_tags=_all(config.gate_tags for config in found),
        merge_sides=max(sides, key=tuple(MergeSides).index),
        usual=tuple(usual),
    )


def _all(patterns: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in patterns for name in names))


def policy_of_remote(
    ends: Sequence[Config | None], usual: Sequence[str], tips: Sequence[Tip], read: Read
) -> PushPolicy:
    """The policy of a push: of its `ends`, and of each branch of the remote that is mainline.

    `tips` are the remote's branches as last seen. A configuration may name branches whose own
    names more, so they are read until none is new.
    """
    known: dict[CommitId, Config | None] = {}
    while True:
        policy = policy_of((*ends, *known.values()), usual)
        patterns = (*policy.mainline, *usual)
        new = [oid for name, oid in tips if oid not in known and branch_matches(name, patterns)]
        if not new:
            return policy
        known.update(dict.fromkeys(new))
        known.update(read(new))


def gates_itself(config: Config | None, branch: str, usual: Sequence[str]) -> bool:
    """True if what stands on a branch calls it mainline, so that its push was judged as one.

    A branch that is called so from elsewhere, or only by now, may hold what nobody has judged.
    """
    patterns = usual if config is None or config.mainline is None else config.mainline
    return branch_matches(branch, patterns)
