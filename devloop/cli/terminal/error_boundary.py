"""The edge of the program: every way to end becomes an exit code and, if need be, a sentence."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from devloop.cli.terminal.console import Console, plain, to_nowhere
from devloop.errors import ConfigError, DevloopError, Interrupted, UsageError

COULD_NOT_JUDGE = 3
SKIPPED_BY_BISECT = 125


def guarded(console: Console, body: Callable[[], int]) -> int:
    """The exit code of `body`; what it raises is said to the person, never as a traceback."""
    try:
        code = body()
        console.out.flush()
    except DevloopError as error:
        if isinstance(error, Interrupted):
            _hear_no_more()
        _tell(console, error)
        return error.exit_code
    except KeyboardInterrupt:
        _hear_no_more()
        console.say()
        console.fail("interrupted")
        return Interrupted.exit_code
    except BrokenPipeError:
        to_nowhere(console.out)
        return COULD_NOT_JUDGE
    except OSError as error:
        console.fail(_os_error(error), "devloop doctor")
        _let_go(console)
        return COULD_NOT_JUDGE
    except Exception as error:  # noqa: BLE001 - a bug of ours must not look like a pass
        _report_bug(console, error)
        return COULD_NOT_JUDGE
    return code


def as_bisect_reads(code: int) -> int:
    """The exit code of a check, where `git bisect run` reads it: 2 and 3 would mean "bad".

    125 means that the commit cannot be judged (git-bisect(1)).
    """
    if code not in {UsageError.exit_code, COULD_NOT_JUDGE}:
        return code
    from devloop.git.operation import is_bisecting
    from devloop.git.repository import find_repository

    try:
        repo = find_repository(Path.cwd(), os.environ)
    except (DevloopError, OSError):
        return code
    return SKIPPED_BY_BISECT if is_bisecting(repo) else code


def _hear_no_more() -> None:
    """The process ends: more of the same signal must not end it in disorder."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _let_go(console: Console) -> None:
    """Give up what standard output still holds where it cannot be written."""
    try:
        console.out.flush()
    except OSError:
        to_nowhere(console.out)


def leave(code: int) -> int:
    """End this process at once, with everything closed; only taking it apart is left out (10 ms).

    Gives the code where what was said cannot be written any more.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return code
    os._exit(code)


@contextmanager
def uncollected() -> Iterator[None]:
    """For imports: what they make stays, so nothing is gained by looking for garbage in it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _os_error(error: OSError) -> str:
    place = f": {os.fsdecode(error.filename)}" if error.filename else ""
    return f"{error.strerror or error}{place}"


def _tell(console: Console, error: DevloopError) -> None:
    console.fail(error.message)
    for problem in error.problems if isinstance(error, ConfigError) else ():
        console.say(f"  {plain(problem)}")
    if error.hint:
        console.next_step(error.hint)


def _report_bug(console: Console, error: Exception) -> None:
    import shlex
    import tempfile
    import traceback

    text = "".join(traceback.format_exception(error))
    about = f"{_versions()}\n{shlex.join(sys.argv[1:])}\n\n"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="devloop-bug-", suffix=".txt", delete=False
        ) as report:
            report.write(about + text)
        where = f"please report it to {_origin()} with {report.name}"
    except OSError:
        where = text.strip().rsplit("\n", 1)[-1]
    console.fail(f"internal error: {type(error).__name__}: {error}", where)


def _versions() -> str:
    """Versions for a report: devloop, git, Python, platform."""
    from devloop import __version__
    from devloop.git.process import run_git

    try:
        git = run_git(("version",), cwd=Path("/"), environ=os.environ).decode(errors="replace")
    except (DevloopError, OSError) as error:
        git = f"git: {error}"
    python = f"{sys.implementation.name} {sys.version.split()[0]}"
    return f"devloop {__version__}, {git.strip()}, {python}, {sys.platform}"


def _origin() -> str:
    """Address that the installer has noted for this devloop (PEP 610), or words in its place."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution

    from devloop import DISTRIBUTION

    try:
        noted = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
        return str(noted["url"])
    except (PackageNotFoundError, ValueError, KeyError):
        return "whoever maintains the devloop that you installed"
