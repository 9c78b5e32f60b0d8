"""The project as its checks see it: interpreter, variables, shared folders, settings.

Gathered once for a repository; from it comes the environment fingerprint of every check.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from devloop.config.load import comfort_of
from devloop.config.model import Check, EnvironmentRule
from devloop.environment.copies import copies_in
from devloop.environment.editable import editable_roots
from devloop.environment.filters import filter_programs
from devloop.environment.fingerprint import Fingerprint
from devloop.environment.fingerprinting import fingerprint_environment, programs_of, words_of
from devloop.environment.folder_digest import folder_digest
from devloop.environment.interpreter import interpreter
from devloop.environment.memo import Memo
from devloop.environment.own_tools import FOLDER, folder_of, lent, mentioned
from devloop.environment.personal import settings_above
from devloop.environment.project_python import (
    FoundPython,
    Personal,
    Way,
    find_python,
    served_last,
)
from devloop.environment.repository_key import repository_key
from devloop.environment.scan_cache import Look
from devloop.environment.variables import child_variables
from devloop.errors import CannotJudge
from devloop.git.record import dataclass, field, replace
from devloop.git.repository import Repository
from devloop.git.settings import checkout_settings
from devloop.run.sandbox import Walls, walls_for
from devloop.run.trust import is_allowed, is_tracked
from devloop.workspace.imports import ImportRules

if TYPE_CHECKING:
    from devloop.environment.hook_environment import HookEnvironment

USUAL_SHARES = (".venv", "venv", "node_modules")
"""Folders that are linked into workspaces when the configuration names none."""

SERVED = "devloop/python"
"""File in the common git directory that names the Python which served last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What all checks of one repository have in common."""

    found: FoundPython
    """The project's Python, and how it was found."""
    shares: tuple[tuple[str, Path], ...]
    """Folders to link into workspaces: name in the tree, place on disk."""
    settings: tuple[tuple[str, str], ...]
    imports: ImportRules
    rule: EnvironmentRule
    environ: Mapping[str, str] = field(repr=False)
    global_config: Path
    memo: Memo = field(repr=False)
    key: bytes = field(repr=False)
    """Under which the values of variables are kept as digests."""
    sandbox: Walls = field(default_factory=Walls)
    """How its checks are kept from the user's files."""

    @property
    def environments(self) -> tuple[Path, ...]:
        """The virtual environment that its Python is in, if it is in one."""
        prefix = self.python.parent.parent
        return (prefix,) if (prefix / "pyvenv.cfg").is_file() else ()

    @property
    def python(self) -> Path:
        """The project's interpreter."""
        return self.found.path

    def variables(self, check: Check) -> dict[str, str]:
        """The variables a check gets, before those that name its workspace."""
        given = child_variables(
            self.environ,
            self.python,
            pass_env=(*self.rule.pass_env, *check.pass_env),
            env=check.env,
            own_prefix=Path(sys.prefix),
        )
        own = {"GIT_CONFIG_GLOBAL": str(self.global_config), "GIT_CONFIG_NOSYSTEM": "1"}
        if names := lent(check.run, given["PATH"], Path(sys.prefix)):
            own["PATH"] = f"{given['PATH']}{os.pathsep}{self._own_tools(names)}"
        return {**given, **own}

    def lent_to(self, check: Check) -> tuple[str, ...]:
        """The programs of devloop's own environment that a check uses."""
        path = self.variables(check)["PATH"].rpartition(os.pathsep)
        return lent(check.run, path[0], Path(sys.prefix)) if path[2].endswith(FOLDER) else ()

    def _own_tools(self, names: tuple[str, ...]) -> Path:
        if not self.global_config.is_absolute():  # nothing is going to run
            return Path(sys.prefix) / "bin"
        return folder_of(names, self.global_config.parent)

    def fingerprint(self, check: Check, look: Look) -> Fingerprint:
        """The environment of a check as it is in a look, which its like share."""
        alike = check.pass_env, check.env, mentioned(check.run)
        variables = look.once(("variables", alike), partial(self.variables, check))
        around = look.once(("around", alike), partial(self._around, check, variables))
        words = words_of(check.run or _programs(check, variables), variables)
        hook = self.hook_environment(check)
        if hook is not None:
            around = replace(around, hook=hook.parts)
            words = (*words, *words_of(hook.words or None, variables))
        find = partial(programs_of, python=self.python, variables=variables, memo=self.memo)
        programs = look.once((words, alike), partial(find, words))
        return replace(around, program=programs, sandbox=self.sandbox.name)

    def _around(self, check: Check, variables: Mapping[str, str]) -> Fingerprint:
        """All that the check has in common with those that see the same variables."""
        return fingerprint_environment(
            self.python,
            variables,
            declared=(*self.rule.pass_env, *check.pass_env, *dict(check.env)),
            shares=tuple((name, folder_digest(place)) for name, place in self.shares),
            settings=(*self.settings, *self._settings_above()),
            memo=self.memo,
            key=self.key,
            tops=self.imports.tops,
        )

    def _settings_above(self) -> tuple[tuple[str, str], ...]:
        """Settings that a tool may find on its way up from a workspace, wherever that stands."""
        at_worktree = () if self.sandbox.seal is None else (self.imports.tops[0].parent,)
        above = (self.global_config.parent, *at_worktree)
        return tuple(found for folder in above for found in settings_above(folder, self.memo))

    def hook_environment(self, check: Check) -> HookEnvironment | None:
        """What is there for a check that is a framework's hook, as it is now; else None."""
        if check.hook is None:
            return None
        from devloop.environment.hook_environment import hook_environment

        return hook_environment(check.hook, self.variables(check), self.memo)


def _programs(check: Check, variables: Mapping[str, str]) -> tuple[str, ...] | None:
    """What a kind starts beside the project's Python when its check names no command."""
    if not check.kind.rules.runs_hooks:
        return None
    from devloop.environment.hook_caches import framework_in

    found = framework_in(variables)
    return (found[0] if found else "pre-commit",)


def open_project(
    repo: Repository,
    rule: EnvironmentRule,
    environ: Mapping[str, str],
    *,
    global_config: Path,
    memo: Memo,
) -> Project:
    """Look the project up; `CannotJudge` where the configured interpreter is missing."""
    tops = worktrees_of(repo)
    served = served_last(repo.common_dir / SERVED)
    personal = Personal(chosen=comfort_of(repo).python, served=served)
    found = find_python(rule.python, tops, environ, memo, personal)
    _refuse_unasked(repo, found)
    python = found.path
    shares = tuple(_shares(rule.share or USUAL_SHARES, tops))
    inside = _environments(python, tops)
    allowed = (*(place for _name, place in shares), *inside)
    paths = interpreter(python, memo).paths
    roots, copies = editable_roots(paths, tops), copies_in(paths, tops)
    imports = ImportRules(tops=tops, editable=roots, allowed=allowed)
    settings = checkout_settings(repo)
    needed = (global_config.parent, python.parent, Path(sys.prefix), *dict(shares).values())
    walls = walls_for(repo, rule.sandbox, environ, global_config.parent, needed, inside, copies)
    return Project(
        found=found,
        shares=shares,
        settings=(*settings, *_submodules(repo), *filter_programs(settings, environ, python, memo)),
        imports=imports,
        rule=rule,
        environ=environ,
        global_config=global_config,
        memo=memo,
        key=repository_key(repo.common_dir / "devloop"),
        sandbox=walls,
    )


def _refuse_unasked(repo: Repository, found: FoundPython) -> None:
    """`CannotJudge` for a Python of the repository's own before anybody has let it run here."""
    if found.way is Way.CHOSEN or is_allowed(repo) or not is_tracked(repo, found.path):
        return
    raise CannotJudge(
        f"the repository tracks its own Python ({found.path.relative_to(repo.top)}), and nothing"
        " of it runs in this clone before you say so",
        hint="devloop check",
    )


def _submodules(repo: Repository) -> tuple[tuple[str, str], ...]:
    """Those that the user has cloned, which is what fills them in workspaces."""
    if not any((folder / "modules").is_dir() for folder in (repo.git_dir, repo.common_dir)):
        return ()
    from devloop.workspace.submodules import clones_of

    return (("cloned submodules", " ".join(clones_of(repo))),)


def worktrees_of(repo: Repository) -> tuple[Path, ...]:
    """The worktree in use, then the main one where it is a linked one."""
    main = repo.common_dir.parent
    return (repo.top, main) if repo.common_dir.name == ".git" and main != repo.top else (repo.top,)


def _shares(names: tuple[str, ...], tops: tuple[Path, ...]) -> list[tuple[str, Path]]:
    found = []
    for name in names:
        place = next((top / name for top in tops if os.path.lexists(top / name)), None)
        if place is not None:
            found.append((name, place))
    return found


def _environments(python: Path, tops: tuple[Path, ...]) -> tuple[Path, ...]:
    """The interpreter's own folder where it lies inside a worktree."""
    prefix = python.parent.parent
    return (prefix,) if any(prefix.is_relative_to(top) and prefix != top for top in tops) else ()
