"""What holds for every change, however it is arranged."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devloop.change.account import Size
from devloop.change.step import Step, measure_steps
from devloop.config.model import SizeRule
from devloop.git.repository import Repository, find_repository
from tests.change.fixtures.building import build_trees
from tests.change.fixtures.case import Files
from tests.support.repo import Repo

REAL_GIT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
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
