"""The published examples give the numbers and the words they say."""

from __future__ import annotations

import os
from dataclasses import asdict

import pytest

from devloop.change.account import Size
from devloop.change.step import Step, measure_steps
from devloop.config.model import SizeRule
from devloop.git.repository import find_repository
from tests.change.fixtures.all_cases import CHAPTERS
from tests.change.fixtures.building import build_trees
from tests.change.fixtures.case import Case
from tests.change.fixtures.table import DOCUMENT, with_table
from tests.support.repo import Repo

CASES = [case for _, cases in CHAPTERS for case in cases]
RULE = SizeRule(ignore=("data/**",))


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Size]:
    """The size of every example, all measured in one go."""
    folder = tmp_path_factory.mktemp("fixtures")
    repo = Repo.create(folder / "repo", folder / "home")
    trees = build_trees(repo, [files for case in CASES for files in (case.old, case.new)])
    here = find_repository(repo.path, {**os.environ, **repo.environ})
    steps = [Step.between(old, new) for old, new in zip(trees[0::2], trees[1::2], strict=True)]
    measured = measure_steps(here, steps, RULE)
    return {case.rule: found.size for case, found in zip(CASES, measured, strict=True)}


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_example(case: Case, sizes: dict[str, Size]) -> None:
    size = sizes[case.rule]
    said: dict[str, str] = {file.path: file.why for file in size.files}
    assert {path: said.get(path) for path in case.why} == dict(case.why)
    assert size.effective == case.effective
    counts = asdict(size.classes)
    assert {name: counts[name] for name in case.counts} == dict(case.counts)


def test_every_added_line_is_counted_or_left_out_for_one_reason(sizes: dict[str, Size]) -> None:
    for size in sizes.values():
        for hunk in (hunk for file in size.files for hunk in file.hunks):
            parts = hunk.new + hunk.blank + hunk.comment + hunk.moved + hunk.format
            assert parts == hunk.added


def test_the_files_add_up_to_the_change(sizes: dict[str, Size]) -> None:
    for size in sizes.values():
        assert sum(file.effective for file in size.files) == size.effective


def test_there_are_enough_examples_and_none_twice() -> None:
    assert len({case.rule for case in CASES}) == len(CASES) >= 60


def test_the_document_shows_these_examples() -> None:
    """To write the table anew: python -m tests.change.fixtures.table."""
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document == with_table(document)
