"""Two manifests are equal only when nothing that can change the verdict differs."""

from __future__ import annotations

import hashlib
import json

import pytest

from devloop.config.key import Table, declared_in
from devloop.config.model import Check, Flaky, Isolation, Kind, Place, Stage
from devloop.git.ids import BlobId, CommitId, RepoPath, TreeId
from devloop.verdict.manifest import (
    Content,
    History,
    Inputs,
    OneFile,
    WholeTree,
    difference,
    manifest_for,
)
from tests.verdict.support import TREE, a_check, an_environment

WHOLE = WholeTree(tree=TREE)
OTHER = TreeId("b" * 40)
FILE = OneFile(path=RepoPath("a.py"), mode="100644", blob=BlobId("c" * 40), context=TREE)


def test_the_key_is_the_hash_of_canonical_ascii_json() -> None:
    manifest = manifest_for(a_check(fields={"env": (("NAME", "Zoë"),)}), an_environment(), WHOLE)
    again = json.dumps(json.loads(manifest.body), sort_keys=True, separators=(",", ":"))
    assert manifest.body == again.encode("ascii")
    assert manifest.key == hashlib.sha256(manifest.body).hexdigest()


IN_KEY: dict[str, object] = {
    "name": "other",
    "run": ("pytest", "-q", "x"),
    "kind": Kind.PYTEST,
    "files": ("*.py",),
    "per_file": True,
    "inputs": ("src/**",),
    "env": (("A", "1"),),
    "pass_env": ("A",),
    "reads_history": True,
    "isolation": Isolation.FILE,
    "coverage": True,
    "place": Place.OWN,
    "quarantine": ("tests/test_a.py",),
    "hook": '{"repos": []}',
}
"""Every field of a check that can change what its verdict says, with another value."""
NOT_IN_KEY: dict[str, object] = {
    "on": Stage.PUSH,
    "timeout": 5.0,
    "fix": "ruff --fix",
    "exclusive": True,
    "needs": ("lint",),
    "min_diff_coverage": 80,
    "flaky": Flaky.REFUSE,
}
"""Every other field: what it decides is decided anew from the same verdict."""


def test_every_field_of_a_check_says_whether_it_is_part_of_a_key() -> None:
    """A field that is in neither table above is yet to be thought about."""
    said = {
        field
        for field, one in declared_in(Check).items()
        if not isinstance(one, Table) and one.effect
    }
    assert said == set(declared_in(Check)) == {*IN_KEY, *NOT_IN_KEY}


@pytest.mark.parametrize("content", [WHOLE, FILE])
@pytest.mark.parametrize("field", IN_KEY)
def test_a_change_of_the_definition_changes_the_key(content: Content, field: str) -> None:
    plain = manifest_for(a_check(), an_environment(), content)
    other = a_check(fields={field: IN_KEY[field]})
    assert manifest_for(other, an_environment(), content).key != plain.key


@pytest.mark.parametrize("content", [WHOLE, FILE])
@pytest.mark.parametrize("field", NOT_IN_KEY)
def test_what_cannot_change_the_verdict_leaves_the_key(content: Content, field: str) -> None:
    plain = manifest_for(a_check(), an_environment(), content)
    other = a_check(fields={field: NOT_IN_KEY[field]})
    assert manifest_for(other, an_environment(), content).key == plain.key


def test_a_line_for_sh_is_another_command_than_the_same_words() -> None:
    words, line = a_check(fields={"run": ("a", "b")}), a_check(fields={"run": "a b"})
    one, two = (manifest_for(check, an_environment(), WHOLE).key for check in (words, line))
    assert one != two


def test_a_definition_is_written_down_as_it_always_was() -> None:
    """Another form is another key: every verdict there is would be forgotten."""
    check = a_check(fields={name: IN_KEY[name] for name in ("env", "files", "quarantine")})
    assert json.loads(manifest_for(check, an_environment(), WHOLE).body)["check"] == {
        "name": "tests",
        "kind": "command",
        "run": ["pytest", "-q"],
        "files": ["*.py"],
        "per-file": False,
        "inputs": [],
        "env": {"A": "1"},
        "pass-env": [],
        "reads-history": False,
        "quarantine": ["tests/test_a.py"],
    }


@pytest.mark.parametrize(
    ("left", "right"),
    [(("a b",), ("a", "b")), (("a", ""), ("a",)), (("a/b",), ("a", "/b"))],
)
def test_arguments_are_never_run_together(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    """git-branchless keys by a slug of the line, under which such commands collide."""
    one = manifest_for(a_check(fields={"run": left}), an_environment(), WHOLE)
    assert one.key != manifest_for(a_check(fields={"run": right}), an_environment(), WHOLE).key


@pytest.mark.parametrize("content", [WHOLE, FILE])
@pytest.mark.parametrize(
    "field",
    [
        {"platform": "other"},
        {"interpreter": (("version", "3.11.8"),)},
        {"distributions": (("requests", "2.31.0 ab"),)},
        {"program": (("/bin/pytest", "bc"),)},
        {"variables": (("PATH", "cd"),)},
        {"shares": ((".venv", "1"),)},
        {"settings": (("core.autocrlf", "true"),)},
    ],
    ids=lambda field: next(iter(field)),
)
def test_a_change_of_the_environment_changes_the_key(
    content: Content, field: dict[str, object]
) -> None:
    plain = manifest_for(a_check(), an_environment(), content)
    assert manifest_for(a_check(), an_environment(**field), content).key != plain.key


def test_two_installations_of_one_name_both_count() -> None:
    """An older installation further down the search path is still part of the environment."""

    def key(lower: str) -> str:
        both = (("requests", "2.31.0 aa"), ("requests", lower))
        return manifest_for(a_check(), an_environment(distributions=both), WHOLE).key

    def swapped(upper: str) -> str:
        both = (("requests", upper), ("requests", "2.31.0 aa"))
        return manifest_for(a_check(), an_environment(distributions=both), WHOLE).key

    assert key("1.0 bb") != key("1.0 cc")
    assert swapped("1.0 bb") != swapped("1.0 cc")
    assert key("1.0 bb") != swapped("1.0 bb")


def test_every_kind_of_content_has_its_own_key() -> None:
    contents: list[Content] = [
        WHOLE,
        WholeTree(tree=OTHER),
        Inputs(tree=TREE, patterns=("src/**",)),
        Inputs(tree=TREE, patterns=("src/**", "docs/**")),
        Inputs(tree=OTHER, patterns=("src/**",)),
        FILE,
        OneFile(path=RepoPath("b.py"), mode="100644", blob=BlobId("c" * 40), context=TREE),
        OneFile(path=RepoPath("a.py"), mode="100755", blob=BlobId("c" * 40), context=TREE),
        OneFile(path=RepoPath("a.py"), mode="100644", blob=BlobId("d" * 40), context=TREE),
        OneFile(path=RepoPath("a.py"), mode="100644", blob=BlobId("c" * 40), context=OTHER),
        History(commit=None, tree=TREE),
        History(commit=CommitId("e" * 40), tree=TREE),
        History(commit=CommitId("f" * 40), tree=TREE),
    ]
    keys = {manifest_for(a_check(), an_environment(), content).key for content in contents}
    assert len(keys) == len(contents)


def test_a_name_that_is_not_text_has_a_key_of_its_own() -> None:
    """Paths are bytes; two that only differ where they are not UTF-8 are two files."""
    names = ("a\udcff.py", "a\udcfe.py", "a\\udcff.py", "a?.py")
    keys = {
        manifest_for(
            a_check(),
            an_environment(),
            OneFile(path=RepoPath(name), mode="100644", blob=BlobId("c" * 40), context=TREE),
        ).key
        for name in names
    }
    assert len(keys) == len(names)


def test_a_difference_names_the_place_and_both_sides() -> None:
    newer = an_environment(distributions=(("requests", "2.32.0 bb"),))
    left = manifest_for(a_check(), an_environment(), WHOLE)
    right = manifest_for(a_check(), newer, WHOLE)
    (found,) = difference(left.body, right.body)
    assert "distributions" in found.path
    assert "requests" in found.path
    assert (found.left, found.right) == ("2.31.0 aa", "2.32.0 bb")


def test_what_only_one_side_has_is_a_difference() -> None:
    more = an_environment(distributions=(("requests", "2.31.0 aa"), ("rich", "14 dd")))
    left = manifest_for(a_check(), an_environment(), WHOLE)
    right = manifest_for(a_check(), more, WHOLE)
    (found,) = difference(left.body, right.body)
    assert (found.left, found.right) == (None, "14 dd")


def test_equal_manifests_have_no_difference() -> None:
    body = manifest_for(a_check(), an_environment(), WHOLE).body
    assert difference(body, body) == ()
