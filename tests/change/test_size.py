"""The size of a change in real repositories."""

from __future__ import annotations

import os

from devloop.change.size import Size, size_of_change
from devloop.config.model import SizeRule
from devloop.git.repository import Repository, find_repository
from devloop.git.trees import staged_tree, tree_of
from tests.change.fixtures.building import build_trees
from tests.support.repo import Repo


def opened(repo: Repo) -> Repository:
    return find_repository(repo.path, {**os.environ, **repo.environ})


def staged_size(repo: Repo, rule: SizeRule | None = None) -> Size:
    here = opened(repo)
    return size_of_change(here, tree_of(here, "HEAD"), staged_tree(here), rule or SizeRule())


def test_a_changed_line_counts_once(repo: Repo) -> None:
    repo.commit("base", {"a.py": "x = 1\ny = 2\n"})
    repo.stage({"a.py": "x = 1\ny = 3\n"})
    assert staged_size(repo).effective == 1


def test_blank_lines_comments_and_docstrings_are_free(repo: Repo) -> None:
    repo.commit("base", {"a.py": "x = 1\n"})
    repo.stage({"a.py": 'x = 1\n\n# why\ndef f():\n    """Say\n\n    it."""\n    return 1\n'})
    size = staged_size(repo)
    assert size.effective == 2
    assert size.files[0].why == "2 lines; 2 blank, 3 comment left out"


def test_a_deletion_is_free(repo: Repo) -> None:
    repo.commit("base", {"a.py": "x = 1\ny = 2\n"})
    repo.stage({"a.py": "x = 1\n"})
    size = staged_size(repo)
    assert (size.effective, size.classes.deleted) == (0, 1)


def test_the_first_commit_is_exempt(repo: Repo) -> None:
    repo.stage({"a.py": "x = 1\n" * 100})
    here = opened(repo)
    size = size_of_change(here, None, staged_tree(here), SizeRule())
    assert size.exempt
    assert size.effective == 100


def test_tests_and_documents_are_counted_beside_the_code(repo: Repo) -> None:
    repo.commit("base", {"a.py": "x = 1\n"})
    repo.stage({"a.py": "x = 2\n", "tests/test_a.py": "assert 1\n", "README.md": "Words.\n"})
    size = staged_size(repo)
    assert (size.effective, size.classes.test, size.classes.doc) == (1, 1, 1)


def test_what_the_base_ignores_does_not_count(repo: Repo) -> None:
    own = '[size]\nignore = ["data/**"]\n'
    repo.commit("base", {"a.py": "x = 1\n", "devloop.toml": own})
    repo.stage({"a.py": "x = 2\n", "data/table.py": "x = 1\n" * 30})
    size = staged_size(repo, SizeRule(ignore=("data/**",)))
    assert (size.effective, size.classes.generated) == (1, 30)


def test_a_change_cannot_ignore_its_own_files(repo: Repo) -> None:
    repo.commit("base", {"a.py": "x = 1\n"})
    own = '[size]\nignore = ["data/**"]\n'
    repo.stage({"devloop.toml": own, "data/table.py": "x = 1\n" * 30})
    assert staged_size(repo, SizeRule(ignore=("data/**",))).effective == 32


def test_a_first_commit_of_very_many_files_is_not_read(repo: Repo) -> None:
    (tree,) = build_trees(repo, [{f"f{number}.py": "x = 1\n" for number in range(1001)}])
    size = size_of_change(opened(repo), None, tree, SizeRule())
    assert size.files == ()
    assert size.notes == ("its 1001 files were not measured",)


def test_a_broken_configuration_of_the_base_ignores_nothing(repo: Repo) -> None:
    repo.commit("base", {"a.py": "x = 1\n", "devloop.toml": "[size\n"})
    repo.stage({"data/table.py": "x = 1\n" * 3})
    assert staged_size(repo, SizeRule(ignore=("data/**",))).effective == 3
