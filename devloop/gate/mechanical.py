"""True if a change is what the command in its message makes of the content before it."""

from __future__ import annotations

from devloop.git.ids import TreeId
from devloop.run.replay import Replayer, difference


def replay_now(replayer: Replayer, parent: TreeId | None, tree: TreeId, command: str) -> str:
    """Nothing where the command gives exactly `tree`, else a sentence; it is run if need be."""
    if parent is None:
        return f"Mechanical: there is no tree yet that `{command}` could change"
    return difference(command, parent, tree, replayer.replay(parent, command))


def replay_known(
    replayer: Replayer, parent: TreeId | None, tree: TreeId, command: str
) -> str | None:
    """The same from memory alone; None where the command has not been replayed here."""
    if parent is None or replayer.known(parent, command) is None:
        return None
    return replay_now(replayer, parent, tree, command)
