"""Which branches are mainline, and which commits a push would add to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from devloop.config.load import config_from
from devloop.config.match import branch_matches
from devloop.config.model import Config
from devloop.gate.update import Known, Policy, Update
from devloop.git.commits import Commit, commits, has_commit, is_ancestor
from devloop.git.ids import CommitId, TreeId
from devloop.git.objects import read_objects
from devloop.git.record import dataclass
from devloop.git.refs import HEADS, default_branches, refs_under
from devloop.git.repository import Repository

REMOTES = "refs/remotes/"
USUAL_MAINLINE = ("main", "master")


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """What a push adds to a mainline branch."""

    tip: Commit
    chain: tuple[Commit, ...]
    """Commits of the first-parent line, newest first, the tip among them."""
    sides: tuple[Commit, ...]
    """Commits that come in through merges."""


def policy_of(repo: Repository, configs: Iterable[Config | None]) -> Policy:
    """The branches that any of the configurations gates: what is pushed cannot ungate itself."""
    found = tuple(config for config in configs if config is not None)
    named = [name for config in found for name in config.mainline or ()]
    if not named or any(config.mainline is None for config in found):
        named += default_branches(repo) or USUAL_MAINLINE
    gated = [name for config in found for name in config.gate_branches]
    return Policy(mainline=tuple(dict.fromkeys(named)), gate_branches=tuple(dict.fromkeys(gated)))


def mainline_refs(repo: Repository, configs: Iterable[Config | None]) -> tuple[str, ...]:
    """The mainline branches as the remotes have them; without any, those of this repository."""
    patterns = policy_of(repo, configs).mainline
    seen = refs_under(repo, REMOTES)
    names = {ref: ref.removeprefix(REMOTES).partition("/")[2] for ref in seen}
    if not names:
        names = {ref: ref.removeprefix(HEADS) for ref in refs_under(repo, HEADS)}
    return tuple(
        ref for ref, name in names.items() if name != "HEAD" and branch_matches(name, patterns)
    )


def known_of(repo: Repository, update: Update) -> Known:
    """What is known here of the two ends of an update."""
    if update.creates or update.deletes:
        return Known(remote_here=True, fast_forward=True, history_whole=not repo.shallow)
    here = has_commit(repo, update.remote)
    return Known(
        remote_here=here,
        fast_forward=here and is_ancestor(repo, update.remote, update.local),
        history_whole=not repo.shallow,
    )


def landing_of(repo: Repository, update: Update, remote: str, policy: Policy) -> Landing:
    """The commits that the update adds to what the remote has of mainline."""
    base = _base(repo, update, remote, policy)
    added = commits(repo, update.local, *base)
    chain = _first_parents(added)
    line = {commit.id for commit in chain}
    tip = chain[0] if chain else commits(repo, "--max-count=1", update.local)[0]
    return Landing(
        tip=tip, chain=chain, sides=tuple(commit for commit in added if commit.id not in line)
    )


def _first_parents(added: Sequence[Commit]) -> tuple[Commit, ...]:
    """Those of the commits, newest first, that the newest is on top of by first parents alone."""
    by_id = {commit.id: commit for commit in added}
    chain = list(added[:1])
    while chain and chain[-1].parents and chain[-1].parents[0] in by_id:
        chain.append(by_id[chain[-1].parents[0]])
    return tuple(chain)


def _base(repo: Repository, update: Update, remote: str, policy: Policy) -> tuple[str, ...]:
    """Where there is other mainline, only that: what other branches have, no gate has seen."""
    if not update.creates:
        return (f"^{update.remote}",)
    here = f"{REMOTES}{remote}/"
    known = refs_under(repo, here)
    names = {ref: ref.removeprefix(here) for ref in known}
    proven = {known[ref] for ref in known if branch_matches(names[ref], policy.mainline)}
    return tuple(f"^{oid}" for oid in sorted(proven or set(known.values())))


def configs_of(repo: Repository, trees: Iterable[TreeId]) -> dict[TreeId, Config | None]:
    """The configuration in each tree (one git process for all), None where there is none.

    `ConfigError` where one of them cannot be used.
    """
    wanted = tuple(dict.fromkeys(trees))
    names = [f"{tree}:{name}" for tree in wanted for name in ("devloop.toml", "pyproject.toml")]
    contents = read_objects(repo, names)
    parsed: dict[tuple[bytes | None, bytes | None], Config | None] = {}
    configs = {}
    for tree in wanted:
        pair = contents.get(f"{tree}:devloop.toml"), contents.get(f"{tree}:pyproject.toml")
        if pair not in parsed:
            parsed[pair] = config_from(*pair)
        configs[tree] = parsed[pair]
    return configs


def tip_of(repo: Repository, oid: CommitId) -> Commit:
    """The commit behind an object id (a tag is followed)."""
    return commits(repo, "--max-count=1", oid)[0]
