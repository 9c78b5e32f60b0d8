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
"""Variables that tell git which repository, index or objects to use: set by devloop or absent."""

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
    try:
        done = subprocess.run(
            ["git", *QUIET_CONFIG, *args],
            cwd=cwd,
            env=dict(environ),
            input=b"" if input is None else input,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        if not cwd.exists():
            raise RepositoryError(f"{cwd} does not exist") from error
        raise RepositoryError("git is not on the PATH", hint="install git 2.30 or later") from error
    if done.returncode not in ok:
        raise GitFailed(args, done.returncode, os.fsdecode(done.stderr))
    return done.stdout
