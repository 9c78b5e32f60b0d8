"""The rules for what is about to be committed, and what it takes away from those before."""

from __future__ import annotations

from collections.abc import Callable

from devloop.config.document import PYPROJECT
from devloop.config.load import OWN_FILE, config_in
from devloop.config.model import Config
from devloop.gate.commit_gate import CommitCase, base_of_case
from devloop.git.ids import TreeId
from devloop.git.objects import resolve_objects
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedRules:
    """What governs a commit that is being made."""

    config: Config
    losses: tuple[str, ...] = ()
    """What the rules lose by it, each as a phrase."""
    kept: Config | None = None
    """The rules from before that it is held to beside its own."""


def staged_rules(
    repo: Repository, case: CommitCase, governing: Callable[[TreeId], Config]
) -> StagedRules:
    """The rules of a case; `governing` is the configuration of a tree, by a guess if need be."""
    base = base_of_case(repo, case)
    if base is None or not _differs(repo, base, case.tree):
        return StagedRules(config=governing(case.tree))
    from devloop.gate.mainline import policy_here, usable_configs_of
    from devloop.gate.rules_change import rules_to_keep, stricter_size, weakenings
    from devloop.gate.rules_only import changes_only_rules

    before, own = usable_configs_of(repo, (base,))[base], config_in(repo, case.tree)
    if before is None:
        return StagedRules(config=governing(case.tree))
    losses = weakenings(before, own, policy_here(repo, ()).mainline)
    if own is None:
        return StagedRules(config=before, losses=losses)
    alone = bool(losses) and changes_only_rules(repo, base, case.tree)
    return StagedRules(
        config=replace(own, size=stricter_size(own.size, before.size)),
        losses=losses,
        kept=None if alone else rules_to_keep(before, own),
    )


def _differs(repo: Repository, base: TreeId, tree: TreeId) -> bool:
    """True if two trees may say something else to devloop."""
    names = [f"{one}:{name}" for one in (base, tree) for name in (OWN_FILE, PYPROJECT)]
    found = resolve_objects(repo, names)
    return any(found.get(f"{base}:{n}") != found.get(f"{tree}:{n}") for n in (OWN_FILE, PYPROJECT))
