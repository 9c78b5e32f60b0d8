"""Facts for the gates: what is mainline here, and what stands at the ends of a push."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from devloop.config.document import PYPROJECT
from devloop.config.load import OWN_FILE, config_from
from devloop.config.match import branch_matches
from devloop.config.model import Config
from devloop.errors import ConfigError
from devloop.gate.policy import PushPolicy, policy_of
from devloop.gate.remotes import remote_views, tracking_ref, usual_mainline
from devloop.git.commits import Commit, commits
from devloop.git.ids import CommitId, TreeId
from devloop.git.objects import read_objects, resolve_objects
from devloop.git.refs import HEADS, refs_under
from devloop.git.repository import Repository


def policy_here(repo: Repository, configs: Iterable[Config | None]) -> PushPolicy:
    """What the configurations gate, whichever remote a push goes to."""
    usual = [name for view in remote_views(repo) for name in view.usual]
    return policy_of(configs, tuple(dict.fromkeys(usual)) or usual_mainline(repo))


def mainline_refs(
    repo: Repository, configs: Iterable[Config | None], remote: str = ""
) -> tuple[str, ...]:
    """The mainline branches as a remote (or any) has them; without any, those that are here."""
    found, known = tuple(configs), remote_views(repo)
    views = [view for view in known if view.name == remote] or known
    if not any(view.branches for view in views):
        here = (ref.removeprefix(HEADS) for ref in refs_under(repo, HEADS))
        patterns = policy_of(found, usual_mainline(repo)).mainline
        return tuple(HEADS + name for name in here if branch_matches(name, patterns))
    return tuple(
        tracking_ref(view.name, name)
        for view in views
        for name in view.branches
        if branch_matches(name, policy_of(found, view.usual).mainline)
    )


def configs_of(repo: Repository, trees: Iterable[TreeId]) -> dict[TreeId, Config | None]:
    """The configuration in each tree (one git process for all), None where there is none.

    `ConfigError` where one of them cannot be used.
    """
    return _configs(repo, trees, config_from)


def usable_configs_of(repo: Repository, trees: Iterable[TreeId]) -> dict[TreeId, Config | None]:
    """The same, None also where one of them cannot be used: nothing is judged by it."""

    def parse(own: bytes | None, pyproject: bytes | None) -> Config | None:
        try:
            return config_from(own, pyproject)
        except ConfigError:
            return None

    return _configs(repo, trees, parse)


def _configs(
    repo: Repository,
    trees: Iterable[TreeId],
    parse: Callable[[bytes | None, bytes | None], Config | None],
) -> dict[TreeId, Config | None]:
    """What the two files of each tree that may hold a configuration say; equal ones once."""
    wanted = tuple(dict.fromkeys(trees))
    names = [f"{tree}:{name}" for tree in wanted for name in (OWN_FILE, PYPROJECT)]
    contents = read_objects(repo, names)
    parsed: dict[tuple[bytes | None, bytes | None], Config | None] = {}
    configs = {}
    for tree in wanted:
        pair = contents.get(f"{tree}:{OWN_FILE}"), contents.get(f"{tree}:{PYPROJECT}")
        if pair not in parsed:
            parsed[pair] = parse(*pair)
        configs[tree] = parsed[pair]
    return configs


def tip_of(repo: Repository, oid: CommitId) -> Commit:
    """The commit behind an object id (a tag is followed)."""
    return commits(repo, "--max-count=1", oid)[0]


def trees_of(repo: Repository, oids: Sequence[CommitId]) -> dict[CommitId, TreeId]:
    """The tree of each commit (or tag of one) that is here."""
    found = resolve_objects(repo, [f"{oid}^{{tree}}" for oid in oids])
    return {oid: TreeId(found[f"{oid}^{{tree}}"]) for oid in oids if f"{oid}^{{tree}}" in found}
