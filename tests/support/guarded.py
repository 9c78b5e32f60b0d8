"""A repository that devloop guards, with a bare remote, and checks that tell when they ran.

The checks are lines of sh that judge one file, `state`, and append a line to a file in HOME for
every run, far from any workspace: so a test can say that something ran, or that nothing did.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from devloop.environment.interpreter import interpreter
from devloop.environment.memo import Stats
from tests.support.patience import until
from tests.support.repo import Done, Repo, hermetic_environment
from tests.verdict.venv import Venv, settled_memo

DEVLOOP = Path(sys.executable).with_name("devloop")
"""The command of the environment that runs the tests."""

QUICK = """'echo "quick $(cat state)" >> "$HOME/runs"; ! grep -q bad state'"""
"""A check that fails where `state` says bad."""

DEEP = """'echo "deep $(cat state)" >> "$HOME/runs"; ! grep -q shallow state'"""
"""A check that fails where `state` says shallow."""

WAIT = 'touch "$HOME/started"; while ! [ -e "$HOME/go" ]; do sleep 0.02; done'
"""A line of sh that says it has started, and goes on when it is told to."""

CONFIG = f"""\
mainline = ["main"]
background = false

[checks.quick]
run = {QUICK}

[checks.deep]
run = {DEEP}
on = "push"
"""


@dataclass(slots=True)
class Guarded:
    """The repository, its remote called `origin`, and what people do with them."""

    repo: Repo
    remote: Path

    @classmethod
    def create(cls, folder: Path, config: str = CONFIG) -> Guarded:
        """A repository with one commit that the remote has, and the hooks installed."""
        guarded = cls.bare_handed(folder, config)
        guarded.devloop("install")
        return guarded

    @classmethod
    def bare_handed(cls, folder: Path, config: str = CONFIG) -> Guarded:
        """The same without hooks."""
        repo = empty_repo(folder)
        repo.git("init", "-q", "--bare", "-b", "main", str(folder / "remote.git"))
        repo.git("remote", "add", "origin", "../remote.git")
        repo.commit("base", {"devloop.toml": config, "state": "good 0\n"})
        repo.git("push", "-q", "--set-upstream", "origin", "main")
        return cls(repo=repo, remote=folder / "remote.git")

    def copied_to(self, folder: Path) -> Guarded:
        """The same repository, remote and home in another folder."""
        source = self.repo.path.parent
        shutil.copytree(source, folder, symlinks=True, dirs_exist_ok=True)
        repo = Repo(path=folder / "repo", environ=hermetic_environment(folder / "home"))
        repo.environ["VIRTUAL_ENV"] = self.repo.environ["VIRTUAL_ENV"]
        repo.git("status")
        _lead_hooks(self.path, repo.path)
        _know_python(repo, source / "home")
        return Guarded(repo=repo, remote=folder / "remote.git")

    @property
    def path(self) -> Path:
        """The working tree."""
        return self.repo.path

    @property
    def home(self) -> Path:
        """The home folder, the same for devloop and its checks."""
        return Path(self.repo.environ["HOME"])

    def devloop(self, *args: str, code: int | None = 0, cwd: Path | None = None) -> Done:
        """Run devloop; its exit code must be `code`."""
        return self.repo.run(str(DEVLOOP), *args, code=code, cwd=cwd)

    def commit(
        self,
        *args: str,
        state: str = "",
        code: int | None = 0,
        env: Mapping[str, str] | None = None,
    ) -> Done:
        """`git commit` through the hooks, of `state` if it is given, else of what is staged."""
        if state:
            self.repo.stage({"state": f"{state}\n"})
        message = () if "-m" in args or "--no-edit" in args else ("-m", "step")
        return self.repo.run("git", "commit", *message, *args, code=code, env=env)

    def slip(self, state: str, message: str = "slip", **files: str) -> str:
        """A commit past the hooks; gives its id."""
        return self.repo.commit(message, {"state": f"{state}\n", **files})

    def push(self, *args: str, code: int | None = 0) -> Done:
        """`git push` to the remote through the hooks."""
        return self.repo.run("git", "push", "origin", *args, code=code)

    def refused(self, *args: str) -> str:
        """A push that must be refused; gives what was said. The remote must be as it was."""
        before = self.landed()
        said = self.push(*args, code=1).said
        assert self.landed() == before
        return said

    def landed(self) -> dict[str, str]:
        """The refs of the remote."""
        lines = self.repo.git("ls-remote", str(self.remote)).splitlines()
        return {name: oid for oid, name in (line.split("\t") for line in lines) if name != "HEAD"}

    def runs(self) -> list[str]:
        """What ran since the last time this was asked, in the order it ran."""
        place = self.home / "runs"
        lines = place.read_text().splitlines() if place.exists() else []
        place.unlink(missing_ok=True)
        return lines

    def configure(self, text: str, *, message: str = "configure") -> None:
        """Commit a configuration past the hooks and bring it to the remote the same way."""
        self.repo.commit(message, {"devloop.toml": text})
        self.repo.git("push", "-q", "--no-verify", "origin", "HEAD:main")

    def text(self, name: str) -> str:
        """What a file of the working tree says."""
        return (self.path / name).read_text()

    def started(self) -> None:
        """Wait until a check with `WAIT` runs."""
        wait_for(self.home / "started")

    def go(self) -> None:
        """Let checks with `WAIT` go on."""
        (self.home / "go").touch()


def _lead_hooks(old: Path, new: Path) -> None:
    """Have the hooks of a copied repository look for stamps in it, and not in the other one."""
    for hook in (new / ".git/hooks").glob("*"):
        text = hook.read_text()
        if str(old) in text:
            hook.write_text(text.replace(str(old), str(new)))


def _know_python(repo: Repo, old_home: Path) -> None:
    """Have a copied repository remember what the Python of its environment said of itself.

    It was asked for another home, which is nothing to an environment that is not the system's.
    """
    place = repo.path / ".git/devloop/memo.json"
    if place.exists():
        body = place.read_text().partition("\n")[2]
        facts = json.loads(body.replace(str(old_home), repo.environ["HOME"]))
        place.unlink()
        memo = settled_memo(place)
        for subject, (digest, fact) in facts.items():
            memo.remembered(subject, Stats(digest=digest, newest=0), partial(copy, fact))
        memo.save()


def ask_python(repo: Repo, environment: Path) -> None:
    """Note what the Python of an environment says of itself.

    One that is too new for its times to be believed is asked again by every devloop.
    """
    memo = settled_memo(repo.path / ".git/devloop/memo.json")
    interpreter(environment / "bin/python", memo, repo.environ)
    memo.save()


def empty_repo(folder: Path, object_format: str = "sha1") -> Repo:
    """A repository without a commit, whose checks have an environment of their own.

    The one that the tests run in may change at any time: it may hold a project that is being
    edited, such as this one.
    """
    repo = Repo.create(folder / "repo", folder / "home", object_format=object_format)
    repo.environ["VIRTUAL_ENV"] = str(Venv.create(folder / "venv", folder / "home").path)
    return repo


def begin(guarded: Guarded, *command: str) -> subprocess.Popen[bytes]:
    """Start a command in the repository, in a process group of its own."""
    return subprocess.Popen(
        command,
        cwd=guarded.path,
        env=guarded.repo.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def one_check(line: str, more: str = "") -> str:
    """A configuration with one check, `only`: a line of sh (in single quotes in TOML)."""
    return f"""\
mainline = ["main"]
background = false

[checks.only]
run = '''{line}'''
{more}
"""


def wait_for(place: Path) -> None:
    """Wait until a file is there."""
    until(place.exists, otherwise=lambda: f"{place} did not appear")


@dataclass(frozen=True, slots=True)
class Trace:
    """All that can be seen of a file: kind, content, and whether anybody touched it."""

    mode: int
    inode: int
    changed: int
    """Nanoseconds of the last change of the content."""
    content: str


def traces(folder: Path, *, besides: Iterable[str] = (".git",)) -> dict[str, Trace]:
    """Every file and folder below a folder, but those with a name in `besides`."""
    skipped = set(besides)
    found = {}
    for here, names, files in os.walk(folder):
        names[:] = [name for name in names if name not in skipped]
        for name in (*names, *files):
            path = Path(here, name)
            if name not in skipped:
                found[os.fsdecode(path.relative_to(folder))] = _trace(path)
    return found


def _trace(path: Path) -> Trace:
    seen = path.lstat()
    content = ""
    if path.is_symlink():
        content = os.fsdecode(path.readlink())
    elif path.is_file():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
    return Trace(seen.st_mode, seen.st_ino, seen.st_mtime_ns, content)


def everything(guarded: Guarded) -> tuple[dict[str, Trace], bytes, str, str]:
    """Working tree, index, refs and HEAD of a repository, to the byte."""
    repo = guarded.repo
    return (
        traces(repo.path),
        (repo.path / ".git/index").read_bytes(),
        repo.git("for-each-ref"),
        (repo.path / ".git/HEAD").read_text(),
    )
