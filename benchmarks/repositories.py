"""The repositories that are measured on: made by git from nothing, the same for every tool."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from measure import Command, run

STAGED, UNSTAGED = "src/a00/b00/m00.py", "src/a00/b00/m01.py"
"""The file whose changes are staged, and the one that is edited and never staged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """One repository with its remote; `environ` is what everything in it runs with."""

    top: Path
    environ: Mapping[str, str]

    @property
    def remote(self) -> Path:
        """The bare repository that it pushes to."""
        return self.top.with_name(f"{self.top.name}.remote.git")

    def command(self, *argv: str, input: bytes = b"") -> Command:
        """A command that runs at its top."""
        return Command(argv=argv, cwd=self.top, environ=self.environ, input=input)

    def git(self, *args: str, input: bytes = b"") -> None:
        """Run git, which has to succeed."""
        run(self.command("git", *args, input=input))

    def answer(self, *args: str) -> str:
        """What git answers."""
        done = subprocess.run(
            ["git", *args], cwd=self.top, env=dict(self.environ), capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def commit_files(self, files: Mapping[str, str], message: str) -> None:
        """Commit these files without asking any hook."""
        for name, text in files.items():
            (self.top / name).write_text(text)
        self.git("add", "--", *files)
        self.git("commit", "-q", "--allow-empty", "--no-verify", "-m", message)

    def edit(self, name: str, number: int) -> None:
        """Give a file a content that it never had before."""
        (self.top / name).write_text(f'"""Edited."""\n\nVALUE = {number}\nTOP = "{self.top}"\n')

    def publish(self) -> None:
        """Make the remote anew and give it the branch as it is."""
        shutil.rmtree(self.remote, ignore_errors=True)
        self.git("init", "-q", "--bare", str(self.remote))
        if "origin" not in self.answer("remote"):
            self.git("remote", "add", "origin", str(self.remote))
        self.git("push", "-q", "--no-verify", "-u", "origin", "main")


def make(top: Path, files: int, environ: Mapping[str, str]) -> Sandbox:
    """A repository with that many small Python files in one commit on `main`."""
    shutil.rmtree(top, ignore_errors=True)
    top.mkdir(parents=True)
    sandbox = Sandbox(top=top, environ=environ)
    sandbox.git("init", "-q", "-b", "main")
    sandbox.git("fast-import", "--quiet", input=b"".join(_stream(files)))
    sandbox.git("reset", "-q", "--hard", "main")
    return sandbox


def _stream(files: int) -> Iterator[bytes]:
    yield b"commit refs/heads/main\ncommitter B <b@example.com> 1700000000 +0000\ndata 5\nstart\n"
    for number in range(files):
        content = f'"""Module {number}."""\n\nNUMBER = {number}\n'.encode()
        folder, name = divmod(number, 100)
        above, below = divmod(folder, 100)
        path = f"src/a{above:02}/b{below:02}/m{name:02}.py"
        yield f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"


def environment(home: Path, active: Path) -> dict[str, str]:
    """Variables of a person with a HOME, a name, and a virtual environment for the project."""
    home.mkdir(parents=True, exist_ok=True)
    if not active.exists():
        venv.create(active)
    (home / ".gitconfig").write_text(
        "[user]\n\tname = B\n\temail = b@example.com\n[gc]\n\tauto = 0\n"
    )
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.pathsep.join((str(active / "bin"), "/usr/local/bin", "/usr/bin", "/bin")),
        "VIRTUAL_ENV": str(active),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
