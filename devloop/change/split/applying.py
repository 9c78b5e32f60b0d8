"""Putting the steps of a split in the place of what was split; nothing but refs changes."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.change.split.building import BuiltPart, Whole, trees_of
from devloop.change.split.messages import messages
from devloop.change.split.subject import SplitSubject
from devloop.errors import CannotJudge
from devloop.git.commits import tree_of_commit
from devloop.git.ids import CommitId, RefName
from devloop.git.notes import copy_notes
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.rewrite import author_of, backup_name, is_complete, move_head, write_commit
from devloop.git.tree_writer import open_tree_writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Outcome of applying a split."""

    commits: tuple[CommitId, ...]
    backup: RefName
    """The ref that keeps what was there before."""


def apply_split(
    repo: Repository, subject: SplitSubject, whole: Whole, built: Sequence[BuiltPart]
) -> Applied:
    """Make the commits and move HEAD to the last; index and working tree stay as they are.

    Notes on a commit are copied to each of its parts. The tree of the last part is asserted to
    be that of the whole before any ref moves.
    """
    trees = trees_of(open_tree_writer(repo, repo.objects), whole, [one.part for one in built])
    own = [one.part.message for one in built]
    told = messages(own, subject.commit.message if subject.commit else None)
    author = author_of(repo, subject.commit.id) if subject.commit else {}
    made: list[CommitId] = []
    for tree, message in zip(trees, told, strict=True):
        parent = made[-1] if made else subject.parent
        made.append(write_commit(repo, tree, parent, message, author))
    tip = made[-1]
    if tree_of_commit(repo, tip) != subject.tree or not is_complete(repo, tip, subject.parent):
        raise CannotJudge("the parts do not add up to the whole tree, so nothing was changed")
    if subject.commit:
        copy_notes(repo, subject.commit.id, made)
    kept = subject.commit.id if subject.commit else _keepsake(repo, subject)
    backup = backup_name()
    why = f"devloop split: {subject.name} in {len(made)} parts"
    move_head(repo, subject.head, tip, backup=backup, kept=kept, why=why)
    return Applied(commits=tuple(made), backup=backup)


def _keepsake(repo: Repository, subject: SplitSubject) -> CommitId:
    """A commit of what is staged, so that the backup holds all of it."""
    return write_commit(repo, subject.tree, subject.parent, "staged before devloop split\n", {})
