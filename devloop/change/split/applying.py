"""Putting the steps of a split in the place of what was split; nothing but refs changes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from devloop.change.split.building import BuiltPart, Whole, trees_of
from devloop.change.split.subject import SplitSubject
from devloop.change.trailers import MECHANICAL, OVERRIDE
from devloop.errors import CannotJudge
from devloop.git.commits import tree_of_commit
from devloop.git.ids import CommitId, RefName
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.rewrite import author_of, backup_name, is_complete, move_head, write_commit
from devloop.git.tree_writer import open_tree_writer

SIZE_TRAILER = re.compile(rf"^({OVERRIDE}|{MECHANICAL})[ \t]*:.*\n?", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What was done."""

    commits: tuple[CommitId, ...]
    backup: RefName
    """The ref that keeps what was there before."""


def apply_split(
    repo: Repository, subject: SplitSubject, whole: Whole, built: Sequence[BuiltPart]
) -> Applied:
    """Make the commits and move HEAD to the last; index and working tree stay as they are.

    The content of the last commit is asserted to be that of the whole before any ref moves.
    """
    trees = trees_of(open_tree_writer(repo, repo.objects), whole, [one.part for one in built])
    author = author_of(repo, subject.commit.id) if subject.commit else {}
    made: list[CommitId] = []
    for tree, message in zip(trees, messages(subject, built), strict=True):
        parent = made[-1] if made else subject.parent
        made.append(write_commit(repo, tree, parent, message, author))
    tip = made[-1]
    if tree_of_commit(repo, tip) != subject.tree or not is_complete(repo, tip, subject.parent):
        raise CannotJudge("the parts do not add up to the whole tree, so nothing was changed")
    kept = subject.commit.id if subject.commit else _keepsake(repo, subject)
    backup = backup_name()
    why = f"devloop split: {subject.name} in {len(made)} parts"
    move_head(repo, subject.head, tip, backup=backup, kept=kept, why=why)
    return Applied(commits=tuple(made), backup=backup)


def _keepsake(repo: Repository, subject: SplitSubject) -> CommitId:
    """A commit of what is staged, so that the backup holds all of it."""
    return write_commit(repo, subject.tree, subject.parent, "staged before devloop split\n", {})


def messages(subject: SplitSubject, built: Sequence[BuiltPart]) -> list[str]:
    """The messages of the commits; those of a commit's steps say whose they are.

    A message of several lines is somebody's own and stays as it is. The last one has the rest of
    the original message, less what excused its size.
    """
    own = [one.part.message.strip() for one in built]
    if subject.commit is None:
        return [f"{message}\n" for message in own]
    title, _, rest = subject.commit.message.partition("\n")
    told = [
        message if "\n" in message else f"{message}\n\nPart {number} of {len(own)} of: {title}"
        for number, message in enumerate(own, 1)
    ]
    body = SIZE_TRAILER.sub("", rest).strip()
    if body and "\n" not in own[-1]:
        told[-1] += f"\n\n{body}"
    return [f"{message}\n" for message in told]
