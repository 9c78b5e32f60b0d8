"""Which differences of two trees the answers to recorded looks can tell."""

from __future__ import annotations

import pytest

from devloop.record.fact import Access
from devloop.record.tree_answers import TreeDifference, first_difference, parse_entries
from tests.support.repo import Repo

FILE, PROGRAM, FOLDER, LINK, SUBMODULE, NOTHING = (
    *("100644", "100755", "040000", "120000", "160000", "000000"),
)


def entry(path: bytes, old: str, new: str) -> TreeDifference:
    return TreeDifference(path=path, old_mode=old, new_mode=new)


TOLD = [
    (Access.CONTENT, b"a", entry(b"a", FILE, FILE)),
    (Access.STAT, b"a", entry(b"a", FILE, FILE)),
    (Access.EXISTENCE, b"a", entry(b"a", FILE, PROGRAM)),
    (Access.EXISTENCE, b"a", entry(b"a", FILE, NOTHING)),
    (Access.EXISTENCE, b"a", entry(b"a", FOLDER, FILE)),
    (Access.LINK, b"a", entry(b"a", LINK, LINK)),
    (Access.ABSENCE, b"a", entry(b"a", NOTHING, FILE)),
    (Access.ABSENCE, b"a", entry(b"a", NOTHING, FOLDER)),
    (Access.LISTING, b"d", entry(b"d/a", NOTHING, FILE)),
    (Access.LISTING, b"d", entry(b"d/a", FILE, NOTHING)),
    (Access.LISTING, b"d", entry(b"d/a", FILE, LINK)),
    (Access.LISTING, b"", entry(b"a", NOTHING, FILE)),
    (Access.CONTENT, b"m/a", entry(b"m", SUBMODULE, SUBMODULE)),
    (Access.CONTENT, b"other", entry(b"d/.gitattributes", FILE, FILE)),
]


@pytest.mark.parametrize(("look", "path", "difference"), TOLD)
def test_what_a_look_can_tell(look: Access, path: bytes, difference: TreeDifference) -> None:
    assert first_difference({path: look}, [difference]) is not None


UNTOLD = [
    (Access.EXISTENCE, b"a", entry(b"a", FILE, FILE)),
    (Access.CONTENT, b"a", entry(b"b", FILE, FILE)),
    (Access.ABSENCE, b"a", entry(b"b", NOTHING, FILE)),
    (Access.LISTING, b"d", entry(b"d/a", FILE, FILE)),
    (Access.LISTING, b"d", entry(b"d/e/a", NOTHING, FILE)),
    (Access.LISTING, b"", entry(b"d/a", NOTHING, FILE)),
    (Access.EXISTENCE, b"d", entry(b"d", FOLDER, FOLDER)),
    (Access.EXISTENCE, b"d", entry(b"d/a", NOTHING, FILE)),
]


@pytest.mark.parametrize(("look", "path", "difference"), UNTOLD)
def test_what_a_look_cannot_tell(look: Access, path: bytes, difference: TreeDifference) -> None:
    assert first_difference({path: look}, [difference]) is None


def test_git_names_folders_that_come_and_go(repo: Repo) -> None:
    before = repo.commit("before", {"a": "1", "d/b": "1", "gone/x": "1"})
    repo.git("rm", "-q", "gone/x")
    after = repo.commit("after", {"a": "2", "d/n/c": "1"})
    how = ("diff-tree", "-r", "-t", "-z", "--raw", "--no-renames", before, after)
    listing = repo.git(*how).encode()
    found = {e.path: (e.old_mode, e.new_mode) for e in parse_entries(listing)}
    assert found == {
        b"a": (FILE, FILE),
        b"d": (FOLDER, FOLDER),
        b"d/n": (NOTHING, FOLDER),
        b"d/n/c": (NOTHING, FILE),
        b"gone": (FOLDER, NOTHING),
        b"gone/x": (FILE, NOTHING),
    }
