"""What a message asks for."""

from __future__ import annotations

import pytest

from devloop.change.trailers import parse_trailers


def test_a_reason_is_read_from_its_line() -> None:
    said = parse_trailers("Add table\n\nSize-Override: one table, copied\n")
    assert (said.override, said.problems) == ("one table, copied", ())


def test_a_command_is_read_from_its_line() -> None:
    assert parse_trailers("Format\n\nMechanical: ruff format .\n").mechanical == "ruff format ."


def test_the_name_may_be_written_in_any_case_and_spacing() -> None:
    assert parse_trailers("a\n\nsize-override :  why not\n").override == "why not"


def test_a_reason_goes_on_in_indented_lines() -> None:
    text = "a\n\nSize-Override: one table,\n  copied whole\nSigned-off-by: Ada\n"
    assert parse_trailers(text).override == "one table, copied whole"


@pytest.mark.parametrize("line", ["Size-Override:", "Size-Override:   ", "Size-Override: -"])
def test_an_override_without_a_reason_is_a_problem_that_says_what_is_wanted(line: str) -> None:
    said = parse_trailers(f"a\n\n{line}\n")
    assert said.override == ""
    assert "say in the same line why" in said.problems[0]


def test_a_command_that_is_missing_is_a_problem() -> None:
    assert "has no command" in parse_trailers("a\n\nMechanical:\n").problems[0]


def test_a_weakening_has_its_reason_in_its_line() -> None:
    said = parse_trailers("a\n\nGate-Change: mypy does it\n")
    assert (said.gate_change, said.override) == ("mypy does it", "")
    assert "has no reason" in parse_trailers("a\n\nGate-Change:\n").problems[0]


def test_an_empty_line_beside_a_good_one_is_no_problem() -> None:
    said = parse_trailers("a\n\nSize-Override:\nSize-Override: the table\n")
    assert (said.override, said.problems) == ("the table", ())


@pytest.mark.parametrize(
    "message",
    [
        "Size-Override: in the subject",
        "a\n\n# Size-Override: in a comment\n",
        "a\n\nHe wrote Size-Override: in a sentence\n",
        "",
    ],
)
def test_what_is_no_trailer(message: str) -> None:
    said = parse_trailers(message)
    assert (said.override, said.problems) == ("", ())
