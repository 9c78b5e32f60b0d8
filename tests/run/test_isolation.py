"""Commands that shut Python off from its variables are told from all others."""

from __future__ import annotations

import pytest

from devloop.config.model import Program
from devloop.run.isolation import isolated_python


@pytest.mark.parametrize(
    ("program", "option"),
    [
        (("python", "-I", "-m", "pytest"), "-I"),
        (("python3.12", "-Im", "pytest"), "-Im"),
        ("make x && .venv/bin/python -W error -E run.py", None),
        ("make x && .venv/bin/python -E run.py", "-E"),
        ("cd a; python -u -I x.py", "-I"),
        (("python", "-m", "pytest", "-I"), None),
        (("python", "-m", "mypy", "-E"), None),
        ("python -c 'x' -I", None),
        (("ruff", "check", "-I"), None),
        ("ipython -I", None),
        (None, None),
    ],
)
def test_only_options_of_the_interpreter_count(program: Program | None, option: str | None) -> None:
    assert isolated_python(program) == option
