"""What the proof says is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROOF = (ROOT / "docs/explanation/proof.md").read_text()


def names_of_tests() -> frozenset[str]:
    """The names of all tests."""
    texts = (path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    return frozenset(name for text in texts for name in re.findall(r"def (test_\w+)\(", text))


def test_every_test_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PROOF))
    assert len(named) > 100
    assert not named - names_of_tests()


def test_every_one_of_the_68_cases_has_a_line() -> None:
    lines = re.findall(r"^\| (\d+) .+ \| .+ \|$", PROOF, re.MULTILINE)
    assert [int(line) for line in lines] == list(range(1, 69))
