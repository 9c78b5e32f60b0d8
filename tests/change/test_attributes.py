"""`.gitattributes` files are understood as git understands them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devloop.change.attributes import attributes_files, parse_attributes
from devloop.change.glob import matches
from tests.support.repo import Repo

WORDS = {True: "set", False: "unset", None: "unspecified"}


def said(text: str, path: str, name: str = "x") -> str:
    """The value of an attribute in the words of `git check-attr`."""
    value, _ = parse_attributes({".gitattributes": text.encode()}).of(path).get(name, (None, ""))
    return value if isinstance(value, str) else WORDS[value]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.py", "a.py", True),
        ("*.py", "deep/down/a.py", True),
        ("a.py", "deep/a.py", True),
        ("/a.py", "a.py", True),
        ("/a.py", "deep/a.py", False),
        ("dir/*.py", "dir/a.py", True),
        ("dir/*.py", "dir/sub/a.py", False),
        ("dir/*.py", "x/dir/a.py", False),
        ("dir/**", "dir/sub/a.py", True),
        ("**/gen/*.py", "a/b/gen/x.py", True),
        ("**/gen/*.py", "gen/x.py", True),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**/b", "a/xb", False),
        ("dir", "dir/a.py", False),
        ("?.py", "a.py", True),
        ("?.py", "ab.py", False),
        ("[a-c].py", "b.py", True),
        ("[!a-c].py", "b.py", False),
        ("[]].py", "].py", True),
        (r"\*.py", "*.py", True),
        (r"\*.py", "a.py", False),
        ("[.py", "a.py", False),
        ("[z-a].py", "a.py", False),
    ],
)
def test_a_pattern_means_what_git_says_it_means(pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001
    assert matches(pattern, path) is expected


def test_later_lines_and_deeper_files_win() -> None:
    files = {
        "a/.gitattributes": b"*.py x=deep\n",
        ".gitattributes": b"*.py x=first\n*.py x=second\na/*.py x=root\n",
    }
    attributes = parse_attributes(files)
    assert attributes.of("b.py")["x"] == ("second", "*.py")
    assert attributes.of("a/b.py")["x"] == ("deep", "*.py")


def test_every_folder_above_a_file_may_have_a_word() -> None:
    assert attributes_files("a/b/c.py") == (
        ".gitattributes",
        "a/.gitattributes",
        "a/b/.gitattributes",
    )


def test_binary_is_a_macro_for_no_difference() -> None:
    assert said("*.png binary\n", "a.png", "diff") == "unset"


def test_macros_of_the_root_file_are_known() -> None:
    assert said("[attr]ours x -y\n*.py ours\n", "a.py", "y") == "unset"


@pytest.mark.parametrize("line", ["# *.py x", "!*.py x", "", "   ", "*.py !x", "*.py"])
def test_lines_that_say_nothing(line: str) -> None:
    assert said(line + "\n", "a.py") == "unspecified"


def test_a_pattern_with_spaces_is_quoted() -> None:
    assert said('"a b.py" x\n', "a b.py") == "set"


PATTERN = st.lists(
    st.sampled_from(["a", "b", "*", "**", "/", "?", ".py", "[ab]", "[!a]"]), min_size=1, max_size=6
).map("".join)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    folder: Path = tmp_path_factory.mktemp("attributes")
    return Repo.create(folder / "repo", folder / "home")


@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(patterns=st.lists(PATTERN, min_size=1, max_size=3))
def test_git_itself_agrees(real: Repo, patterns: list[str]) -> None:
    text = "".join(f"{pattern} x=v{number}\n" for number, pattern in enumerate(patterns))
    paths = ["a", "a.py", "b/a.py", "a/b/a.py", "b/b", "a/a/b/b.py"]
    real.write(".gitattributes", text)
    answer = real.git("check-attr", "x", "--", *paths).split("\n")
    assert [line.rsplit(": ", 1)[1] for line in answer] == [said(text, path) for path in paths]
