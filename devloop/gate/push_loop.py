"""The loop of a push: what has to be judged is judged, and what stands against each ref is said.

Pure: whoever calls it knows the answer to a task, from memory or by a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from devloop.gate.requirement import PushRequirement, Task
from devloop.gate.ruling import Ruling, worst

Answer = Callable[[PushRequirement, Task], Ruling]
"""The ruling on one task of a requirement."""

RuledPush = tuple[tuple[PushRequirement, Ruling], ...]
"""Each requirement with its ruling."""


def rule_on_push(requirements: Sequence[PushRequirement], answer: Answer) -> RuledPush:
    """The ruling on each update. Nothing is judged where a cheap rule refuses any of them.

    An update stops at its first commit that does not pass.
    """
    if not worst(tuple(one.ruling for one in requirements)).allowed:
        return tuple((one, one.ruling) for one in requirements)
    return tuple((one, worst(tuple(_rulings(one, answer)))) for one in requirements)


def _rulings(requirement: PushRequirement, answer: Answer) -> Iterator[Ruling]:
    yield requirement.ruling
    for task in requirement.tasks:
        ruling = answer(requirement, task)
        yield ruling
        if not ruling.allowed:
            return
