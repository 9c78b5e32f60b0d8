"""Statements of Python with what they mean."""

from __future__ import annotations

import subprocess
import sys

import pytest

from devloop.change.statements import parse_statements


def lines(text: str) -> list[tuple[int, int, int]]:
    return [(s.first, s.last, s.depth) for s in parse_statements(text.encode()) or ()]


def meanings(text: str) -> list[str]:
    return [s.meaning() for s in parse_statements(text.encode()) or ()]


def test_a_statement_that_holds_others_is_its_head() -> None:
    assert lines("@d\ndef f(\n  a,\n):\n  b\n  c\n") == [(1, 4, 0), (5, 5, 1), (6, 6, 1)]


def test_handlers_and_cases_are_statements() -> None:
    assert lines("try:\n  a\nexcept E:\n  b\n") == [(1, 1, 0), (2, 2, 1), (3, 3, 1), (4, 4, 2)]
    assert lines("match a:\n  case 1:\n    b\n") == [(1, 1, 0), (2, 2, 1), (3, 3, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("f( a,b )", "f(a, b,)"), ("'a'", '"a"'), ("u'a'", "'a'"), ("'a' 'b'", "'ab'"), ("(a)", "a")],
)
def test_layout_has_no_meaning(one: str, other: str) -> None:
    assert meanings(one) == meanings(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("f(a)", "f(b)"), ("a; b", "b; a"), ("if a: b", "if a: c"), ("'a'", "b'a'"), ("1", "1.0")],
)
def test_everything_else_has(one: str, other: str) -> None:
    assert meanings(one) != meanings(other)


@pytest.mark.parametrize("text", ["print 'a'", "x = \0", "(" * 500, "a ="])
def test_what_cannot_be_parsed_is_nothing(text: str) -> None:
    assert parse_statements(text.encode()) is None


def test_warnings_about_the_code_are_not_ours() -> None:
    assert parse_statements(b"'\\d'; 1 is 1\n") is not None


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    heavy = {"difflib", "pathspec", "tempfile", "tomllib", "pygit2"}
    code = f"import devloop.change.size, sys; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
