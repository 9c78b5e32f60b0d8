"""Where statements stand, and which lines have instructions."""

from __future__ import annotations

import sys
from pathlib import Path

import coverage
import pytest

from devloop.change.executable import decoded, executable_lines, lines_of_git, logical_lines
from devloop.change.untested import Fate, LinesRun, fates


def starts(text: str) -> list[int]:
    """First lines of the statements that can be run."""
    able = executable_lines(text.encode()) or frozenset()
    lines = logical_lines(text.encode()) or ()
    return [one.start for one in lines if not able.isdisjoint(one)]


def test_a_statement_goes_on_in_brackets_in_texts_and_after_a_backslash() -> None:
    text = b"a = (\n1,\n)\n\n# why\nb = '''\n'''\nc = \\\n  1\nd = 1; e = [\n]\n"
    assert logical_lines(text) == (range(1, 4), range(6, 8), range(8, 10), range(10, 12))


@pytest.mark.parametrize(
    "text", [b"a = (\n", b"'''\n", b"  a\n b\n", b"\xff\xfe = 1\n", b"# coding: rot13\nn = 1\n"]
)
def test_what_is_no_python_has_no_statements_and_no_instructions(text: bytes) -> None:
    assert executable_lines(text) is None
    assert logical_lines(text) is None


@pytest.mark.parametrize("text", [b"x = \0", b"(" * 500, b"x = " + b"-" * 100_000 + b"1"])
def test_what_no_compiler_takes_has_no_instructions(text: bytes) -> None:
    assert executable_lines(text) is None


def test_warnings_about_the_code_are_not_ours() -> None:
    assert executable_lines(b"'\\d' is 1\n") == frozenset({1})


def test_a_carriage_return_ends_a_line_of_python_but_none_of_git() -> None:
    assert lines_of_git(b"a\rb\r\nc\nd") == (0, 1, 1, 2, 3)
    assert logical_lines(b"a\rb\r\nc\nd") == (range(1, 2), range(2, 3), range(3, 4), range(4, 5))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (b"# coding: latin-1\n\xe9", "# coding: latin-1\n\xe9"),
        (b"# coding: no-such\n\xe9", "# coding: no-such\n\ufffd"),
        (b"# coding: rot13\nn", "# coding: rot13\nn"),
        (b"\xef\xbb\xbfa", "a"),
        (b"\xc3\xa9\xff", "\xe9\ufffd"),
    ],
)
def test_a_text_is_read_as_python_reads_it(text: bytes, read: str) -> None:
    assert decoded(text) == read


@pytest.mark.parametrize("module", ["ast", "dataclasses", "enum", "tokenize", "typing"])
def test_statements_of_the_standard_library_are_those_of_coverage(module: str) -> None:
    path = sys.modules[module].__file__ or ""
    measured = coverage.Coverage(data_file=None, config_file=False)
    measured.clear_exclude()
    _, statements, _, _, _ = measured.analysis2(path)
    assert starts(Path(path).read_text(encoding="utf-8")) == statements


def test_what_only_a_newer_python_can_split_goes_up_to_the_next_statement() -> None:
    run = LinesRun(ran=frozenset({1, 6}), missing=frozenset({3}))
    text = b"a = 1\n\nb = (\n\n\nc = 1\n"
    assert list(fates(text, run, (5,))) == [(range(3, 6), Fate.NOT_RUN)]
    assert list(fates(text, run, (1, 6))) == [(range(1, 3), Fate.RUN), (range(6, 7), Fate.RUN)]
