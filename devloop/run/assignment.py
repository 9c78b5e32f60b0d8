"""One check to carry out in a workspace, and the way its processes are started there."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from devloop.config.model import Check
from devloop.detect.tool_sources import on_pypi
from devloop.environment.project_python import FoundPython, how_to_install
from devloop.git.ids import RepoPath
from devloop.git.record import dataclass, field, replace
from devloop.record.recorder import Recorder, seen_by
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.preparation import Step
from devloop.run.process.supervise import Command, End, ProcessResult, run_process
from devloop.run.run_result import RunResult
from devloop.run.watcher import Watcher
from devloop.workspace.pool import Workspace
from devloop.workspace.session_sockets import session_sockets

if TYPE_CHECKING:
    from devloop.run.testing.suite_result import SuiteResult


SHADOWED = ("PATH", "VIRTUAL_ENV")
"""Variables that name the environment of the project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Assignment of a check: its workspace, environment, files, and watcher."""

    check: Check
    files: tuple[RepoPath, ...]
    """Files that replace `{files}`."""
    workspace: Workspace
    found: FoundPython
    """The project's interpreter."""
    environ: Mapping[str, str] = field(repr=False)
    cancel: Cancellation
    watcher: Watcher
    cores: int = 1
    """Number of processes it may keep busy."""
    earlier: SuiteResult | None = None
    """What came of the tests the last time they ran, on whatever content."""
    of_change: bool = False
    """True if it looks at the change alone, which the files are."""
    held: tuple[int, ...] = ()
    """Descriptors of locks that last as long as any process of it."""
    recorder: Recorder | None = None
    """Sees what it looks at; None: nobody does."""
    began: float = field(default_factory=time.monotonic)

    @property
    def python(self) -> Path:
        """The project's interpreter, as a command."""
        return self.found.path

    def advised(self, ran: RunResult) -> RunResult:
        """The same, with how to install what it wants."""
        if not ran.wants or ran.hint:
            return ran
        package = on_pypi(ran.wants)
        return replace(ran, hint=how_to_install(self.found, package)) if package else ran

    @property
    def notes(self) -> Path:
        """A folder outside of the content, for what runs tell devloop."""
        return self.workspace.path.parent

    def start_all(self, commands: Sequence[tuple[str, ...]]) -> tuple[ProcessResult, ...]:
        """Run commands one after the other, to the first that does not end by itself."""
        runs: list[ProcessResult] = []
        for argv in commands:
            runs.append(self.start(argv))
            if runs[-1].end is not End.EXITED or self.cancel.cancelled:
                break
        return tuple(runs)

    def start(
        self,
        argv: tuple[str, ...],
        *,
        extra: Mapping[str, str] | None = None,
        on_output: Callable[[bytes], None] | None = None,
        writable: Sequence[Path] = (),
    ) -> ProcessResult:
        """Run a command in the workspace, within what is left of the check's time.

        `writable` are folders of the user's that it may change for good.
        """
        limit = self.check.timeout
        left = None if limit is None else max(limit - (time.monotonic() - self.began), 0.0)
        shadowed = self.workspace.shadowed
        environ = {**self.environ, **(extra or {})}
        named = {name: shadowed(environ[name]) for name in SHADOWED if name in environ}
        command = Command(
            argv=tuple(map(shadowed, argv[:1])) + argv[1:],
            cwd=self.workspace.path,
            environ={**environ, **named},
            timeout=left,
            inherit=(self.workspace.lock.descriptor, *self.held),
            prepare=self._prepare(writable),
        )

        def tell(chunk: bytes) -> None:
            self.watcher.output(self.check, chunk)
            if on_output is not None:
                on_output(chunk)

        self.workspace.mark_used()
        with seen_by(self.recorder) as steps:
            command = replace(command, prepare=(*command.prepare, *steps))
            done = run_process(command, cancel=self.cancel, on_output=tell)
        if done.end is End.NOT_STARTED:
            self.workspace.doubt()
        if done.end is not End.TIMED_OUT:
            return done
        return replace(done, reason=f"still running after {limit:g} s, so it was ended")

    def _prepare(self, writable: Sequence[Path]) -> tuple[Step, ...]:
        """What a process does to itself first: it enters its namespace."""
        if self.workspace.sealed is None:
            return ()
        reachable = session_sockets(self.environ)
        return (self.workspace.sealed.entrance(reachable=reachable, writable=writable),)
