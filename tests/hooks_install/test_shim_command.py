"""Another program called devloop on the PATH is told from devloop."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.hooks_install.shim import stranger_on_path
from tests.support.guarded import DEVLOOP
from tests.verdict.venv import program_at

ROOT = Path(__file__).parents[2]
ENTRY_POINT = "#!/usr/bin/python3\nfrom devloop.cli.main import main\nmain()\n"


@pytest.mark.parametrize("text", [(ROOT / "bin/devloop").read_text(), ENTRY_POINT])
def test_the_command_of_another_installation_is_no_stranger(tmp_path: Path, text: str) -> None:
    program_at(tmp_path / "devloop", text)
    assert stranger_on_path({"PATH": f"{tmp_path}:{DEVLOOP.parent}"}) is None


def test_a_program_that_only_has_the_name_is_one(tmp_path: Path) -> None:
    other = program_at(tmp_path / "devloop", "#!/usr/bin/env node\nrequire('devloop')\n")
    assert stranger_on_path({"PATH": f"{tmp_path}:{DEVLOOP.parent}"}) == other
    assert stranger_on_path({"PATH": f"{DEVLOOP.parent}:{tmp_path}"}) is None


def test_none_on_the_path_is_none(tmp_path: Path) -> None:
    assert stranger_on_path({"PATH": str(tmp_path)}) is None
