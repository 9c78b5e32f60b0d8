"""Commits find the project's Python wherever they are made."""

from __future__ import annotations

from pathlib import Path

from tests.support.guarded import Guarded
from tests.verdict.venv import Venv

CONFIG = """\
background = false

[checks.python]
run = ["python", "ask.py"]
pass-env = ["WANTED"]
"""


ASK = """\
import os, sys
open("state").read()
sys.exit(os.environ["WANTED"] not in sys.prefix)
"""


def with_check(guarded: Guarded, wanted: Path) -> None:
    guarded.repo.environ["WANTED"] = str(wanted)
    guarded.repo.commit("ask", {"devloop.toml": CONFIG, "ask.py": ASK})


def test_a_graphical_client_gets_what_a_terminal_had_and_says_so(guarded: Guarded) -> None:
    active = Path(guarded.repo.environ["VIRTUAL_ENV"])
    with_check(guarded, active)
    guarded.commit(state="good 1")
    del guarded.repo.environ["VIRTUAL_ENV"]
    said = guarded.commit(state="good 2").said
    assert f"checks use the one that served last: {active}" in said
    assert "served last" in guarded.devloop("doctor", code=None).said


def test_what_a_person_chooses_for_one_machine_counts(guarded: Guarded, tmp_path: Path) -> None:
    mine = Venv.create(tmp_path / "mine", tmp_path / "home")
    with_check(guarded, mine.path)
    guarded.repo.write("devloop.local.toml", f'python = "{mine.path}"\n')
    guarded.commit(state="good 1")
    guarded.repo.write("devloop.local.toml", "")
    guarded.commit(state="good 2", code=1)
    guarded.repo.environ["DEVLOOP_PYTHON"] = str(mine.python)
    guarded.commit(state="good 3")
