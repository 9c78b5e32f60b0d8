"""Submodules of a workspace, filled from the clones that the user has of them.

Each is a checkout of its own, at the commit that the tree records, moved by the difference like
the rest. What the user has not cloned stays an empty folder, and is named.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from devloop.git.ids import CommitId, RepoPath, TreeId
from devloop.git.process import GitFailed
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository
from devloop.git.trees import GITLINK
from devloop.workspace.checkout import Checkout, Traces, remove

LISTED = ".gitmodules"
HELD = "tree"
"""File that names the tree a submodule of a slot holds; not there while it is on the move."""


NOTHING = Traces(changed=(), added=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Submodule:
    """One that is filled."""

    path: RepoPath
    """In the workspace."""
    commit: CommitId
    checkout: Checkout


@dataclass(frozen=True, slots=True, kw_only=True)
class Submodules:
    """Those of a workspace, nested ones behind those that they are in."""

    filled: tuple[Submodule, ...] = ()
    missing: tuple[RepoPath, ...] = ()
    """Those of which there is no clone with the commit here."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Where the filled ones are."""
        return tuple(one.path for one in self.filled)

    def traces(self) -> Traces:
        """What a run changed in them."""
        changed: list[RepoPath] = []
        added: list[RepoPath] = []
        for one in self.filled:
            found = one.checkout.traces(self._inside(one))
            changed += (RepoPath(f"{one.path}/{path}") for path in found.changed)
            added += (RepoPath(f"{one.path}/{path}") for path in found.added)
        return Traces(changed=tuple(changed), added=tuple(added))

    def tidy(self) -> Traces:
        """Bring each back to its tree; gives what is still wrong after that (or nothing)."""
        for one in reversed(self.filled):
            one.checkout.tidy(one.checkout.traces(self._inside(one)))
        return self.traces() if self.filled else NOTHING

    def _inside(self, one: Submodule) -> list[str]:
        """Where others are in one, by their paths in it."""
        begin = f"{one.path}/"
        return [path.removeprefix(begin) for path in self.paths if path.startswith(begin)]


def leave_submodules(checkout: Checkout, store: Path, tree: TreeId) -> None:
    """Empty the folders of those that a tree does not have where the workspace has them."""
    held = {_path(name): store / name for name in _names(store)}
    if not held:
        return
    listed = checkout.repo.git("--literal-pathspecs", "ls-tree", "-z", tree, "--", *held)
    stay = {line.partition(b"\t")[2] for line in listed.split(b"\0") if b" commit " in line}
    for path, place in held.items():
        if os.fsencode(path) not in stay:
            remove(place)
            remove(checkout.folder / path)
            if (checkout.folder / path).parent.is_dir():
                (checkout.folder / path).mkdir()


def fill_submodules(checkout: Checkout, store: Path) -> Submodules:
    """Fill those that the checkout's tree records; `store` is the slot's folder for them."""
    return _filled(checkout, store, checkout.repo.top, "")


def _filled(checkout: Checkout, store: Path, users: Path, inside: str) -> Submodules:
    """The same for what is below `inside`, which the user has in the folder `users`."""
    filled: list[Submodule] = []
    missing: list[RepoPath] = []
    for path, commit, name in _recorded(checkout):
        here = RepoPath(f"{inside}{path}")
        clone = _clone(checkout.repo, users / path, name)
        tree = None if clone is None else _tree_of(clone, commit)
        if clone is None or tree is None:
            missing.append(here)
            continue
        place = store / path.replace("%", "%25").replace("/", "%2F")
        one = _fill(clone, checkout.folder / path, place, tree)
        filled.append(Submodule(path=here, commit=commit, checkout=one))
        nested = _filled(one, place / "modules", users / path, f"{here}/")
        filled += nested.filled
        missing += nested.missing
    return Submodules(filled=tuple(filled), missing=tuple(missing))


def _recorded(checkout: Checkout) -> Iterator[tuple[RepoPath, CommitId, str]]:
    """Path, commit and name of each submodule that the tree records."""
    listing = checkout.folder / LISTED
    if not listing.is_file() or listing.is_symlink():
        return
    asked = ("config", "-z", "-f", str(listing), "--get-regexp", r"^submodule\..*\.path$")
    answer = checkout.repo.git(*asked, ok=(0, 1))
    names = dict(map(_named, filter(None, answer.split(b"\0"))))
    if not names:
        return
    staged = checkout.git("--literal-pathspecs", "ls-files", "-z", "-s", "--", *names)
    for line in filter(None, staged.split(b"\0")):
        about, _, place = line.partition(b"\t")
        mode, commit, _ = about.decode().split(" ")
        path = RepoPath(os.fsdecode(place))
        if mode == GITLINK and path in names:
            yield path, CommitId(commit), names[path]


def _named(setting: bytes) -> tuple[str, str]:
    """Path and name of a submodule, from `submodule.NAME.path` and its value."""
    key, _, path = setting.partition(b"\n")
    return os.fsdecode(path), os.fsdecode(key)[len("submodule.") : -len(".path")]


def _clone(repo: Repository, users: Path, name: str) -> Repository | None:
    """The user's clone of a submodule, wherever git keeps it."""
    places = [*_linked(users / ".git")]
    if not {"", ".", ".."} & {*name.split("/")}:
        places += [repo.git_dir / "modules" / name, repo.common_dir / "modules" / name]
    found = next((place for place in places if (place / "objects").is_dir()), None)
    if found is None:
        return None
    return replace(repo, git_dir=found, common_dir=found, top=found, reader=None, _begun={})


def _linked(place: Path) -> Iterator[Path]:
    """The git directory that a submodule in the user's worktree has or names."""
    if place.is_dir():
        yield place
    elif place.is_file():
        text = place.read_bytes().removeprefix(b"gitdir: ").rstrip(b"\n")
        yield Path(os.path.normpath(place.parent / os.fsdecode(text)))


def _tree_of(clone: Repository, commit: CommitId) -> TreeId | None:
    try:
        found = clone.git("rev-parse", "--verify", "-q", f"{commit}^{{tree}}")
    except GitFailed:
        return None
    return TreeId(found.decode().strip())


def _fill(clone: Repository, folder: Path, place: Path, tree: TreeId) -> Checkout:
    """Make a folder hold a tree of the clone: by the difference where it is known what it holds."""
    place.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    note, index = place / HELD, place / "index"
    held = note.read_text() if note.exists() else ""
    note.unlink(missing_ok=True)
    repo = replace(clone, top=folder)
    checkout = Checkout(repo=repo, folder=folder, index=index, objects=())
    if not (held and index.exists() and (folder / ".git").is_dir() and _moved(checkout, tree)):
        remove(folder)
        index.unlink(missing_ok=True)
        folder.mkdir()
        checkout.move_to(tree)
    note.write_text(tree)
    return checkout


def _moved(checkout: Checkout, tree: TreeId) -> bool:
    try:
        leave_submodules(checkout, checkout.index.parent / "modules", tree)
        checkout.move_to(tree)
    except GitFailed:
        return False
    return True


def clones_of(repo: Repository) -> tuple[str, ...]:
    """Names of the submodules that the user has cloned, for a key."""
    folders = dict.fromkeys((repo.git_dir / "modules", repo.common_dir / "modules"))
    return tuple(sorted({name for folder in folders for name in _below(folder, "")}))


def _below(folder: Path, inside: str) -> Iterator[str]:
    """Names of the clones in a folder: one may have slashes in its name, and others in it."""
    for name in _names(folder):
        if (folder / name / "objects").is_dir():
            yield inside + name
            yield from _below(folder / name / "modules", f"{inside}{name}//")
        elif (folder / name).is_dir():
            yield from _below(folder / name, f"{inside}{name}/")


def _names(store: Path) -> Sequence[str]:
    try:
        return os.listdir(store)  # noqa: PTH208 - names are all that is wanted
    except OSError:
        return ()


def _path(name: str) -> str:
    return name.replace("%2F", "/").replace("%25", "%")
