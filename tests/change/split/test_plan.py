"""Facts about plans, on values alone."""

from __future__ import annotations

import pytest

from devloop.change.classes import Classified, FileClass
from devloop.change.lexing.brace_languages import C
from devloop.change.lexing.script_languages import PYTHON
from devloop.change.marks import mark_file
from devloop.change.split.edit import lines_of, make_edits
from devloop.change.split.ordering import filled, in_order
from devloop.change.split.piece import Piece
from devloop.change.split.plan import plan_of
from devloop.change.split.reading import pieces_of
from devloop.change.split.seams import cut, seams_of
from devloop.config.model import SizeRule
from devloop.git.ids import BlobId, RepoPath
from devloop.git.patch import FilePatch, Hunk, Status

RULE = SizeRule(target=4, limit=8)


def added(path: str, text: str) -> tuple[Piece, ...]:
    """The pieces of a new file."""
    lines = tuple(text.encode().split(b"\n")[:-1])
    patch = FilePatch(
        status=Status.ADDED,
        old_path=RepoPath(path),
        path=RepoPath(path),
        old_mode="000000",
        mode="100644",
        old_blob=BlobId("0" * 40),
        blob=BlobId("1" * 40),
        hunks=(Hunk(old_start=1, new_start=1, removed=(), added=lines),),
    )
    code = Classified(file_class=FileClass.CODE, why="")
    return pieces_of([mark_file(patch, code, b"", text.encode())], RULE)


def function(name: str, body: int = 2) -> str:
    return f"def {name}():\n" + "".join(f"    {name}_{n} = {n}\n" for n in range(body)) + "\n\n"


def test_a_small_file_stays_whole() -> None:
    assert [piece.name for piece in added("a.py", "x = 1\n")] == ["a.py: lines 1"]


def test_a_large_file_is_cut_between_functions() -> None:
    pieces = added("a.py", function("one") + function("two"))
    assert [piece.weight for piece in pieces] == [3, 3]


def test_a_class_is_cut_between_its_methods() -> None:
    methods = "".join(f"    def m{n}(self):\n        return {n}\n\n" for n in range(3))
    pieces = added("a.py", f"class Thing:\n{methods}")
    assert [piece.weight for piece in pieces] == [3, 2, 2]


@pytest.mark.parametrize(("body", "weights"), [(7, [8]), (9, [2, *[1] * 8])])
def test_a_function_is_cut_inside_only_above_the_limit(body: int, weights: list[int]) -> None:
    assert [piece.weight for piece in added("a.py", function("one", body))] == weights


def test_no_cut_is_made_before_the_other_half_of_a_statement() -> None:
    text = b"if x:\n    a = 1\nelse:\n    b = 1\nc = 1\n"
    assert [seam.line for seam in seams_of(text, lines_of(text), PYTHON)] == [4]


def test_other_languages_are_cut_after_blank_lines() -> None:
    text = b"int a() {\n\n  return 1;\n}\n\nint b() {\n}\n"
    assert [seam.line for seam in seams_of(text, lines_of(text), C)] == [4]


def test_what_is_small_is_not_cut() -> None:
    text = b"a = 1\nb = 1\n"
    seams = seams_of(text, lines_of(text), PYTHON)
    assert cut(seams, 0, 2, lambda first, end: end - first, target=2, limit=5) == ()


def test_definitions_come_before_uses() -> None:
    pieces = added(
        "a.py", "def user():\n    first = helper()\n    return first\n\n\n" + function("helper")
    )
    assert [part.message for part in plan_of(pieces, RULE)] == [
        "Add helper in a.py",
        "Add user in a.py",
    ]


def test_steps_are_filled_up_to_the_target() -> None:
    assert filled([3, 1, 2, 2, 5, 0], lambda n: n, 4) == [[3, 1], [2, 2], [5, 0]]


def test_what_waits_for_each_other_still_gets_an_order() -> None:
    before = {0: frozenset({1}), 1: frozenset({0}), 2: frozenset({1})}
    assert in_order(before, [(0,), (1,), (2,)]) == [0, 1, 2]


def test_lines_end_only_at_newlines() -> None:
    text = b"a\r\nb\x0cc\rd\n\ne"
    assert lines_of(text) == (b"a\r\n", b"b\x0cc\rd\n", b"\n", b"e")
    assert make_edits(lines_of(text), (), ()) == text
