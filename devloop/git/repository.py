"""Which repository, worktree and index git means, and how to ask git about them.

A `Repository` fixes all three by absolute path, so that every later question is answered for
them, wherever the process stands and whatever the environment of a hook says.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from devloop.errors import DevloopError, RepositoryError, UsageError
from devloop.git.process import GitFailed, Started, clean_environment, open_git, run_git, start_git
from devloop.git.reader import COMMAND, Reader
from devloop.git.record import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """One worktree of one repository, with the index that git named for the event at hand."""

    top: Path
    """Root of the worktree, absolute."""
    git_dir: Path
    """Git directory of this worktree (`.git/worktrees/NAME` in a linked one)."""
    common_dir: Path
    """Git directory shared by all worktrees: objects, refs, and devloop's store."""
    index_file: Path
    """The index that git named (`GIT_INDEX_FILE`), else the worktree's own."""
    object_format: str
    """`sha1` or `sha256`."""
    shallow: bool
    """True if history is cut off, so that ancestry cannot be trusted."""
    environ: Mapping[str, str] = field(repr=False)
    """Variables of git processes: the caller's, less those that name a repository."""
    reader: Reader | None = field(default=None, repr=False, compare=False)
    """What has objects read, opened once for as long as the repository is worked with."""
    _begun: dict[tuple[str, ...], Started] = field(default_factory=dict, repr=False, compare=False)

    @property
    def objects(self) -> Path:
        """The object directory all worktrees share."""
        return self.common_dir / "objects"

    def git(
        self,
        *args: str,
        input: bytes | None = None,
        ok: tuple[int, ...] = (0,),
        extra: Mapping[str, str] | None = None,
    ) -> bytes:
        """Standard output of `git ARGS` for this worktree and index.

        `extra` overrides variables (another index, more object directories); an exit code
        outside `ok` raises `GitFailed`.
        """
        started = None if input is not None or extra else self._begun.pop(args, None)
        if started is not None:
            return started.result(ok)
        environ = self._variables(extra or {})
        return run_git(args, cwd=self.top, environ=environ, input=input, ok=ok)

    def begin(self, *args: str) -> None:
        """Start `git ARGS` now; the next `git` with the same words waits for it and no other."""
        if args not in self._begun:
            self._begun[args] = self.start(*args)

    def start(self, *args: str, extra: Mapping[str, str] | None = None) -> Started:
        """`git ARGS` beside other work; its answer, or its end, has to be asked for."""
        return start_git(args, cwd=self.top, environ=self._variables(extra or {}))

    def open_reader(self) -> Reader:
        """What reads objects for this very repository; `close` has to follow."""
        variables = self._variables({})
        return Reader(lambda: open_git(COMMAND, cwd=self.top, environ=variables), self.environ)

    def close(self) -> None:
        """End what still runs."""
        while self._begun:
            self._begun.popitem()[1].drop()
        if self.reader is not None:
            self.reader.close()

    def _variables(self, extra: Mapping[str, str]) -> dict[str, str]:
        named = {
            "GIT_DIR": str(self.git_dir),
            "GIT_WORK_TREE": str(self.top),
            "GIT_INDEX_FILE": str(self.index_file),
        }
        return {**self.environ, **named, **extra}


def find_repository(cwd: Path, environ: Mapping[str, str]) -> Repository:
    """The repository that git itself would use from `cwd` under `environ`.

    Raises `RepositoryError` outside a repository, in a bare one, and where git refuses to look
    (such as a directory owned by somebody else), with git's reason.
    """
    lines = _rev_parse(cwd, environ)
    bare, git_dir, common, object_format, shallow = lines[:5]
    if bare == "true" or len(lines) < 6:
        raise RepositoryError(
            "this repository has no working tree here",
            hint="run devloop in a clone or a worktree of it",
        )
    top = Path(lines[5])
    return Repository(
        top=top,
        git_dir=Path(git_dir),
        common_dir=_absolute(common, cwd),
        index_file=_index_file(cwd, Path(git_dir), environ),
        object_format=object_format,
        shallow=shallow == "true",
        environ=clean_environment(environ),
    )


def _rev_parse(cwd: Path, environ: Mapping[str, str]) -> Sequence[str]:
    questions = (
        "--is-bare-repository",
        "--absolute-git-dir",
        "--git-common-dir",
        "--show-object-format",
        "--is-shallow-repository",
    )
    try:
        answer = run_git(
            ["rev-parse", *questions, "--show-toplevel"],
            cwd=cwd,
            environ={**environ, "LC_ALL": "C"},
            ok=(0, 128),
        )
    except FileNotFoundError as error:
        raise RepositoryError(f"{cwd} does not exist") from error
    lines = os.fsdecode(answer).splitlines()
    if len(lines) < len(questions):
        raise _no_repository(cwd, environ)
    return lines


def _no_repository(cwd: Path, environ: Mapping[str, str]) -> DevloopError:
    """The error that says why git finds no repository."""
    try:
        run_git(["rev-parse", "--git-dir"], cwd=cwd, environ={**environ, "LC_ALL": "C"})
    except GitFailed as failed:
        if "not a git repository" in failed.stderr:
            return UsageError(f"{cwd} is not in a git repository")
        return RepositoryError(failed.stderr.strip().removeprefix("fatal: "))
    return RepositoryError(f"git cannot read the repository at {cwd}")


def _index_file(cwd: Path, git_dir: Path, environ: Mapping[str, str]) -> Path:
    named = environ.get("GIT_INDEX_FILE")
    return _absolute(named, cwd) if named else git_dir / "index"


def _absolute(path: str, cwd: Path) -> Path:
    return Path(os.path.normpath(cwd / path))
