"""Decisions of the gates, in order, for `devloop log`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum
from typing import TypeVar

from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.verdict.store import Store


class EventKind(Enum):
    """All that is kept for `devloop log`."""

    COMMIT = "commit"
    PUSH = "push"
    CHECK = "check"
    FIX = "fix"
    SPLIT = "split"
    BACKGROUND = "background"
    FLAKY = "flaky"
    """No decision: a test failed and passed on the same tree."""
    UNKNOWN = "unknown"
    """Written by another version."""


class EventDecision(Enum):
    """All that an event can come to."""

    ALLOWED = "allowed"
    EXCEPTED = "allowed-with-reason"
    """Against the rules, for the reason that stands in the detail."""
    REFUSED = "refused"
    CANNOT_JUDGE = "cannot-judge"
    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    FIXED = "fixed"
    APPLIED = "applied"
    UNGATED = "ungated"
    """No rule says anything to it."""
    FLAKY = "flaky"
    UNKNOWN = "unknown"
    """Written by another version."""

    @property
    def word(self) -> str:
        """The decision as people and documents are told it."""
        return "allowed" if self is EventDecision.EXCEPTED else self.value


LETTING_THROUGH = (EventDecision.ALLOWED, EventDecision.EXCEPTED, EventDecision.PASSED)

E = TypeVar("E", EventKind, EventDecision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One decision."""

    kind: EventKind
    recorded: float
    """When, in seconds since 1970."""
    tree: TreeId
    subject: str
    """What was judged, as a person calls it."""
    decision: EventDecision
    detail: str
    """Why, in a sentence."""


def append_event(store: Store, event: Event) -> None:
    """Write an event at the end."""
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO event (kind, recorded, tree, subject, decision, detail)"
            " VALUES (?,?,?,?,?,?)",
            (
                event.kind.value,
                event.recorded,
                event.tree,
                storable(event.subject),
                event.decision.value,
                storable(event.detail),
            ),
        )


def storable(text: str) -> str:
    """The text, with bytes that are no UTF-8 spelled out (`\\xf6`): SQLite takes text alone."""
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair of surrogates, which stands for no byte
        return text.encode("utf-8", "backslashreplace").decode()
    return data.decode("utf-8", "backslashreplace")


def latest_events(store: Store, limit: int, kind: EventKind | None = None) -> tuple[Event, ...]:
    """The newest events (of a kind, where one is named), newest first."""
    rows = store.read(
        "SELECT kind, recorded, tree, subject, decision, detail FROM event"
        " WHERE ? IN ('', kind) ORDER BY id DESC LIMIT ?",
        (kind.value if kind else "", limit),
    )
    return tuple(
        Event(
            kind=_known(EventKind, kind),
            recorded=recorded,
            tree=TreeId(str(tree)),
            subject=str(subject),
            decision=_known(EventDecision, decision),
            detail=str(detail),
        )
        for kind, recorded, tree, subject, decision, detail in rows
        if isinstance(recorded, float)
    )


def told_before(store: Store, decision: EventDecision, subjects: Collection[str]) -> frozenset[str]:
    """Those of the subjects that have an event of that decision already."""
    found = store.read("SELECT DISTINCT subject FROM event WHERE decision = ?", (decision.value,))
    return frozenset(str(subject) for (subject,) in found).intersection(map(storable, subjects))


def let_through(store: Store, trees: Sequence[TreeId]) -> frozenset[TreeId]:
    """Those of the contents that a gate or a check has let through, whenever that was."""
    marks = ",".join("?" * len(trees))
    good = ",".join("?" * len(LETTING_THROUGH))
    question = f"SELECT DISTINCT tree FROM event WHERE decision IN ({good}) AND tree IN ({marks})"  # noqa: S608
    values = (*(decision.value for decision in LETTING_THROUGH), *trees)
    return frozenset(TreeId(str(tree)) for (tree,) in store.read(question, values))


def _known(words: type[E], word: object) -> E:
    """The member of a set that a row names, or its `unknown`."""
    try:
        return words(word)
    except ValueError:
        return words("unknown")
