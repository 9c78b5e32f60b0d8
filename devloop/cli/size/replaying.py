"""Replaying the command of a `Mechanical:` trailer while somebody watches."""

from __future__ import annotations

from devloop.cli.session import CommandSession
from devloop.cli.terminal.watched import watching
from devloop.config.model import Config
from devloop.gate.mechanical import replay_known, replay_now
from devloop.gate.size_gate import Replay
from devloop.git.commits import Commit, tree_of_commit
from devloop.git.ids import TreeId
from devloop.git.repository import Repository
from devloop.run.process.cancellation import Cancellation
from devloop.run.replay import Replayer


def replay(
    session: CommandSession, config: Config, parent: TreeId | None, tree: TreeId, command: str
) -> str:
    """Why the command does not account for the change from `parent` to `tree`, or nothing."""
    with watching(session.console) as (cancel, progress):
        replayer = Replayer(judge=session.judge, config=config, cancel=cancel, watcher=progress)
        return replay_now(replayer, parent, tree, command)


def replay_of(session: CommandSession, commit: Commit, config: Config) -> Replay:
    """Function that replays the command in the message of a commit on its parent."""

    def on_parent(command: str) -> str:
        parent = parent_tree(session.repo, commit)
        return replay(session, config, parent, commit.tree, command)

    return on_parent


def known_replay_of(session: CommandSession, commit: Commit, config: Config) -> Replay:
    """The same from memory alone: nothing is run."""

    def on_parent(command: str) -> str | None:
        parent = parent_tree(session.repo, commit)
        replayer = Replayer(judge=session.judge, config=config, cancel=Cancellation())
        return replay_known(replayer, parent, commit.tree, command)

    return on_parent


def parent_tree(repo: Repository, commit: Commit) -> TreeId | None:
    """The content before a commit; None for a first one."""
    return tree_of_commit(repo, commit.parents[0]) if commit.parents else None
