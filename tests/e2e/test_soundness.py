"""Ways to a green that is none: what a verdict rests on has changed, and nobody should miss it."""

from __future__ import annotations

import pytest

from tests.support.guarded import Guarded, one_check

PER_FILE = 'files = ["*.txt"]\nper-file = true'


@pytest.mark.parametrize(
    ("name", "line", "lax", "strict"),
    [
        ("lint.sh", "sh lint.sh {files}", "exit 0\n", '! grep -q good "$@"\n'),
        ("tools/rules", "grep -vqf tools/rules {files}", "never\n", "good\n"),
    ],
)
def test_a_per_file_verdict_rests_on_the_files_that_the_command_names(
    guarded: Guarded, name: str, line: str, lax: str, strict: str
) -> None:
    guarded.configure(one_check(line, PER_FILE))
    guarded.repo.stage({name: lax, "a.txt": "good\n"})
    guarded.commit()
    guarded.repo.stage({name: strict})
    assert "only failed" in guarded.commit(code=1).said
