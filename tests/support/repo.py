"""Real repositories for tests: hermetic, with fixed names and dates, so ids are always the same.

`Repo` drives real git with its own HOME and no configuration but its own. Every call says which
exit code it expects.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FIXED_TIME = "2020-01-01T00:00:00+00:00"
PATIENCE_SECONDS = float(os.environ.get("TESTS_PATIENCE", "300"))
"""After which a command is taken to hang; `TESTS_PATIENCE` is for runs that may be paused."""
QUIETLY = ("-c", "maintenance.auto=false")
"""Without git's look at what is to be tidied up."""
KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished command said."""

    code: int
    stdout: str
    stderr: str

    @property
    def said(self) -> str:
        """Both outputs, for messages that may come on either."""
        return self.stdout + self.stderr


def hermetic_environment(home: Path) -> dict[str, str]:
    """Variables for a command that must not see this machine's settings."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "DEVLOOP_WRITABLE": str(home.parent),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_AUTHOR_DATE": FIXED_TIME,
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
        "GIT_COMMITTER_DATE": FIXED_TIME,
        "GIT_EDITOR": "true",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTEST_CURRENT_TEST": "so that no checks run in the background",
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        "VIRTUAL_ENV": sys.prefix,
    }


@dataclass(slots=True)
class Repo:
    """A repository on disk, with the verbs that tests need."""

    path: Path
    environ: dict[str, str]
    _clock: int = field(default=0)

    @classmethod
    def create(cls, path: Path, home: Path, *, object_format: str = "sha1") -> Repo:
        """A fresh repository at `path` on branch `main`."""
        path.mkdir(parents=True, exist_ok=True)
        home.mkdir(parents=True, exist_ok=True)
        repo = cls(path=path, environ=hermetic_environment(home))
        repo.git("init", "-q", "-b", "main", f"--object-format={object_format}")
        return repo

    def run(
        self,
        *command: str,
        code: int | None = 0,
        input: str | None = None,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Done:
        """Run a command in the repository; its exit code must be `code` (None: any)."""
        done = subprocess.run(
            command,
            cwd=cwd or self.path,
            env={**self.environ, **(env or {})},
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        result = Done(done.returncode, done.stdout, done.stderr)
        if code is not None and done.returncode != code:
            raise AssertionError(
                f"{command} gave {done.returncode}, not {code}:\n{result.stdout}{result.stderr}"
            )
        return result

    def git(
        self,
        *args: str,
        code: int | None = 0,
        input: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> str:
        """Standard output of git, without the last newline."""
        return self.run("git", *args, code=code, input=input, env=env).stdout.rstrip("\n")

    def write(self, name: str, content: str | bytes, *, mode: int | None = None) -> Path:
        """Write a file of the working tree, with the folders it needs."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if mode is not None:
            path.chmod(mode)
        return path

    def stage(self, files: Mapping[str, str | bytes]) -> None:
        """Write files and add them to the index."""
        for name, content in files.items():
            self.write(name, content)
        self.git("add", "-f", "--", *files)

    def commit(
        self, message: str = "change", files: Mapping[str, str | bytes] | None = None
    ) -> str:
        """Commit what is staged (and `files`) past every hook; a minute passes between commits."""
        if files:
            self.stage(files)
        self._clock += 60
        stamp = f"{1577836800 + self._clock} +0000"
        when = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
        self.git(*QUIETLY, "commit", "-q", "--no-verify", "--allow-empty", "-m", message, env=when)
        return self.rev("HEAD")

    def rev(self, name: str) -> str:
        """The full id of a revision."""
        return self.git("rev-parse", "--verify", name)
