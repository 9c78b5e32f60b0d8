"""What the gates decided, in order, for `devloop log`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.verdict.store import Store

FLAKY = "flaky"
"""The kind of event that is no decision: a test failed and passed on the same content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One decision."""

    kind: str
    """`commit`, `push`, `check` or `flaky`."""
    recorded: float
    """When, in seconds since 1970."""
    tree: TreeId
    subject: str
    """What was judged, as a person calls it."""
    decision: str
    detail: str
    """Why, in a sentence; a size override's reason stands here."""


def append_event(store: Store, event: Event) -> None:
    """Write an event at the end."""
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO event (kind, recorded, tree, subject, decision, detail)"
            " VALUES (?,?,?,?,?,?)",
            (
                event.kind,
                event.recorded,
                event.tree,
                storable(event.subject),
                event.decision,
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


def latest_events(store: Store, limit: int, kind: str = "") -> tuple[Event, ...]:
    """The newest events (of a kind, where one is named), newest first."""
    rows = store.read(
        "SELECT kind, recorded, tree, subject, decision, detail FROM event"
        " WHERE ? IN ('', kind) ORDER BY id DESC LIMIT ?",
        (kind, limit),
    )
    return tuple(
        Event(
            kind=str(kind),
            recorded=recorded,
            tree=TreeId(str(tree)),
            subject=str(subject),
            decision=str(decision),
            detail=str(detail),
        )
        for kind, recorded, tree, subject, decision, detail in rows
        if isinstance(recorded, float)
    )


def told_before(store: Store, decision: str, subjects: Collection[str]) -> frozenset[str]:
    """Those of the subjects that have an event of that decision already."""
    found = store.read("SELECT DISTINCT subject FROM event WHERE decision = ?", (decision,))
    return frozenset(str(subject) for (subject,) in found).intersection(map(storable, subjects))


def let_through(store: Store, trees: Sequence[TreeId]) -> frozenset[TreeId]:
    """Those of the contents that a gate or a check has let through, whenever that was."""
    marks = ",".join("?" * len(trees))
    question = (
        "SELECT DISTINCT tree FROM event WHERE decision IN ('allowed', 'passed')"  # noqa: S608
        f" AND tree IN ({marks})"
    )
    return frozenset(TreeId(str(tree)) for (tree,) in store.read(question, tuple(trees)))
