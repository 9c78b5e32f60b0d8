"""What can be told from the names in a wheel."""

from __future__ import annotations

from devloop.git.ids import RepoPath
from devloop.run.wheel import compare, packages_in

WHEEL = ("pkg/__init__.py", "pkg/core.py", "pkg/_version.py", "pkg-1.dist-info/METADATA")


def paths(*names: str) -> tuple[RepoPath, ...]:
    return tuple(map(RepoPath, names))


def test_packages_modules_and_extensions_can_be_imported() -> None:
    names = (*WHEEL, "single.py", "fast.cpython-311-x86_64-linux-gnu.so", "data/x.txt")
    assert packages_in(names) == ("pkg", "single", "fast")


def test_a_generated_file_and_a_forgotten_one_are_named() -> None:
    content = paths("src/pkg/__init__.py", "src/pkg/core.py", "src/pkg/data.json", "setup.py")
    found = compare(WHEEL, content)
    assert found.invented == ("pkg/_version.py",)
    assert found.missing == ("src/pkg/data.json",)


def test_a_package_at_the_root_is_found_too() -> None:
    found = compare(WHEEL[:2], paths("pkg/__init__.py", "pkg/core.py", "tests/test_core.py"))
    assert (found.invented, found.missing) == ((), ())
