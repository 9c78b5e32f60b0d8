"""What `--json` prints is written in one place."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import devloop
from devloop.cli.check.documents import RangeDocument
from devloop.cli.terminal.console import open_console
from devloop.cli.terminal.documents import Document, show_document

if TYPE_CHECKING:
    import pytest

CLI = Path(devloop.__file__).parent / "cli"


class Sample(Document, frozen=True, kw_only=True, tag="devloop.sample/1"):
    """A document that only this test has."""

    path: str
    names: tuple[str, ...] = ()


def test_a_document_begins_with_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    show_document(open_console({}), Sample(path="a", names=("b",)))
    printed = capsys.readouterr().out
    assert list(json.loads(printed)) == ["schema", "path", "names"]
    assert json.loads(printed)["schema"] == "devloop.sample/1"


def test_a_name_that_is_no_text_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    name = os.fsdecode(b"\xff")
    show_document(open_console({}), Sample(path=name), in_one_line=True)
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert printed.count("\n") == 1
    assert json.loads(printed)["path"] == name


def test_no_command_writes_a_document_by_itself() -> None:
    writers = {
        file.relative_to(CLI).as_posix()
        for file in CLI.rglob("*.py")
        if "json.dumps(" in file.read_text(encoding="utf-8")
    }
    assert writers == {"terminal/documents.py", "terminal/tracing.py", "why/manifest.py"}


def test_a_range_has_one_shape_however_many_commits_it_has() -> None:
    assert RangeDocument.__struct_config__.tag == "devloop.check-range/1"
    assert RangeDocument.__struct_fields__ == ("commits",)
