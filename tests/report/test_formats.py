"""A format of a file is one entry in the table of formats, and one file that makes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import devloop
from devloop.cli.check.check_command import command
from devloop.report.formats import FORMATS, Format, Reported

NOTHING = Reported(reports=(), findings=(), anchor=None)


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_the_maker_of_a_format_is_there(one: Format) -> None:
    assert one.make(NOTHING).strip()


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_every_format_is_an_option_of_check(one: Format) -> None:
    (option,) = (p for p in command.params if f"--{one.name}" in p.opts)
    assert option.to_info_dict()["help"] == one.help


def test_no_command_names_a_format() -> None:
    """So that a new one is known everywhere."""
    files = (Path(devloop.__file__).parent / "cli/check").glob("*.py")
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert not any(f"report.{one.name.replace('-', '_')} " in code for one in FORMATS)


def test_a_format_made_elsewhere_needs_no_more_than_an_entry() -> None:
    one = Format(name="names", help="Write names.", maker=f"{__name__}:names_file")
    assert json.loads(one.make(NOTHING)) == []


def names_file(told: Reported) -> bytes:
    return json.dumps([report.subject.name for report in told.reports]).encode()
