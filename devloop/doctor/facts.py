"""Gathering what `health` looks at; whatever cannot be read becomes a trouble, never an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from devloop.config.document import PYPROJECT
from devloop.config.load import OWN_FILE, comfort_of, config_in
from devloop.config.model import Config
from devloop.config.off_checks import is_tests
from devloop.detect.evidence import tools_in
from devloop.detect.guess import guess_config
from devloop.detect.proposal import candidates
from devloop.doctor.finding import HealthFinding
from devloop.doctor.guarding import guarding, off_in, runs_tests
from devloop.doctor.health import Branches, Facts, Problem
from devloop.environment.machine import system_manager
from devloop.environment.memo import Memo
from devloop.environment.project_python import FoundPython
from devloop.errors import ConfigError, DevloopError, NewerStore, StoreError, WorkspaceError
from devloop.gate.ahead import ahead
from devloop.gate.mainline import policy_here
from devloop.gate.remotes import remote_views
from devloop.git.commits import Commit
from devloop.git.ids import TreeId
from devloop.git.objects import read_objects
from devloop.git.process import GitFailed
from devloop.git.refs import refs_under
from devloop.git.repository import Repository
from devloop.git.trees import UnmergedIndex, lock_of_index, staged_tree, tree_of
from devloop.git.version import git_version
from devloop.hooks_install.hook_state import hook_state
from devloop.hooks_install.shim import own_program, stranger_on_path
from devloop.run.planning.missing import missing_programs
from devloop.run.project import open_project
from devloop.run.recording.possible import recording_trouble
from devloop.verdict.events import let_through
from devloop.verdict.store import Store, open_store
from devloop.workspace.location import area_of


def gather(repo: Repository, environ: Mapping[str, str]) -> Facts:
    """Look at everything; changes nothing but what was damaged or not there yet."""
    tree = _tree(repo)
    config, mistakes = _config(repo, tree)
    python, environment, missing, unsealed = _environment(repo, tree, config, environ)
    root, cache = _cache(repo, environ)
    with closing(open_store(repo.common_dir / "devloop")) as store:
        problems, notes = _store(store)
        return Facts(
            git_version=git_version(repo),
            shallow=repo.shallow,
            hooks=hook_state(repo),
            own_program=str(own_program()),
            stranger=str(stranger_on_path(environ) or ""),
            configuration=config.source if config else None,
            unstaged=OWN_FILE if (repo.top / OWN_FILE).exists() else "",
            mistakes=mistakes,
            environment=environment,
            missing=tuple(missing.items()),
            python=python,
            branches=branches_of(repo, config),
            store=problems,
            store_notes=notes,
            cache=cache,
            free_bytes=_free(root),
            guarding=_guarding(repo, tree, config),
            system=system_manager(environ),
            lock=str(lock) if (lock := lock_of_index(repo)).exists() else "",
            sandbox=unsealed,
            recording="" if cache else recording_trouble(area_of(repo, environ)),
            past_the_gate=_past_the_gate(repo, config, store),
        )


def _tree(repo: Repository) -> TreeId:
    """Staged tree; during conflicts or under a lock, the tree of HEAD."""
    try:
        return staged_tree(repo)
    except UnmergedIndex:
        return tree_of(repo, "HEAD")
    except GitFailed:
        if not lock_of_index(repo).exists():
            raise
        return tree_of(repo, "HEAD")


def _config(repo: Repository, tree: TreeId) -> tuple[Config | None, tuple[Problem, ...]]:
    config, mistakes = None, []
    try:
        config = config_in(repo, tree)
    except ConfigError as error:
        mistakes += _told(error)
    try:
        comfort_of(repo)
    except ConfigError as error:
        mistakes += _told(error)
    return config, tuple(mistakes)


def _told(error: ConfigError) -> list[Problem]:
    lines = [f"{error.source}: {problem}" for problem in error.problems]
    return [Problem(text=line, fix=error.hint) for line in lines]


def _environment(
    repo: Repository, tree: TreeId, config: Config | None, environ: Mapping[str, str]
) -> tuple[FoundPython | None, tuple[Problem, ...], dict[str, str], str]:
    """The project's Python, what is wrong with it, its missing programs, and missing walls."""
    config = config or guess_config(repo, tree)
    memo = Memo(repo.common_dir / "devloop/memo.json")
    try:
        project = open_project(
            repo,
            config.environment,
            environ,
            global_config=_global_config(repo, environ),
            memo=memo,
        )
        return project.found, (), missing_programs(config.checks, project), project.sandbox.reason
    except DevloopError as error:
        return None, (Problem(text=error.message, fix=error.hint),), {}, ""


def _global_config(repo: Repository, environ: Mapping[str, str]) -> Path:
    """The file that stands in for git's global configuration; where no cache can be, none."""
    try:
        return area_of(repo, environ).global_config
    except DevloopError:
        return Path("gitconfig")


def _guarding(repo: Repository, tree: TreeId, config: Config | None) -> tuple[HealthFinding, ...]:
    """What does not guard this repository, as far as its configuration and files tell."""
    off, asked = off_in(repo, tree), config or guess_config(repo, tree)
    seen = ""
    if not runs_tests(asked.checks) and not any(one.is_tests for one in off):
        found = candidates(tools_in(repo, tree))
        seen = next((guess.what for guess in found if is_tests(guess.check.name)), "")
    if config is None and not asked.checks:
        return guarding(None, off)
    return guarding(asked, off, tests_seen=seen)


def branches_of(repo: Repository, config: Config | None) -> Branches:
    """The branches that there are, and which of them a configuration gates."""
    local = refs_under(repo, "refs/heads/")
    there = dict.fromkeys(name for view in remote_views(repo) for name in view.branches)
    return Branches(
        mainline=policy_here(repo, (config,)).mainline,
        explicit=config is not None and config.mainline is not None,
        here=tuple(ref.removeprefix("refs/heads/") for ref in local),
        there=tuple(there),
    )


def _store(store: Store) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """What keeps the store from being written, and what a person should know of it."""
    try:
        with store.writing():
            pass
    except NewerStore as error:
        return (Problem(text=error.message, fix="upgrade devloop"),), ()
    except StoreError as error:
        fix = f"look at {store.directory}: its owner, its permissions, the space on its disk"
        return (Problem(text=error.message, fix=fix),), ()
    return (), (store.problem,) if store.problem else ()


def _cache(repo: Repository, environ: Mapping[str, str]) -> tuple[Path, tuple[Problem, ...]]:
    """Where workspaces are made, and why none can be."""
    try:
        root = area_of(repo, environ).root
        probe = root / "doctor"
        probe.write_bytes(b"\0")
        probe.unlink()
    except WorkspaceError as error:
        return repo.common_dir, (Problem(text=error.message, fix=error.hint),)
    except OSError as error:
        text = f"workspaces cannot be created in {error.filename}: {error.strerror}"
        fix = "make it writable, or set DEVLOOP_CACHE_DIR to another place"
        return repo.common_dir, (Problem(text=text, fix=fix),)
    return root, ()


def _free(place: Path) -> int | None:
    import shutil

    try:
        return shutil.disk_usage(place).free
    except OSError:
        return None


def _past_the_gate(repo: Repository, config: Config | None, store: Store) -> tuple[Commit, ...]:
    """Commits of one's own that no gate has let through, though there was one by then.

    There was one if the commit is configured for it, or an earlier one has been through it.
    """
    own = ahead(repo, policy_here(repo, (config,))).commits
    passed = let_through(store, [commit.tree for commit in own])
    oldest = max((n for n, commit in enumerate(own) if commit.tree in passed), default=-1)
    guarded = _configured(repo, own)
    return tuple(
        commit
        for n, commit in enumerate(own)
        if commit.tree not in passed and (n < oldest or commit.tree in guarded)
    )


def _configured(repo: Repository, own: Sequence[Commit]) -> frozenset[TreeId]:
    """The contents that hold a configuration, sound or not."""
    names = [f"{commit.tree}:{name}" for commit in own for name in (OWN_FILE, PYPROJECT)]
    found = read_objects(repo, names).items()
    trees = (name.partition(":") for name, text in found if _configures(name, text))
    return frozenset(TreeId(tree) for tree, _, _ in trees)


def _configures(name: str, text: bytes) -> bool:
    return name.endswith(OWN_FILE) or b"[tool.devloop" in text
