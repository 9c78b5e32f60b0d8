"""What holds for every change, however it is arranged."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devloop.change.account import Size
from devloop.change.measure import measure
from devloop.change.policy import Policy
from devloop.change.step import Step, measure_steps
from devloop.config.model import SizeRule
from devloop.git.objects import read_objects
from devloop.git.patch import tree_diffs
from devloop.git.repository import Repository, find_repository
from tests.change.fixtures.building import build_trees
from tests.change.fixtures.case import Files
from tests.support.repo import Repo

REAL_GIT = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
SHARED = ("    return None", "    else:", "        pass", "    )", "", "    value = 0")


class Bench:
    """A repository in which many changes are made and measured."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo

    def opened(self) -> Repository:
        return find_repository(self.repo.path, {**os.environ, **self.repo.environ})

    def size(self, old: Files, new: Files) -> Size:
        before, after = build_trees(self.repo, [old, new])
        step = Step.between(before, after)
        return next(measure_steps(self.opened(), (step,), SizeRule())).size


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("properties")
    return Bench(Repo.create(folder / "repo", folder / "home"))


def _block(number: int, lines: Sequence[str]) -> str:
    head = f"def function_number_{number}(argument_{number}):"
    body = [f"    first_of_{number} = argument_{number}", *lines, f"    last_of_{number}()"]
    return "\n".join([head, *body]) + "\n"


BLOCKS = st.lists(st.lists(st.sampled_from(SHARED), max_size=5), min_size=1, max_size=6).map(
    lambda blocks: [_block(number, lines) for number, lines in enumerate(blocks)]
)


@st.composite
def arrangements(draw: st.DrawFn) -> tuple[Files, Files]:
    """The same blocks in two orders, shared out to files in two ways."""
    blocks = draw(BLOCKS)
    return _shared_out(draw, blocks), _shared_out(draw, draw(st.permutations(blocks)))


def _shared_out(draw: st.DrawFn, blocks: Sequence[str]) -> Files:
    gap = draw(st.sampled_from(["", "\n", "\n\n"]))
    files: dict[str, str] = {}
    for block in blocks:
        name = draw(st.sampled_from(["a.zz", "b.zz", "pkg/c.zz"]))
        files[name] = files.get(name, "") + block + gap
    return files


@REAL_GIT
@given(change=arrangements())
def test_a_pure_move_of_blocks_is_0(bench: Bench, change: tuple[Files, Files]) -> None:
    assert bench.size(*change).effective == 0


CALLS = st.lists(
    st.tuples(
        st.sampled_from(["save", "load", "send"]),
        st.lists(st.sampled_from(["a", "[1, 2]", "{'k': b}", "'text'", "c + 1"]), max_size=4),
    ),
    min_size=1,
    max_size=6,
)


@st.composite
def python_layouts(draw: st.DrawFn) -> tuple[Files, Files]:
    """The same Python calls, laid out in two ways."""
    calls = draw(CALLS)
    texts = ["".join(_python_call(draw, name, args) for name, args in calls) for _ in range(2)]
    return {"a.py": texts[0]}, {"a.py": texts[1]}


def _python_call(draw: st.DrawFn, name: str, arguments: Sequence[str]) -> str:
    indent = draw(st.sampled_from(["    ", "  ", "\t"]))
    quoted = [draw(st.sampled_from([a, a.replace("'", '"')])) for a in arguments]
    if not quoted or draw(st.booleans()):
        return f"{name}({draw(st.sampled_from([', ', ',', ' , '])).join(quoted)})\n"
    comma = draw(st.sampled_from(["", ","]))
    return f"{name}(\n{indent}" + f",\n{indent}".join(quoted) + f"{comma}\n)\n"


@REAL_GIT
@given(change=python_layouts())
def test_python_laid_out_anew_is_0(bench: Bench, change: tuple[Files, Files]) -> None:
    assert bench.size(*change).effective == 0


WORDS = st.lists(
    st.sampled_from(["f", "x", "(", ")", "{", "}", ";", "=", "+", "'a b'", "12"]),
    min_size=1,
    max_size=30,
)
SPACES = st.sampled_from([" ", "  ", "\n", "\n    ", "\n\n", "\t"])


@st.composite
def brace_layouts(draw: st.DrawFn) -> tuple[Files, Files]:
    """The same words of a brace language, spaced in two ways."""
    words = draw(WORDS)
    texts = ["".join(word + draw(SPACES) for word in words) for _ in range(2)]
    return {"a.js": texts[0]}, {"a.js": texts[1]}


@REAL_GIT
@given(change=brace_layouts())
def test_a_brace_language_laid_out_anew_is_0(bench: Bench, change: tuple[Files, Files]) -> None:
    assert bench.size(*change).effective == 0


LINES = st.lists(st.sampled_from(["a = 1", "b(2)", "# why", "", "  c", "}"]), max_size=8)
ANY_FILES = st.dictionaries(
    st.sampled_from(["a.py", "b.js", "tests/t.py", "README.md", "d.bin"]),
    LINES.map("\n".join),
    max_size=4,
)


@REAL_GIT
@given(old=ANY_FILES, new=ANY_FILES)
def test_every_added_line_is_accounted_for(bench: Bench, old: Files, new: Files) -> None:
    size = bench.size(old, new)
    hunks = [hunk for file in size.files for hunk in file.hunks]
    assert all(h.added == h.new + h.blank + h.comment + h.moved + h.format for h in hunks)
    assert size.effective == sum(file.effective for file in size.files)


@REAL_GIT
@given(old=ANY_FILES, new=ANY_FILES, data=st.data())
def test_the_order_of_files_does_not_matter(
    bench: Bench, old: Files, new: Files, data: st.DataObject
) -> None:
    here = bench.opened()
    before, after = build_trees(bench.repo, [old, new])
    (patches,) = tree_diffs(here, ((before, after),))
    blobs = [blob for patch in patches for blob in (patch.old_blob, patch.blob)]
    contents = read_objects(here, blobs)
    shuffled = data.draw(st.permutations(patches))
    ordered = measure(patches, contents, Policy())
    other = measure(shuffled, contents, Policy())
    assert {file.path: file for file in other.files} == {file.path: file for file in ordered.files}


NOISE = (
    "diff.noprefix true",
    "diff.mnemonicPrefix true",
    "diff.renames false",
    "diff.renameLimit 1",
    "diff.context 9",
    "diff.interHunkContext 50",
    "diff.algorithm patience",
    "diff.indentHeuristic false",
    "diff.suppressBlankEmpty true",
    "diff.ignoreSubmodules all",
    "diff.external false",
    "diff.py.binary true",
    "diff.py.textconv false",
    "color.ui always",
    "color.diff always",
    "core.abbrev 4",
    "core.quotePath true",
    "core.whitespace cr-at-eol",
    "core.autocrlf true",
    "core.bigFileThreshold 1",
    "core.attributesFile ../attributes",
)
ATTRIBUTES = "*.py diff=py\n*.js -diff\n*.md binary\n*.bin diff\n"


@REAL_GIT
@given(old=ANY_FILES, new=ANY_FILES, noise=st.lists(st.sampled_from(NOISE), unique=True))
def test_no_configuration_changes_the_count(
    bench: Bench, old: Files, new: Files, noise: list[str]
) -> None:
    quiet = bench.size(old, new)
    config = bench.repo.path / ".git" / "config"
    saved = config.read_bytes()
    worktree = bench.repo.path / ".gitattributes"
    try:
        for setting in noise:
            bench.repo.git("config", *setting.split(" "))
        bench.repo.write("../attributes", ATTRIBUTES)
        worktree.write_text(ATTRIBUTES)
        assert bench.size(old, new) == quiet
    finally:
        config.write_bytes(saved)
        worktree.unlink()
