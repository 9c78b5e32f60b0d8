"""Recording the commands of one run, one after the other, on one trail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from devloop.git.record import dataclass, field
from devloop.record.calls import Architecture
from devloop.record.closing import Known, close
from devloop.record.fact import Record
from devloop.record.listener import CallListener
from devloop.record.trail import Trail


@dataclass(slots=True, kw_only=True)
class Recorder:
    """The commands of a run as they are seen through."""

    machine: Architecture
    trail: Trail
    trouble: list[str] = field(default_factory=list)
    """Why a listener died: what came of its command says nothing then."""

    @contextmanager
    def command(self) -> Iterator[CallListener]:
        """See one command through; its process has to call `prepare` of what this gives."""
        self.trail.leave()
        listener = CallListener(self.machine, self.trail)
        with listener:
            yield listener
        if listener.refused:
            self.trail.blind(f"the kernel does not let it be seen: {listener.refused}")
        if listener.trouble:
            self.trouble.append(listener.trouble)

    def record(self, known: Known) -> Record:
        """What all of them have looked at; `known` digests are not worked out again."""
        self.trail.leave()
        return close(self.trail, time.time_ns(), known)


@contextmanager
def seen_by(recorder: Recorder | None) -> Iterator[tuple[Callable[[], None], ...]]:
    """What the process of one command does to itself, so that it is seen; nothing by nobody."""
    if recorder is None:
        yield ()
        return
    with recorder.command() as listener:
        yield (listener.prepare,)
