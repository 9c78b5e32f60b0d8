"""A command's own scripts and settings decide what it says."""

from __future__ import annotations

import pytest

from devloop.git.ids import RepoPath
from devloop.run.planning.named_files import named_files

PATHS = tuple(
    RepoPath(path)
    for path in sorted(
        (
            "lint.cfg",
            "lint.sh",
            "single.py",
            "src/inside/lint.py",
            "tools/deep/words",
            "tools/lint.py",
            "x y",
        )
    )
)


@pytest.mark.parametrize(
    ("run", "patterns"),
    [
        ("ruff check {files}", ()),
        ("sh lint.sh {files}", ("lint.sh",)),
        ("sh ./lint.sh {files}", ("lint.sh",)),
        ("flake8 --config=lint.cfg {files}", ("lint.cfg",)),
        ("flake8 --config 'lint.cfg' {files}; sh lint.sh", ("lint.cfg", "lint.sh")),
        (("sh", "-c", "sh lint.sh $@", "{files}"), ("lint.sh",)),
        ("python tools/lint.py {files}", ("tools/**",)),
        ("tools/deep/../lint.py {files}", ("tools/**",)),
        ("grep -f tools/deep/words {files}", ("tools/deep/**",)),
        ("python -m tools.lint {files}", ("tools/**",)),
        ("python -m inside.lint {files}", ("src/inside/**",)),
        ("python -m single {files}", ("single.py",)),
        ("lint --rules tools {files}", ("tools/**",)),
        ("lint tool /etc/lint.cfg ../lint.sh * x {files}", ()),
        (None, ()),
    ],
)
def test_files_that_a_command_names(run: str | tuple[str, ...] | None, patterns: object) -> None:
    assert named_files(run, PATHS) == patterns


def test_in_an_empty_tree_nothing_is_named() -> None:
    assert named_files("sh lint.sh {files}", ()) == ()
