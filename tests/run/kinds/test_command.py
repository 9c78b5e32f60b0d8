"""What a plain command comes to."""

from __future__ import annotations

import pytest

from devloop.config.model import Program
from devloop.run.kinds.command import missing_module


@pytest.mark.parametrize(
    ("program", "output", "module"),
    [
        (("python", "-m", "build"), b"/venv/bin/python: No module named build\n", "build"),
        ("python3.12 -m ruff check .", b"noise\npython3.12: No module named ruff", "ruff"),
        (("python", "-W", "error", "-m", "x"), b"", None),
        (("python", "-m", "pytest"), b"E  ModuleNotFoundError: No module named 'app'\n", None),
        (("python", "-m", "pytest"), b"python: No module named pytest\n1 failed\n", None),
        (("sh", "-c", "x"), b"python: No module named x\n", None),
    ],
)
def test_a_module_that_is_not_installed_is_told_from_a_failure(
    program: Program, output: bytes, module: str | None
) -> None:
    """Only Python's own last line about the very module it was to run counts."""
    assert missing_module(program, output) == module
