"""What holds for every split, whatever the change."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devloop.change.split.building import BuiltPart, Whole, build, read_whole, tree_after
from devloop.change.split.content import parses
from devloop.change.split.document import decode, encode
from devloop.change.split.part import Part
from devloop.change.split.plan import plan_of
from devloop.config.model import SizeRule
from devloop.git.ids import TreeId
from devloop.git.repository import Repository, find_repository
from devloop.git.tree_writer import TreeWriter, open_tree_writer
from devloop.git.trees import entries, read_file
from tests.change.fixtures.building import build_trees
from tests.change.fixtures.case import Entry, Files, entry_of, link, script, submodule
from tests.support.repo import Repo

REAL_GIT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
RULE = SizeRule(target=3, limit=5)


class Bench:
    """A repository in which many changes are made and split, with objects of its own."""

    def __init__(self, repo: Repo, scratch: Path) -> None:
        self.repo = repo
        found = find_repository(repo.path, {**os.environ, **repo.environ})
        seen = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(scratch)}
        self.opened: Repository = replace(found, environ={**found.environ, **seen})
        self.writer: TreeWriter = open_tree_writer(found, scratch)

    def split(self, old: Files, new: Files) -> tuple[Whole, tuple[Part, ...]]:
        before, after = build_trees(self.repo, [old, new])
        whole = read_whole(self.opened, before, after, RULE)
        return whole, plan_of(whole.pieces, RULE)

    def build(self, whole: Whole, parts: Sequence[Part]) -> tuple[BuiltPart, ...]:
        return build(self.opened, self.writer, whole, parts, RULE)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("split")
    return Bench(Repo.create(folder / "repo", folder / "home"), folder / "scratch")


CODE = (
    *("import os", "from b import call", "x = 1", "def call(a):", "    return a", "class C:"),
    *("    def m(self):", "        return call(1)", "", "# why", "try:", "    x = 2"),
    *("except OSError:", "    pass", "if x:", "else:", "é = 'ü'", "\tx", "}", "print(call(2))"),
)
TEXT = st.builds(
    lambda lines, end: ("\n".join(lines) + end).encode(),
    st.lists(st.sampled_from(CODE), max_size=30),
    st.sampled_from(["", "\n", "\r\n", "\n\n"]),
)
ODD = (b"", b"\0\1", b"\xff\xfe\n", b"a\r\nb\r\n", link("a.py"), script("x = 1\n"), submodule("a"))
CONTENT: st.SearchStrategy[str | bytes | Entry] = st.one_of(TEXT, TEXT, TEXT, st.sampled_from(ODD))
PATHS = ("a.py", "b.py", "a.py/x", "pkg/c.py", "pkg", "tests/test_a.py", "d.js", "R.md", "uv.lock")


def _is_tree(files: Files) -> bool:
    return not any(other.startswith(f"{path}/") for path in files for other in files)


FILES: st.SearchStrategy[Files] = st.dictionaries(st.sampled_from(PATHS), CONTENT, max_size=6)
TREES = FILES.map(lambda files: files if _is_tree(files) else {"a.py": b"x = 1\n"})


@st.composite
def changes(draw: st.DrawFn) -> tuple[Files, Files]:
    """Two contents, of which the second may be an edited or renamed first."""
    old = draw(TREES.filter(bool))
    if draw(st.booleans()):
        return old, draw(TREES)
    new = dict(old)
    for path in draw(st.lists(st.sampled_from(sorted(old)), max_size=3)):
        lines = entry_of(new.pop(path, b"")).content.split(b"\n")
        at = draw(st.integers(0, len(lines)))
        fresh = draw(st.lists(st.sampled_from(CODE), max_size=8))
        lines[at : at + draw(st.integers(0, 3))] = [line.encode() for line in fresh]
        mode = draw(st.sampled_from(["100644", "100644", "100755"]))
        place = draw(st.sampled_from([path, path, "moved.py"]))
        new[place] = Entry(content=b"\n".join(lines), mode=mode)
    return (old, new) if _is_tree(new) else (old, old)


@REAL_GIT
@given(change=changes())
def test_the_last_content_is_that_of_the_whole(bench: Bench, change: tuple[Files, Files]) -> None:
    whole, parts = bench.split(*change)
    if whole.pieces:
        assert bench.build(whole, parts)[-1].tree == whole.tree


@REAL_GIT
@given(change=changes())
def test_every_piece_is_in_exactly_one_part(bench: Bench, change: tuple[Files, Files]) -> None:
    whole, parts = bench.split(*change)
    counts = Counter(piece.name for part in parts for piece in part.pieces)
    assert counts == Counter({piece.name: 1 for piece in whole.pieces})
    assert sum(part.weight for part in parts) >= whole.size.effective


@REAL_GIT
@given(change=changes(), data=st.data())
def test_the_pieces_give_the_whole_in_any_order(
    bench: Bench, change: tuple[Files, Files], data: st.DataObject
) -> None:
    whole, _ = bench.split(*change)
    done = data.draw(st.permutations(whole.pieces))
    half = done[: len(done) // 2]
    assert entries(bench.opened, tree_after(bench.writer, whole, half)) is not None
    assert tree_after(bench.writer, whole, done) == whole.tree


@REAL_GIT
@given(change=changes())
def test_no_step_breaks_the_syntax_of_a_file(bench: Bench, change: tuple[Files, Files]) -> None:
    whole, parts = bench.split(*change)
    names = {entry.path for entry in entries(bench.opened, whole.tree)}
    good = {path for path in names if _parses(bench, whole.tree, path)}
    before = {entry.blob for entry in entries(bench.opened, whole.base)}
    for one in bench.build(whole, parts) if parts else ():
        made = {e.path for e in entries(bench.opened, one.tree) if e.blob not in before}
        for path in {piece.path for piece in one.part.pieces} & good & made:
            assert _parses(bench, one.tree, path)


def _parses(bench: Bench, tree: TreeId, path: str) -> bool:
    if not path.endswith(".py"):
        return False
    content = read_file(bench.opened, tree, path)
    return content is None or parses(path, content)


@REAL_GIT
@given(change=changes())
def test_a_plan_is_the_same_after_it_was_written_and_read(
    bench: Bench, change: tuple[Files, Files]
) -> None:
    import json

    whole, parts = bench.split(*change)
    if parts:
        document = encode(whole, bench.build(whole, parts), verified=False)
        assert decode(json.dumps(document), whole) == parts
