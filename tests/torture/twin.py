"""Two repositories that live the same life: one guarded by devloop, the other by nobody.

Whatever git does to the one it does to the other, but for commits and pushes that devloop has to
refuse: those never happen to the twin. What a person can see of both is the same at all times.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.guarded import Guarded
from tests.support.repo import Done, Repo
from tests.torture.truth import Files

WHERE_GIT_STANDS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")


@dataclass(slots=True)
class Twins:
    """The guarded repository, its twin, and a place to try things out."""

    guarded: Guarded
    twin: Repo
    folder: Path

    @classmethod
    def born(cls, pattern: Guarded, folder: Path) -> Twins:
        """Twins that start as copies of a pattern; the twin has no hooks."""
        guarded = pattern.copied_to(folder / "guarded")
        place = folder / "twin"
        shutil.copytree(folder / "guarded", place, symlinks=True)
        twin = Repo(path=place / "repo", environ=dict(guarded.repo.environ))
        shutil.rmtree(twin.path / ".git/hooks")
        shutil.rmtree(twin.path / ".git/devloop", ignore_errors=True)
        return cls(guarded=guarded, twin=twin, folder=folder)

    @property
    def both(self) -> tuple[Repo, Repo]:
        """The guarded one and its twin."""
        return self.guarded.repo, self.twin

    def git(self, *args: str, input: str | None = None) -> Done:
        """Let git do the same to both, past every hook; gives what it said of the guarded one."""
        ours, theirs = (r.run("git", *args, code=None, input=input) for r in self.both)
        assert ours.code == theirs.code, (args, ours, theirs)
        return ours

    def files(self, change: Callable[[Path], None]) -> None:
        """Do the same to both working trees."""
        for repo in self.both:
            change(repo.path)

    def rehearsed(self, *command: str, input: str | None = None) -> tuple[Done, Repo]:
        """What git alone would do, done to a copy of the twin that may be thrown away."""
        place = self.folder / "rehearsal"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.twin.path, place / "repo", symlinks=True)
        copy = Repo(path=place / "repo", environ=self.twin.environ)
        return copy.run(*command, code=None, input=input), copy

    def assert_same(self) -> None:
        """Working tree, index, refs, stashes, reflogs and what is under way are the same."""
        ours, theirs = (visible(repo) for repo in self.both)
        for name, value in ours.items():
            assert value == theirs[name], f"{name}: {value!r} is not {theirs[name]!r}"
        ours, theirs = (refs(remote) for remote in self.remotes)
        assert ours == theirs, "the remotes are not the same"

    @property
    def remotes(self) -> tuple[Path, Path]:
        """Where the guarded one pushes to, and where its twin does."""
        return self.guarded.remote, self.twin.path.parent / "remote.git"


def refs(git_dir: Path) -> dict[str, str]:
    """Every ref of a bare repository with loose or packed refs."""
    found = {}
    packed = git_dir / "packed-refs"
    for line in packed.read_text().splitlines() if packed.exists() else ():
        if not line.startswith(("#", "^")):
            oid, _, name = line.partition(" ")
            found[name] = oid
    for path in (git_dir / "refs").rglob("*"):
        if path.is_file():
            found[str(path.relative_to(git_dir))] = path.read_text().strip()
    return found


def visible(repo: Repo) -> Mapping[str, object]:
    """All that a person can see of a repository."""
    git = repo.path / ".git"
    return {
        "working tree": contents(repo.path),
        "index": repo.git("ls-files", "-z", "-s", "-t", "-v"),
        "status": repo.git("--no-optional-locks", "status", "--porcelain=v2", "-z"),
        "refs": repo.git("for-each-ref", "--format=%(refname) %(objectname)"),
        "HEAD": (git / "HEAD").read_text(),
        "reflog": logs(git),
        "stash": repo.git("stash", "list", "--format=%H %gs"),
        "under way": [name for name in WHERE_GIT_STANDS if (git / name).exists()],
        "configuration": (git / "config").read_bytes(),
    }


def logs(git: Path) -> dict[str, str]:
    """Every reflog, without the times."""
    places = (path for path in (git / "logs").rglob("*") if path.is_file())
    return {str(path.relative_to(git)): path.read_text() for path in places}


def contents(folder: Path) -> Mapping[str, tuple[int, bytes]]:
    """Mode and content of everything in a working tree."""
    found = {}
    for here, names, files in os.walk(folder):
        names[:] = [name for name in names if name != ".git"]
        for name in (*names, *files):
            path = Path(here, name)
            found[os.fsdecode(path.relative_to(folder))] = _seen(path)
    return found


def _seen(path: Path) -> tuple[int, bytes]:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return mode, os.fsencode(path.readlink())
    return mode, path.read_bytes() if stat.S_ISREG(mode) else b""


_known: dict[str, Files] = {}


def files_of(repo: Repo, rev: str, env: Mapping[str, str] | None = None) -> Files:
    """Every file of a commit or tree."""
    tree = repo.git("rev-parse", f"{rev}^{{tree}}", env=env)
    if tree not in _known:
        listed = repo.git("ls-tree", "-r", "-z", tree, env=env).split("\0")
        about = [line.partition("\t") for line in listed if line]
        _known[tree] = {path: _file(repo, meta, env) for meta, _, path in about}
    return _known[tree]


def _file(repo: Repo, meta: str, env: Mapping[str, str] | None) -> tuple[str, bytes]:
    mode, _, blob = meta.split(" ")
    text = repo.run("git", "cat-file", "blob", blob, env=env).stdout
    return mode, text.encode(errors="surrogateescape")
