"""From a change in a repository to its pieces, and from a plan to the trees of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from devloop.change.account import Size
from devloop.change.split.content import Entry, entries_after
from devloop.change.split.part import Part
from devloop.change.split.piece import Piece
from devloop.change.split.reading import pieces_of
from devloop.change.step import Step, measure_steps
from devloop.config.model import SizeRule
from devloop.git.ids import BlobId, TreeId
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.tree_writer import TreeWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A change that is to be split."""

    base: TreeId
    tree: TreeId
    size: Size
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPart:
    """A step of a plan with the tree after it."""

    part: Part
    tree: TreeId
    size: Size


def read_whole(repo: Repository, base: TreeId, tree: TreeId, rule: SizeRule) -> Whole:
    """The change from `base` to `tree`, taken apart."""
    measured = next(measure_steps(repo, (Step.between(base, tree),), rule))
    pieces = pieces_of(measured.files, rule)
    return Whole(base=base, tree=tree, size=measured.size, pieces=pieces)


def tree_after(writer: TreeWriter, whole: Whole, done: Iterable[Piece]) -> TreeId:
    """The tree after some pieces of a change; its new objects are written."""
    entries = entries_after(whole.pieces, done)
    placed = {path: _placed(writer, entry) for path, entry in entries.items()}
    return writer.changed(whole.base, placed)


def _placed(writer: TreeWriter, entry: Entry | None) -> tuple[str, BlobId] | None:
    if entry is None:
        return None
    blob = writer.blob(entry.content) if entry.blob is None else entry.blob
    return entry.mode, blob


def build(
    repo: Repository, writer: TreeWriter, whole: Whole, parts: Sequence[Part], rule: SizeRule
) -> tuple[BuiltPart, ...]:
    """The parts with the tree after each and its size as a step of its own.

    `repo` has to see the objects that `writer` writes. The last tree is that of the whole.
    """
    trees = trees_of(writer, whole, parts)
    befores = (whole.base, *trees)
    steps = [Step.between(before, tree) for before, tree in zip(befores, trees, strict=False)]
    measured = measure_steps(repo, steps, rule)
    return tuple(
        BuiltPart(part=part, tree=tree, size=found.size)
        for part, tree, found in zip(parts, trees, measured, strict=True)
    )


def trees_of(writer: TreeWriter, whole: Whole, parts: Sequence[Part]) -> tuple[TreeId, ...]:
    """The tree after each part; `AssertionError` if the last is not the tree of the whole."""
    done: list[Piece] = []
    trees = []
    for part in parts:
        done += part.pieces
        trees.append(tree_after(writer, whole, done))
    if not trees or trees[-1] != whole.tree:
        raise AssertionError("the parts of a split do not make up the whole")
    return tuple(trees)
