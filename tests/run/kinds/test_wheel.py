"""What can be told from the names in a wheel."""

from __future__ import annotations

import pytest

from devloop.git.ids import RepoPath
from devloop.run.kinds.wheel import compare, has_no_code, modules_in

WHEEL = ("pkg/__init__.py", "pkg/core.py", "pkg/_version.py", "pkg-1.dist-info/METADATA")


def paths(*names: str) -> tuple[RepoPath, ...]:
    return tuple(map(RepoPath, names))


def test_packages_modules_and_extensions_can_be_imported() -> None:
    names = (*WHEEL, "single.py", "fast.cpython-311-x86_64-linux-gnu.so", "data/x.txt")
    assert modules_in(names) == ("pkg", "single", "fast")


@pytest.mark.parametrize(
    ("names", "modules"),
    [
        (("ns/one/__init__.py", "ns/one/core.py", "ns/two/__init__.py"), ("ns.one", "ns.two")),
        (("ns/deep/mod.py", "ns/other.py"), ("ns.deep.mod", "ns.other")),
        (("pkg/__init__.py", "pkg/sub/__init__.py", "docs/conf.py"), ("pkg",)),
        (("pkg-1.data/scripts/run.py", "pkg-1.dist-info/METADATA"), ()),
        (("not-a-name/__init__.py",), ()),
    ],
)
def test_what_is_topmost_is_imported(names: tuple[str, ...], modules: tuple[str, ...]) -> None:
    assert modules_in(names) == modules


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (("pkg-stubs/__init__.pyi", "x.dist-info/RECORD"), True),
        (("x-1.data/scripts/run", "x.dist-info/RECORD"), True),
        (("x.dist-info/RECORD",), False),
    ],
)
def test_a_wheel_without_code_may_be_meant_so(names: tuple[str, ...], *, meant: bool) -> None:
    assert has_no_code(names) is meant


def test_a_generated_file_and_a_forgotten_one_are_named() -> None:
    content = paths("src/pkg/__init__.py", "src/pkg/core.py", "src/pkg/data.json", "setup.py")
    found = compare(WHEEL, content)
    assert found.invented == ("pkg/_version.py",)
    assert found.missing == ("src/pkg/data.json",)


def test_a_package_at_the_root_is_found_too() -> None:
    found = compare(WHEEL[:2], paths("pkg/__init__.py", "pkg/core.py", "tests/test_core.py"))
    assert (found.invented, found.missing) == ((), ())


def test_a_single_module_is_found_wherever_it_lies() -> None:
    found = compare(("single.py",), paths("src/single.py", "setup.py"))
    assert (found.invented, found.missing) == ((), ())


def test_packages_in_folders_that_are_none_are_found() -> None:
    wheel = ("ns/one/__init__.py", "ns/one/core.py")
    content = paths("src/ns/one/__init__.py", "src/ns/one/core.py", "src/ns/one/forgotten.py")
    found = compare(wheel, content)
    assert (found.invented, found.missing) == ((), ("src/ns/one/forgotten.py",))


def test_a_copy_elsewhere_is_not_taken_for_the_source() -> None:
    content = paths("pkg/__init__.py", "pkg/core.py", "tests/copy/pkg/__init__.py")
    found = compare(WHEEL[:2], (*content, *paths("tests/copy/pkg/more.py")))
    assert (found.invented, found.missing) == ((), ())


def test_parts_from_two_places_are_both_found() -> None:
    wheel = ("one/__init__.py", "one/a.py", "two/__init__.py")
    content = paths("src/one/__init__.py", "src/one/a.py", "lib/two/__init__.py", "lib/two/b.py")
    found = compare(wheel, content)
    assert (found.invented, found.missing) == ((), ("lib/two/b.py",))
