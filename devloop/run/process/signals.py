"""Turning Ctrl-C, a request to end and a closed terminal into one orderly stop.

Inside, such a signal cancels; afterwards the old handlers are back and `Interrupted` is raised.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from devloop.errors import DevloopError, Interrupted
from devloop.run.process.cancellation import Cancellation

Handler = Callable[[int, FrameType | None], object] | int | None
"""What Python takes and gives as what is done at a signal."""

REASONS = {
    "SIGINT": "interrupted by Ctrl-C",
    "SIGTERM": "told to end (SIGTERM)",
    "SIGHUP": "the terminal went away (SIGHUP)",
}
"""Signals that cancel, and what they mean."""


@contextmanager
def cancelled_by_signals(cancel: Cancellation) -> Iterator[None]:
    """Inside, the first signal cancels, and the same one again cancels again: at once.

    Two different signals are one wish: a closing terminal and the shell behind it send several.
    A signal that this process was started to ignore (nohup) stays ignored. In a thread other
    than the main one this does nothing, since signals are the main one's business.
    Raises `Interrupted` at the end, also in place of a `DevloopError` that came of the stop.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seen: list[int] = []

    def hear(number: int, _: FrameType | None) -> None:
        if number in seen or not cancel.cancelled:
            cancel.cancel()
        seen.append(number)

    try:
        with _handlers(hear):
            yield
    except DevloopError as error:
        if seen:
            raise _interrupted(seen[0]) from error
        raise
    if seen:
        raise _interrupted(seen[0])


@contextmanager
def _handlers(hear: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Set ours and, whatever happens, put the old ones back.

    An ignored SIGCHLD is put to rest meanwhile: it would lose every exit code.
    """
    wanted: dict[int, Handler] = {getattr(signal, name): hear for name in REASONS if _heard(name)}
    if not _heard("SIGCHLD"):
        wanted[signal.SIGCHLD] = signal.SIG_DFL
    old: dict[int, Handler] = {}
    try:
        for number, handler in wanted.items():
            old[number] = signal.signal(number, handler)
        yield
    finally:
        for number, before in old.items():
            signal.signal(number, before)


def _heard(name: str) -> bool:
    """True if the signal exists and does something, so that Python can put it back."""
    number = getattr(signal, name, None)
    return number is not None and signal.getsignal(number) not in {signal.SIG_IGN, None}


def _interrupted(number: int) -> Interrupted:
    reason = REASONS[signal.Signals(number).name]
    return Interrupted(f"{reason}; nothing is left running")
