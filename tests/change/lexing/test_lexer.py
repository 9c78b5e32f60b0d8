"""Lines that are only comment."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress

import pytest

from devloop.change.lexing.languages import SYNTAXES, syntax_of
from devloop.change.lexing.lexer import comment_lines, words_by_line
from devloop.change.lexing.script_languages import PYTHON
from devloop.change.lexing.spans import MAX_BYTES, MAX_SPANS, TooMuchText
from devloop.change.lexing.syntax import PLAIN
from tests.change.lexing.lexer_cases import LANGUAGES, PYTHON_TEXTS, RUNS


def comments(text: str, name: str) -> list[int]:
    return sorted(comment_lines(text.encode(), syntax_of(name)))


@pytest.mark.parametrize(("text", "expected"), PYTHON_TEXTS)
def test_python(text: str, expected: list[int]) -> None:
    assert comments(text, "a.py") == expected


@pytest.mark.parametrize(("name", "text", "expected"), LANGUAGES)
def test_other_languages(name: str, text: str, expected: list[int]) -> None:
    assert comments(text, name) == expected


@pytest.mark.parametrize(("name", "text", "runs"), RUNS)
def test_what_runs_or_is_data_is_no_comment(name: str, text: str, runs: int) -> None:
    """`runs` is the number of a line that looks like a comment to a careless reader."""
    assert runs not in comments(text, name)


@pytest.mark.parametrize("ending", sorted(SYNTAXES))
def test_in_every_language_a_word_is_no_comment(ending: str) -> None:
    assert 2 not in comment_lines(b"\nword\n", SYNTAXES[ending]) or ending == ".ipynb"


@pytest.mark.parametrize(
    "name", ["a.py", "a.js", "a.c", "a.sh", "a.sql", "a.rb", "a.yml", "a.html"]
)
@pytest.mark.parametrize(
    "text", [b"x\r# a\r// b\r-- c\r", b"x\n# a\ry\n// b\ry\n/* c\ry */\n-- d\ry\n<!-- e\ry -->\n"]
)
def test_carriage_returns_within_lines_leave_no_comment(name: str, text: bytes) -> None:
    assert comment_lines(text, syntax_of(name)) == frozenset()


def test_bytes_of_utf_16_are_no_comment() -> None:
    text = "# a\n// b\n".encode("utf-16")
    assert not comment_lines(text, syntax_of("a.py")) | comment_lines(text, syntax_of("a.js"))


def test_a_suffix_is_known_in_any_case_and_a_name_by_itself() -> None:
    assert syntax_of("A.PY") is PYTHON
    assert syntax_of("deep/Makefile").name == "Make"
    assert syntax_of("noending") is PLAIN


def test_words_leave_out_space_and_comments_and_keep_strings() -> None:
    text = b"f( 'a b' );  // c\n/* d\n*/ g`h\n// i`\n"
    first, *rest = words_by_line(text, syntax_of("a.js"))
    assert first == (b"f", b"(", b"\0'a b'", b")", b";")
    assert rest == [(), (b"g", b"\0`h"), (b"\0// i`",), ()]


@pytest.mark.parametrize("name", ["a.py", "a.sh", "a.js"])
def test_beyond_the_bounds_it_says_so(name: str) -> None:
    syntax = syntax_of(name)
    for text in (b"x" * (MAX_BYTES + 1), b"''\n" * (MAX_SPANS + 1)):
        with pytest.raises(TooMuchText):
            comment_lines(text, syntax)


UNITS = (
    *(
        '"',
        "'",
        '"""',
        "'''",
        '\\"',
        "\\'",
        '"\\"',
        "`",
        "\\`",
        "/*",
        "*/",
        "//",
        "#",
        "<<A ",
        "<<-A ",
    ),
    *(
        "((1<<a",
        "/[",
        "=/[",
        "(/",
        ")/",
        "%q(",
        "q{",
        'r#"',
        'R"(',
        "$a$",
        "--[[",
        "--[=",
        "[[",
        "{-",
    ),
    *(
        "<script",
        "<!--",
        "- |\n",
        "=begin",
        "#|",
        '@"',
        "<#",
        "?>",
        '"\n',
        "\\\n",
        "/ ",
        "\\",
        "\r",
    ),
)


@pytest.fixture
def fuse() -> Iterator[None]:
    """Blows after 20 seconds of processor time: where work grew with the square, minutes pass."""

    def blow(_signal: int, _frame: object) -> None:
        raise TimeoutError("a text took 20 seconds of processor time")

    before = signal.signal(signal.SIGPROF, blow)
    signal.setitimer(signal.ITIMER_PROF, 20)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.mark.usefixtures("fuse")
@pytest.mark.parametrize("name", sorted({syntax.name for syntax in SYNTAXES.values()}))
def test_work_grows_no_faster_than_the_text(name: str) -> None:
    syntax = next(found for found in SYNTAXES.values() if found.name == name)
    for unit in UNITS:
        text = (unit * (60_000 // len(unit))).encode()
        with suppress(TooMuchText):
            comment_lines(text, syntax)
