"""Differences of trees as records."""

from __future__ import annotations

import os

import pytest

from devloop.git.patch import FilePatch, Status, parse_diffs, tree_diff, tree_diffs
from devloop.git.repository import Repository, find_repository
from tests.change.fixtures.building import build_trees
from tests.change.fixtures.case import Files, link, script
from tests.support.repo import Repo

TEN = "".join(f"line {n}\n" for n in range(10))


def opened(repo: Repo) -> Repository:
    return find_repository(repo.path, {**os.environ, **repo.environ})


def diff(repo: Repo, old: Files, new: Files) -> tuple[FilePatch, ...]:
    return tree_diff(opened(repo), *build_trees(repo, [old, new]))


def test_lines_and_their_numbers_are_those_of_the_files(repo: Repo) -> None:
    (patch,) = diff(repo, {"a": TEN}, {"a": TEN.replace("line 4\n", "new 4\nnew 5\n")})
    (hunk,) = patch.hunks
    assert (hunk.old_start, hunk.new_start) == (5, 5)
    assert (hunk.removed, hunk.added) == ((b"line 4",), (b"new 4", b"new 5"))


def test_a_side_without_lines_is_placed_before_the_next_line(repo: Repo) -> None:
    (patch,) = diff(repo, {"a": TEN}, {"a": TEN.replace("line 4\n", "")})
    assert (patch.hunks[0].old_start, patch.hunks[0].new_start) == (5, 5)


def test_a_rename_has_both_names_and_only_the_edited_lines(repo: Repo) -> None:
    (patch,) = diff(repo, {"a": TEN}, {"b": TEN.replace("line 4\n", "new\n")})
    assert (patch.status, patch.old_path, patch.path) == (Status.RENAMED, "a", "b")
    assert [hunk.added for hunk in patch.hunks] == [(b"new",)]


def test_a_file_that_becomes_a_link_has_both_contents(repo: Repo) -> None:
    (patch,) = diff(repo, {"a": "one\n"}, {"a": link("b")})
    assert patch.status is Status.RETYPED
    assert [(hunk.removed, hunk.added) for hunk in patch.hunks] == [((b"one",), ()), ((), (b"b",))]


def test_a_changed_mode_has_no_lines(repo: Repo) -> None:
    (patch,) = diff(repo, {"a": "one\n"}, {"a": script("one\n")})
    assert (patch.old_mode, patch.mode, patch.hunks) == ("100644", "100755", ())


def test_binary_content_has_no_lines_and_is_marked(repo: Repo) -> None:
    (patch,) = diff(repo, {"a": b"\0one"}, {"a": b"\0two"})
    assert (patch.binary, patch.hunks) == (True, ())


@pytest.mark.parametrize("name", ["a\nb", 'a"b', "a\tb", "a\\b", "\udcff", "é ☃", "@@ -1 +1 @@"])
def test_any_name_comes_back_as_it_is(repo: Repo, name: str) -> None:
    assert [patch.path for patch in diff(repo, {}, {name: "one\n"})] == [name]


def test_what_looks_like_a_patch_inside_a_file_is_content(repo: Repo) -> None:
    text = "diff --git a/x b/x\n@@ -1 +1 @@\n-x\n+y\n\\ No newline at end of file\n:100644 x\n"
    patches = diff(repo, {"z": "1\n"}, {"a": text, "z": "2\n"})
    assert [patch.path for patch in patches] == ["a", "z"]
    assert patches[0].hunks[0].added == tuple(text.encode().splitlines())


def test_a_missing_newline_at_the_end_is_no_line(repo: Repo) -> None:
    (patch,) = diff(repo, {"a": "one"}, {"a": "two"})
    assert (patch.hunks[0].removed, patch.hunks[0].added) == ((b"one",), (b"two",))


def test_many_pairs_of_trees_come_back_in_order_empty_ones_too(repo: Repo) -> None:
    one, two = build_trees(repo, [{"a": "one\n"}, {"a": "two\n"}])
    found = list(tree_diffs(opened(repo), [(one, one), (one, two), (two, two), (two, one)]))
    assert [len(patches) for patches in found] == [0, 1, 0, 1]
    assert found[3][0].hunks[0].added == (b"one",)


def test_no_pair_is_no_difference(repo: Repo) -> None:
    assert list(tree_diffs(opened(repo), [])) == []


def test_context_that_a_variable_asks_for_is_not_given(repo: Repo) -> None:
    repo.environ["GIT_DIFF_OPTS"] = "--unified=5"
    (patch,) = diff(repo, {"a": TEN}, {"a": TEN.replace("line 4\n", "new\n")})
    assert patch.hunks[0].added == (b"new",)


def test_objects_that_somebody_replaced_are_read_as_they_are(repo: Repo) -> None:
    old, new = build_trees(repo, [{"a": "one\n"}, {"a": "two\n"}])
    here = opened(repo)
    (patch,) = tree_diff(here, old, new)
    repo.git("replace", patch.blob, patch.old_blob)
    assert tree_diff(here, old, new)[0].hunks[0].added == (b"two",)


def test_output_that_is_none_is_an_error_and_not_an_empty_change() -> None:
    with pytest.raises(ValueError, match="not a line of git diff-tree"):
        list(parse_diffs(b"1 2\n:nonsense\n\n"))
