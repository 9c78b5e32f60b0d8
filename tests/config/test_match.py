"""Facts about patterns of paths and of branches."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from devloop.config.match import PathPatterns, _by_shape, _shape, branch_matches
from devloop.git.ids import RepoPath

NAMES = st.sampled_from(["a", "b", "src", "a.py", "b.py", ".py", "x.pyi", "py", "a b", "ä"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PIECES = st.one_of(NAMES, st.sampled_from(["**", "*", "*.py", "*b", "?", "[ab]"]))
PATTERNS = st.builds(
    lambda pieces, start, end: start + "/".join(pieces) + end,
    st.lists(PIECES, min_size=1, max_size=4),
    st.sampled_from(["", "", "", "!"]),
    st.sampled_from(["", "", "/"]),
)


@settings(deadline=None)
@given(pattern=PATTERNS, path=PATHS)
def test_a_pattern_matched_without_pathspec_gives_the_answer_of_pathspec(
    pattern: str, path: str
) -> None:
    shape = _shape(pattern)
    if shape is not None:
        assert _by_shape((shape,))(path) == GitIgnoreSpec.from_lines([pattern]).match_file(path)


@settings(deadline=None)
@given(patterns=st.lists(PATTERNS, max_size=3), path=PATHS)
def test_patterns_together_give_the_answer_of_pathspec(patterns: list[str], path: str) -> None:
    found = PathPatterns.compile(patterns).matches(RepoPath(path))
    assert found == GitIgnoreSpec.from_lines(patterns).match_file(path)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.py", "a.py", True),
        ("*.py", "deep/down/a.py", True),
        ("*.py", "a.pyc", False),
        ("src/**", "src/a/b", True),
        ("src/**", "src", False),
        ("src/**", "lib/src/a", False),
        ("build/", "lib/build/a", True),
        ("build/", "lib/build", False),
        ("src/**/*.py", "src/a.py", True),
        ("src/**/*.py", "src/a/b/c.py", True),
        ("src/**/*.py", "a.py", False),
        ("a.py/**/*.py", "a.py/x", False),
        ("pyproject.toml", "sub/pyproject.toml", True),
        ("docs/conf.py", "docs/conf.py", True),
        ("docs/conf.py", "old/docs/conf.py", False),
    ],
)
def test_the_usual_shapes_need_no_pathspec(pattern: str, path: str, *, expected: bool) -> None:
    assert _shape(pattern) is not None
    assert PathPatterns.compile([pattern]).matches(RepoPath(path)) is expected


def test_no_patterns_match_nothing() -> None:
    assert not PathPatterns.compile([]).matches(RepoPath("a"))


def test_the_last_pattern_that_matches_decides() -> None:
    patterns = PathPatterns.compile(["*.py", "!vendor/**", "vendor/own.py"])
    paths = [RepoPath(name) for name in ("b.py", "vendor/a.py", "vendor/own.py", "a.txt", "a.py")]
    assert patterns.select(paths) == ("b.py", "vendor/own.py", "a.py")


@pytest.mark.parametrize("pattern", ["src/**", "src/**/*.p?", "*.p?"])
@pytest.mark.parametrize("path", ["src/a\nb.py", "src/a\nb/c.py", "src/\udcff.py", "src/a.py\n.py"])
def test_a_path_may_hold_newlines_and_bytes_that_are_no_text(pattern: str, path: str) -> None:
    assert PathPatterns.compile([pattern]).matches(RepoPath(path))


def test_the_usual_shapes_do_not_import_pathspec() -> None:
    code = (
        "import sys; from devloop.config.match import PathPatterns as P; "
        "P.compile(['*.py', 'src/**', 'a.toml']).matches('a.py'); "
        "sys.exit('pathspec' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("branch", "pattern", "expected"),
    [
        ("main", "main", True),
        ("maint", "main", False),
        ("main", "master", False),
        ("release/1", "release/*", True),
        ("release/1/fix", "release/*", False),
        ("release/1/fix", "release/**", True),
        ("v1", "v?", True),
        ("v/", "v?", False),
        ("a.b", "a.b", True),
        ("axb", "a.b", False),
        ("main\n", "main", False),
    ],
)
def test_a_star_stays_within_a_part_of_a_branch(
    branch: str, pattern: str, *, expected: bool
) -> None:
    assert branch_matches(branch, [pattern]) is expected


def test_one_pattern_of_several_is_enough() -> None:
    assert branch_matches("release/1", ["main", "release/*"])
    assert not branch_matches("topic", [])
