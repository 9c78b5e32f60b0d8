"""The one place that starts git.

It knows how a git process is started so that nothing of the caller's environment, language or
configuration changes what devloop reads. It knows nothing of what the commands mean.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from devloop.errors import RepositoryError

REPOSITORY_VARIABLES = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INDEX_VERSION",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""Variables that tell git which repository, index, attributes or objects to use: set by devloop or
absent."""

STEADY = {
    "LC_ALL": "C",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
}
"""Variables that make git's answers the same everywhere and keep it from asking questions. What
is pushed are the objects themselves, so replacements and grafts of this clone do not count."""

QUIET_CONFIG = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=" + os.devnull),
    *("-c", "core.quotePath=false"),
    *("-c", "submodule.recurse=false"),
    *("-c", "advice.detachedHead=false"),
)
"""Configuration that could run the user's code or change the output of plumbing, switched off."""

STANDARD_ERROR = 2


class GitFailed(RepositoryError):
    """git ended with an exit code that the caller did not allow; `stderr` holds its words."""

    def __init__(self, args: Sequence[str], code: int, stderr: str) -> None:
        words = stderr.strip() or f"exit code {code}"
        command = next((a for a in args if not a.startswith("-") and "=" not in a), "")
        super().__init__(f"git {command} failed: {words}")
        self.code = code
        self.stderr = stderr


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without anything that names a repository, plus `STEADY`."""
    kept = {k: v for k, v in environ.items() if k not in REPOSITORY_VARIABLES}
    return kept | STEADY


class Started:
    """A git process that runs beside other work until its answer is asked for."""

    __slots__ = ("_args", "_input", "_process")

    def __init__(
        self, args: Sequence[str], process: subprocess.Popen[bytes], input: bytes = b""
    ) -> None:
        self._args = args
        self._process = process
        self._input = input

    def result(self, ok: tuple[int, ...] = (0,)) -> bytes:
        """Its standard output; an exit code outside `ok` raises `GitFailed`."""
        with self._process as process:
            try:
                output, errors = process.communicate(self._input)
            except BaseException:
                process.kill()
                raise
        if process.returncode not in ok:
            raise GitFailed(self._args, process.returncode, os.fsdecode(errors))
        return output

    def drop(self) -> None:
        """End it, if it has not been asked; nobody wants its answer any more."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()


def start_git(
    args: Sequence[str],
    *,
    cwd: Path,
    environ: Mapping[str, str],
    input: bytes | None = None,
) -> Started:
    """Start git with exactly this environment; `result` or `drop` has to follow.

    `args` are what follows the word git. It gets its `input` when the result is asked for.
    """
    return Started(args, open_git(args, cwd=cwd, environ=environ), input or b"")


def open_git(
    args: Sequence[str], *, cwd: Path, environ: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """A git process with pipes to and from it, for whoever talks with it."""
    command = ["git", *QUIET_CONFIG, *args]
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(
            command, cwd=cwd, env=dict(environ), stdin=pipe, stdout=pipe, stderr=pipe
        )
    except FileNotFoundError as error:
        if not cwd.exists():
            raise RepositoryError(f"{cwd} does not exist") from error
        raise RepositoryError("git is not on the PATH", hint="install git 2.30 or later") from error


def run_git(
    args: Sequence[str],
    *,
    cwd: Path,
    environ: Mapping[str, str],
    input: bytes | None = None,
    ok: tuple[int, ...] = (0,),
) -> bytes:
    """Start git with exactly this environment, wait for it, and give its standard output.

    `args` are what follows the word git. An exit code outside `ok` raises `GitFailed`.
    """
    return start_git(args, cwd=cwd, environ=environ, input=input).result(ok)


def run_git_for_person(
    args: Sequence[str], *, cwd: Path, environ: Mapping[str, str], read: bool
) -> tuple[int, bytes]:
    """Start git as the person would: with their settings, hooks and terminal.

    It may ask for a password and show its progress. Gives its exit code, and with `read` its
    standard output; without it, everything that it says goes to standard error.
    """
    try:
        done = subprocess.run(
            ["git", *args],
            cwd=cwd,
            env=dict(environ),
            stdout=subprocess.PIPE if read else STANDARD_ERROR,
            check=False,
        )
    except FileNotFoundError as error:
        raise RepositoryError("git is not on the PATH", hint="install git 2.30 or later") from error
    return done.returncode, done.stdout or b""
