"""Merges, reverts and copies are recognised by what they contain."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from devloop.change.size import Size, size_of_change, size_of_merge, sizes_of_commits
from devloop.config.model import SizeRule
from devloop.git.commits import resolve
from devloop.git.ids import CommitId
from devloop.git.repository import Repository, find_repository
from devloop.git.trees import staged_tree, tree_of
from tests.support.repo import Repo

LINES = "".join(f"value_{n} = {n}\n" for n in range(40))
MORE = "".join(f"other_{n} = {n}\n" for n in range(30))


def opened(repo: Repo) -> Repository:
    return find_repository(repo.path, {**os.environ, **repo.environ})


def sizes(repo: Repo, *revisions: str, mainline: Sequence[str] = ()) -> list[Size]:
    ids = [CommitId(repo.rev(name)) for name in revisions]
    return list(sizes_of_commits(opened(repo), ids, SizeRule(), mainline=mainline))


def branch_and_merge(repo: Repo, ours: str, theirs: str) -> None:
    """A merge in progress of two branches that both changed `a.py`."""
    repo.commit("base", {"a.py": LINES})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side", {"a.py": theirs, "side.py": MORE})
    repo.git("checkout", "-q", "main")
    repo.commit("main", {"a.py": ours})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side", code=None)


def test_a_merge_as_git_makes_it_is_0(repo: Repo) -> None:
    branch_and_merge(repo, LINES.replace("_3 = 3\n", "_3 = 33\n"), LINES + "end = 1\n")
    repo.commit("merge")
    (size,) = sizes(repo, "HEAD")
    assert (size.effective, size.files, size.exempt) == (0, (), "")


def test_what_a_merge_adds_of_its_own_counts(repo: Repo) -> None:
    branch_and_merge(repo, LINES.replace("_3 = 3\n", "_3 = 33\n"), LINES + "end = 1\n")
    repo.commit("merge", {"own.py": "sneaked = 1\nin_ = 2\n"})
    (size,) = sizes(repo, "HEAD")
    assert [file.path for file in size.files] == ["own.py"]
    assert size.effective == 2


def test_a_conflict_resolved_to_one_side_is_0(repo: Repo) -> None:
    ours = LINES.replace("_3 = 3\n", "_3 = 33\n")
    branch_and_merge(repo, ours, LINES.replace("_3 = 3\n", "_3 = 333\n"))
    repo.commit("merge", {"a.py": ours})
    assert sizes(repo, "HEAD")[0].effective == 0


def test_a_conflict_resolved_by_a_new_line_costs_the_line(repo: Repo) -> None:
    ours = LINES.replace("_3 = 3\n", "_3 = 33\n")
    branch_and_merge(repo, ours, LINES.replace("_3 = 3\n", "_3 = 333\n"))
    repo.commit("merge", {"a.py": LINES.replace("_3 = 3\n", "_3 = 3333\n")})
    assert sizes(repo, "HEAD")[0].effective == 1


def test_a_merge_still_to_be_committed_is_measured_alike(repo: Repo) -> None:
    branch_and_merge(repo, LINES.replace("_3 = 3\n", "_3 = 33\n"), LINES + "end = 1\n")
    repo.stage({"own.py": "sneaked = 1\n"})
    here = opened(repo)
    parents = (resolve(here, "HEAD"), resolve(here, "MERGE_HEAD"))
    assert size_of_merge(here, parents, staged_tree(here), SizeRule()).effective == 1


def test_measuring_a_merge_leaves_no_objects_behind(repo: Repo) -> None:
    branch_and_merge(repo, LINES.replace("_3 = 3\n", "_3 = 33\n"), LINES + "end = 1\n")
    repo.commit("merge", {"own.py": "own = 1\n"})
    before = repo.git("count-objects", "-v")
    sizes(repo, "HEAD")
    assert repo.git("count-objects", "-v") == before


def octopus(repo: Repo, own: Mapping[str, str]) -> Size:
    """A merge of three branches, each with a file of its own, with files of the merge's."""
    repo.commit("base", {"a.py": LINES})
    for name in ("one", "two"):
        repo.git("checkout", "-q", "-b", name, "main")
        repo.commit(name, {f"{name}.py": MORE.replace("other", name)})
    repo.git("checkout", "-q", "main")
    repo.commit("main", {"c.py": "c = 1\n"})
    repo.git("merge", "-q", "-m", "octopus", "one", "two")
    if own:
        repo.stage(own)
        repo.git("commit", "-q", "--amend", "--no-edit")
    return sizes(repo, "HEAD")[0]


def test_a_merge_of_three_as_git_makes_it_is_0(repo: Repo) -> None:
    size = octopus(repo, {})
    assert (size.effective, size.files, size.exempt) == (0, (), "")


def test_a_merge_of_three_counts_the_lines_that_no_parent_has(repo: Repo) -> None:
    added = MORE.replace("other", "one") + "sneaked = 1\n"
    size = octopus(repo, {"own.py": "in_ = 1\nside_ = 2\n", "one.py": added})
    assert {file.path: file.effective for file in size.files} == {"own.py": 2, "one.py": 1}
    assert size.effective == 3


def test_a_line_that_a_merge_brings_back_from_a_parent_is_not_new(repo: Repo) -> None:
    """Git itself would have left it out, since one side had deleted it."""
    branch_and_merge(repo, LINES.replace("value_3 = 3\n", ""), LINES + "end = 1\n")
    repo.commit("merge", {"a.py": LINES + "end = 1\n"})
    assert sizes(repo, "HEAD")[0].effective == 0


def test_a_first_commit_is_exempt_only_where_mainline_has_none(repo: Repo) -> None:
    repo.commit("base", {"a.py": "a = 1\n"})
    assert sizes(repo, "HEAD", mainline=["main"])[0].exempt
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit("another base", {"b.py": LINES})
    assert sizes(repo, "HEAD")[0].exempt
    size = sizes(repo, "HEAD", mainline=["main"])[0]
    assert (size.exempt, size.effective) == ("", 41)


def test_a_first_commit_that_is_staged_counts_where_mainline_has_one(repo: Repo) -> None:
    repo.commit("base", {"a.py": "a = 1\n"})
    here = opened(repo)
    assert size_of_change(here, None, staged_tree(here), SizeRule()).exempt
    size = size_of_change(here, None, staged_tree(here), SizeRule(), mainline=["main"])
    assert (size.exempt, size.effective) == ("", 1)


def test_only_what_the_first_parents_did_can_be_taken_back(repo: Repo) -> None:
    """A merge may leave out what its side deleted: there is nothing to take back then."""
    repo.commit("base", {"keep.py": "k = 1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("add", {"a.py": LINES})
    repo.git("rm", "-q", "a.py")
    repo.git("commit", "-q", "-m", "delete")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    repo.git("revert", "--no-edit", "side")
    assert sizes(repo, "HEAD")[0].effective == 40


def test_an_exact_revert_is_0_whatever_its_message_says(repo: Repo) -> None:
    repo.commit("base", {"a.py": LINES})
    repo.commit("drop", {"a.py": "kept = 1\n"})
    repo.commit("meanwhile", {"b.py": "b = 1\n"})
    repo.commit("a message that says nothing", {"a.py": LINES})
    (size,) = sizes(repo, "HEAD")
    assert size.effective == 0
    assert size.exempt.startswith("takes back ")
    assert size.exempt.endswith("exactly (drop)")


def test_a_revert_with_one_more_line_counts_whole(repo: Repo) -> None:
    repo.commit("base", {"a.py": LINES})
    repo.commit("drop", {"a.py": "kept = 1\n"})
    repo.commit('Revert "drop"', {"a.py": LINES + "sneaked = 1\n"})
    (size,) = sizes(repo, "HEAD")
    assert (size.effective, size.exempt) == (41, "")


def test_a_revert_is_known_where_lines_have_shifted(repo: Repo) -> None:
    repo.commit("base", {"a.py": "first = 1\n" + LINES + "last = 1\n"})
    repo.commit("drop", {"a.py": "first = 1\nlast = 1\n"})
    repo.commit("shift", {"a.py": "zero = 0\nfirst = 1\nlast = 1\n"})
    repo.commit("back", {"a.py": "zero = 0\nfirst = 1\n" + LINES + "last = 1\n"})
    assert sizes(repo, "HEAD")[0].effective == 0


def test_a_staged_revert_is_known_when_the_parent_is_given(repo: Repo) -> None:
    repo.commit("base", {"a.py": LINES})
    repo.commit("drop", {"a.py": "kept = 1\n"})
    repo.stage({"a.py": LINES})
    here = opened(repo)
    base, tree, after = tree_of(here, "HEAD"), staged_tree(here), resolve(here, "HEAD")
    assert size_of_change(here, base, tree, SizeRule()).effective == 40
    assert size_of_change(here, base, tree, SizeRule(), after=after).effective == 0


def test_a_copy_of_a_mainline_commit_is_0(repo: Repo) -> None:
    repo.commit("base", {"a.py": LINES})
    repo.git("branch", "release")
    repo.commit("new file", {"b.py": MORE})
    repo.git("checkout", "-q", "release")
    repo.commit("elsewhere", {"c.py": "c = 1\n"})
    repo.git("cherry-pick", "-x", "main")
    assert sizes(repo, "HEAD")[0].effective == 30
    assert sizes(repo, "HEAD", mainline=["main"])[0].effective == 0


def test_every_commit_is_measured_against_its_first_parent_in_the_order_asked(repo: Repo) -> None:
    repo.commit("base", {"a.py": "a = 1\n"})
    repo.commit("two", {"a.py": "a = 1\nb = 2\nc = 3\n"})
    repo.commit("one", {"a.py": "a = 1\nb = 2\nc = 4\n"})
    found = sizes(repo, "HEAD", "HEAD~2", "HEAD~1")
    assert [size.effective for size in found] == [1, 1, 2]
    assert [size.commit for size in found] == [repo.rev(f"HEAD~{n}") for n in (0, 2, 1)]
    assert [bool(size.exempt) for size in found] == [False, True, False]


def test_another_object_format_is_measured_alike(tmp_path: Path) -> None:
    repo = Repo.create(tmp_path / "r", tmp_path / "h", object_format="sha256")
    repo.commit("base", {"a.py": "a = 1\n"})
    repo.commit("one", {"a.py": "a = 2\n"})
    assert [size.effective for size in sizes(repo, "HEAD", "HEAD~")] == [1, 1]
