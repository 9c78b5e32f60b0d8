"""Setting a project up as its developers have it: a repository, a `.venv`, a remote."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.projects.catalogue import Project
from tests.support.guarded import DEVLOOP
from tests.support.repo import Done, Repo, hermetic_environment

MACHINE = dict(os.environ)
"""What this machine knows about the package index."""

FOR_NETWORK = ("PIP_", "SSL_CERT", "REQUESTS_CA_BUNDLE", "http_proxy", "https_proxy", "no_proxy")

SWALLOWING = '''\
"""10.255.255.1 swallows every packet, as tests of time-outs expect; no packet leaves for it."""

import socket
import time

_connect = socket.socket.connect


def connect(self, address):
    if isinstance(address, tuple) and address[0] == "10.255.255.1":
        time.sleep(self.gettimeout() or 60)
        raise TimeoutError("timed out")
    return _connect(self, address)


socket.socket.connect = connect
'''


def network_variables() -> dict[str, str]:
    """The variables by which this machine reaches the package index."""
    return {name: value for name, value in MACHINE.items() if name.startswith(FOR_NETWORK)}


def clone(project: Project, source: str, folder: Path) -> Repo:
    """A clone at the project's commit on branch `main`, in `folder`/NAME."""
    top = folder / project.name
    repo = Repo(path=top, environ=hermetic_environment(folder / "home"))
    (folder / "home").mkdir(parents=True, exist_ok=True)
    if not (top / ".git").exists():
        repo.run("git", "clone", "-q", "--no-checkout", source, str(top), cwd=folder)
        repo.git("checkout", "-q", "-B", "main", project.commit)
        repo.git("remote", "remove", "origin")
    return _at_home(repo)


def unpack(sdist: str, folder: Path) -> Repo:
    """What an archive of the package index holds, as the first commit of a repository."""
    pip(Path(sys.executable), "download", "--no-deps", "--no-binary", ":all:", "-d", folder, sdist)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    (source,) = (path for path in folder.iterdir() if path.is_dir())
    repo = _at_home(Repo.create(source, folder / "home"))
    repo.git("add", "-A")
    repo.commit("import")
    return repo


def _at_home(repo: Repo) -> Repo:
    """The same in a terminal whose PATH leads to nothing of the environment that runs this."""
    repo.environ.update(network_variables())
    repo.environ["PATH"] = os.defpath
    exclude = repo.path / ".git/info/exclude"
    exclude.parent.mkdir(exist_ok=True)
    exclude.write_text("/.venv/\n")
    return repo


def furnish(repo: Repo, words: tuple[str, ...], **variables: str) -> None:
    """Make `.venv` with what the project's developers install."""
    done = repo.path / ".venv/furnished"
    if done.exists() and done.read_text() == " ".join(words):
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", repo.path / ".venv"], check=True)
    pip(repo.path / ".venv/bin/python", "install", *words, cwd=repo.path, **variables)
    (site,) = (repo.path / ".venv").glob("lib/python*/site-packages")
    (site / "swallowing_address.py").write_text(SWALLOWING)
    (site / "swallowing_address.pth").write_text("import swallowing_address\n")
    done.write_text(" ".join(words))


def pip(python: Path, *args: str | Path, cwd: Path | None = None, **variables: str) -> None:
    """Run pip with what this machine knows about the package index."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", *map(str, args)]
    environ = {**MACHINE, **variables}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environ, cwd=cwd
    )
    assert done.returncode == 0, done.stderr


def devloop(repo: Repo, *args: str, code: int | None = 0) -> Done:
    """Run the devloop of the environment that runs this."""
    return repo.run(str(DEVLOOP), *args, code=code)


def guard(repo: Repo) -> Done:
    """`devloop init` with no further help, and its configuration committed through its hooks."""
    said = devloop(repo, "init", "--yes")
    repo.git("add", "devloop.toml")
    repo.run("git", "commit", "-m", "Guard the repository")
    return said
