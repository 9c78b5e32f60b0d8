"""Lines that are only comment."""

from __future__ import annotations

import pytest

from devloop.change.lexer import comment_lines, words
from devloop.change.syntax import PLAIN, PYTHON, SYNTAXES, syntax_of


def comments(text: str, name: str) -> list[int]:
    return sorted(comment_lines(text.encode(), syntax_of(name)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a\nx = 1\n", [1]),
        ('"""Module."""\n', [1]),
        ("'''a\nb\n'''\nx\n", [1, 2, 3]),
        ('x = """a\n# b\n"""\n', []),
        ('r"""a\nb"""\n', [1, 2]),
        ('"""a""".strip()\n', []),
        ('"""a\nb""".strip()\n', []),
        ('f(\n  "a"\n)\n', []),
        ('x = \\\n"a"\n', []),
        ('x = "a # b"\n# c\n', [2]),
        ("x = '\\''  # '\n# c\n", [2]),
        ('"""a\\"""b"""\n# c\n', [1, 2]),
        ('x = "unfinished\n# c\n', [2]),
        ('x = """unfinished\n# c\n', [2]),
        ("def f():\n    'Say.'\n    return {'#': 1}\n", [2]),
        ("x = [\n    # a\n    1,\n]\n", [2]),
        ("", []),
    ],
)
def test_python(text: str, expected: list[int]) -> None:
    assert comments(text, "a.py") == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.js", "/* a\n\n b */\nx\n", [1, 3]),
        ("a.js", "x = `\n// a\n`\n// b\n", [4]),
        ("a.ts", "/* never ends\nx\n", [1, 2]),
        ("a.rs", "fn f<'a>() {}\n// b\n", [2]),
        ("a.sql", "-- a\nselect 1;\n", [1]),
        ("a.html", "<!-- a\nb -->\n<p>\n", [1, 2]),
        ("a.css", "// no comment\n/* one */\n", [2]),
        ("Makefile", "# a\nall:\n", [1]),
        ("a.sh", "echo '\n# a'\n# b\n", [3]),
        ("a.ini", "; a\n# b\nc = 1\n", [1, 2]),
        ("a.rb", "x\n=begin\na\n=end\n", [2, 3, 4]),
        ("a.unknown", "# a\n", []),
    ],
)
def test_other_languages(name: str, text: str, expected: list[int]) -> None:
    assert comments(text, name) == expected


@pytest.mark.parametrize("ending", sorted(SYNTAXES))
def test_in_every_language_a_word_is_no_comment(ending: str) -> None:
    assert 2 not in comment_lines(b"\nword\n", SYNTAXES[ending]) or ending == ".ipynb"


def test_a_suffix_is_known_in_any_case_and_a_name_by_itself() -> None:
    assert syntax_of("A.PY") is PYTHON
    assert syntax_of("deep/Makefile").name == "Make"
    assert syntax_of("noending") is PLAIN


def test_words_leave_out_space_and_comments_and_keep_strings() -> None:
    text = b"f( 'a b' );  // c\n"
    assert list(words(text, syntax_of("a.js"))) == [b"f", b"(", b"'a b'", b")", b";"]
