"""Evidence in a project's files of the tools it uses, without running anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from devloop.config.document import PYPROJECT, read_toml
from devloop.config.match import PathPatterns
from devloop.detect.guessed import Guess
from devloop.errors import ConfigError
from devloop.git.ids import RepoPath, TreeId
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.trees import entries, read_files

PRE_COMMIT = ".pre-commit-config.yaml"

LISTS = (
    *("requirements*.txt", "requirements*.in", "requirements/**/*.txt", "requirements/**/*.in"),
    *("setup.cfg", "tox.ini"),
)
"""Files that name one tool or package a line."""

READ = (
    *(*LISTS, PYPROJECT, PRE_COMMIT, "pytest.ini", "ruff.toml", ".ruff.toml"),
    *(".flake8", ".isort.cfg", "mypy.ini", ".mypy.ini", "pyrightconfig.json"),
    *("noxfile.py", "Makefile", "GNUmakefile", "makefile", "justfile", "Justfile"),
    *("package.json", "Cargo.toml", "go.mod", "CMakeLists.txt", "meson.build"),
    *("pom.xml", "build.gradle", "build.gradle.kts", ".gitattributes", ".editorconfig"),
    *("uv.lock", "poetry.lock", "pdm.lock"),
    *("lefthook.yml", ".lefthook.yml", "lefthook.yaml", ".lefthook.yaml", "hk.pkl", ".husky/*"),
    *(".lintstagedrc*", "lint-staged.config.*"),
)

FOLDERS = ("requirements/", ".husky/")
"""Folders whose files are read, beside those at the root."""

NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectTools:
    """The files of a tree, and what those at its root say."""

    paths: tuple[RepoPath, ...]
    texts: Mapping[str, str]
    """Contents of the files that speak of tools."""
    pyproject: Mapping[str, object]
    """The document in `pyproject.toml`; empty where there is none that can be read."""
    converted: tuple[Guess, ...] = ()
    """What another tool's configuration was read into, where that alone is to be proposed."""

    def one_of(self, *names: str) -> str:
        """The first of these paths that is there; empty where none is."""
        there = frozenset(self.paths)
        return next((name for name in names if name in there), "")

    def matching(self, *patterns: str) -> tuple[RepoPath, ...]:
        """The paths that any of these gitignore-style patterns means."""
        return PathPatterns.compile(patterns).select(self.paths)

    def table(self, *names: str) -> bool:
        """True if `pyproject.toml` holds the table of this path."""
        found: object = self.pyproject
        for name in names:
            if not isinstance(found, Mapping) or name not in found:
                return False
            found = found[name]
        return True

    def lists(self, name: str) -> str:
        """The file that names a package as something the project needs; empty where none does."""
        if name in set(_needed(self.pyproject)):
            return PYPROJECT
        wanted = PathPatterns.compile(LISTS)
        for path, text in self.texts.items():
            if wanted.matches(RepoPath(path)) and name in _first_words(text):
                return path
        return ""


def tools_in(repo: Repository, tree: TreeId) -> ProjectTools:
    """Evidence in a tree."""
    paths = tuple(entry.path for entry in entries(repo, tree))
    named = PathPatterns.compile(READ).select(paths)
    own = [path for path in named if "/" not in path or path.startswith(FOLDERS)]
    files = read_files(repo, tree, own)
    texts = {path: content.decode(errors="replace") for path, content in files.items()}
    return evidence_of(paths, texts)


def evidence_of(paths: tuple[RepoPath, ...], texts: Mapping[str, str]) -> ProjectTools:
    """The evidence in a list of files and the contents of some of them."""
    try:
        pyproject = read_toml(texts.get(PYPROJECT, ""), PYPROJECT)
    except ConfigError:
        pyproject = {}
    return ProjectTools(paths=paths, texts=texts, pyproject=pyproject)


def _needed(node: object, *, inside: bool = False) -> Iterator[str]:
    """Names in every list or table that is called dependencies, whatever the tool it is for."""
    if isinstance(node, str) and inside:
        yield from _first_words(node)
    elif isinstance(node, list):
        for item in node:
            yield from _needed(item, inside=inside)
    elif isinstance(node, Mapping):
        for key, item in node.items():
            if inside:
                yield key.lower()
            yield from _needed(item, inside=inside or "dependenc" in key)


def _first_words(text: str) -> frozenset[str]:
    found = (NAME.match(line) for line in text.splitlines())
    return frozenset(name[1].lower() for name in found if name)
