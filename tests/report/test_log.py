"""What is a place in the log of a check, and what is not."""

from __future__ import annotations

import os

import pytest

from devloop.git.ids import RepoPath
from devloop.report.finding import Finding, Level, SourcePlace, fingerprints
from devloop.report.log import MOST_FINDINGS, read_log
from devloop.report.places import Places

SLOTS = "/home/ada/.cache/devloop/workspaces/x-1/slots"
RUFF = """\
F821 Undefined name `wrods`
 --> words.py:2:12
  |
1 | def count(words):
2 |     return len(wrods)
  |                ^^^^^

Found 1 error.
"""
FORMS = {
    "words.py:2:12: F821 Undefined name `wrods`": (2, 12, "F821", "error"),
    "words.py:2: error: Name is not defined  [name-defined]": (2, None, "name-defined", "error"),
    "words.py:2:12:2:17: error: Incompatible  [arg-type]": (2, 12, "arg-type", "error"),
    "words.py:2: note: Revealed type is 'int'": (2, None, "", "note"),
    "words.py:1:0: C0114: Missing docstring (missing-docstring)": (1, None, "C0114", "error"),
    "words.py:2:5: warning: unused [-Wunused-x]": (2, 5, "-Wunused-x", "warning"),
    "words.py:2:# TODO": (2, None, "", "error"),
    "./words.py:2:3: x": (2, 3, "", "error"),
    f"{SLOTS}/whole/7/tree/words.py:2: x": (2, None, "", "error"),
    "\x1b[1mwords.py\x1b[0m:2:\x1b[31m3\x1b[0m: x": (2, 3, "", "error"),
    "words.py:0:1: E902 cannot be read": (None, 1, "E902", "error"),
    "progress\rwords.py:2: x": (2, None, "", "error"),
}
NONE = (
    "other.py:2: not in the content",
    "/etc/words.py:2: somewhere else",
    f"{SLOTS}/whole/7/words.py:2: beside the tree",
    "../words.py:2: outside",
    "words.py: no line",
    "words.py:2:",
    "words.py:two: no number",
    "words.py:٣: not a number that a tool writes",
    f"words.py:{'9' * 5000}: more than any file has",
    " --> words.py:2:12",
    ":2: no name",
    "src:3: a folder",
)


def places(*names: str) -> Places:
    return Places(lambda: frozenset({"words.py", "src/mod.py", *names}), (SLOTS,))


def read(text: str, *names: str) -> tuple[Finding, ...]:
    return read_log("lint", os.fsencode(text), places(*names))


@pytest.mark.parametrize("line", FORMS)
def test_a_line_that_begins_with_a_place_is_a_finding(line: str) -> None:
    (found,) = read(line)
    number, column, code, level = FORMS[line]
    assert found.place == SourcePlace(path=RepoPath("words.py"), line=number, column=column)
    assert (found.code, found.level) == (code, Level(level))


def test_a_place_below_its_message_is_a_finding() -> None:
    (found,) = read(RUFF)
    assert found.message == "F821 Undefined name `wrods`"
    assert found.place == SourcePlace(path=RepoPath("words.py"), line=2, column=12)


@pytest.mark.parametrize("line", NONE)
def test_what_names_no_line_of_the_content_is_none(line: str) -> None:
    assert read(line) == ()


@pytest.mark.parametrize(
    "name",
    [
        "with space.py",
        " at the edges ",
        "a,b.py",
        "a:b.py",
        "a:3.py",
        "a:3:4.py",
        "1:2:3",
        os.fsdecode(b"\xff\xfe.py"),
        "tab\tand\x1bescape.py",
    ],
)
@pytest.mark.parametrize("form", ["{}:2:12: x", " --> {}:2:12"])
def test_names_of_any_kind_are_found(name: str, form: str) -> None:
    (found,) = read("about:\n" + form.format(name), name)
    assert found.place == SourcePlace(path=RepoPath(name), line=2, column=12)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("error: no x", "no x"),
        ("fatal error: no x", "no x"),
        ("error in x", "error in x"),
        ("error", "error"),
        ("error: ", "error:"),
        ("errors: 3", "errors: 3"),
    ],
)
def test_a_level_is_not_said_twice(said: str, told: str) -> None:
    (found,) = read(f"words.py:2: {said}")
    assert (found.message, found.level) == (told, Level.ERROR)


def test_a_name_with_a_line_break_is_not_guessed_at() -> None:
    assert read("a\nb.py:2:3: x", "a\nb.py") == ()


def test_each_finding_is_told_once() -> None:
    assert len(read("words.py:2: x\nwords.py:2: x\nwords.py:3: x")) == 2


def test_no_more_than_so_many_are_told() -> None:
    assert len(read("\n".join(f"words.py:{n}: x" for n in range(1, 3000)))) == MOST_FINDINGS


def test_a_line_without_end_takes_no_time() -> None:
    assert read(":1:" * 500_000 + "\n" + "words.py:2: x")[0].place is not None


def test_messages_are_text() -> None:
    (found,) = read("words.py:2: a\x07b" + os.fsdecode(b"\xff") + "\ufffe")
    assert found.message == "a\\x07b\\xff\\ufffe"


def test_a_fingerprint_stays_when_lines_move_and_differs_for_each_finding() -> None:
    before = fingerprints(read("words.py:2: x\nwords.py:9: x\nwords.py:9: y\nsrc/mod.py:2: x"))
    after = fingerprints(read("words.py:3: x\nwords.py:7: x\nwords.py:8: y\nsrc/mod.py:1: x"))
    assert before == after
    assert len(set(before)) == 4
