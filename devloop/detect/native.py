"""Build and tests of a project in C or C++, or any other with a Makefile."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devloop.config.model import Check
from devloop.detect.evidence import ProjectTools
from devloop.detect.guessed import Guess
from devloop.detect.makefile import NAMES, rules_in, runs_something

TARGETS = ("test", "check", "tests", "unittest", "unit-test", "unittests", "test-unit")
"""Targets that run the tests, the likeliest first."""
HAS_TESTS = re.compile(
    r"^\s*(?:enable_testing|add_test|include\s*\(\s*CTest)\b", re.IGNORECASE | re.MULTILINE
)
JUST_TEST = re.compile(r"^@?(test|tests|check)\b[^\n:=]*:(?!=)", re.MULTILINE)
BUILD_FOLDERS = ("build", "_build", "build-tests")
CMAKE, MESON = "CMakeLists.txt", "meson.build"


def native(evidence: ProjectTools) -> Iterator[Guess]:
    """The build and its tests by cmake or meson: what the project says it is built with."""
    folder = _free_folder(evidence)
    if CMAKE in evidence.texts:
        yield _cmake(evidence, folder)
    elif MESON in evidence.texts:
        run = f"test -d {folder} || meson setup {folder}; meson test -C {folder} --print-errorlogs"
        check = Check(name="tests", run=run)
        yield Guess(
            check, "meson runs all tests", f"there is a {MESON}", caches=(folder,), language="meson"
        )


def _cmake(evidence: ProjectTools, folder: str) -> Guess:
    build = f"cmake -S . -B {folder} && cmake --build {folder} --parallel 2"
    found = HAS_TESTS.search(evidence.texts[CMAKE])
    if found:
        run = f"{build} && ctest --test-dir {folder} --output-on-failure"
        check, what = Check(name="tests", run=run), "cmake builds all, and ctest runs the tests"
        why = f"{CMAKE} has {found[0].strip()}"
    else:
        check, what = Check(name="build", run=build), "cmake builds all"
        why = f"there is a {CMAKE}"
    return Guess(check, what, why, caches=(folder,), language="cmake")


def _free_folder(evidence: ProjectTools) -> str:
    """A folder to build in that the content does not use."""
    used = {path.partition("/")[0] for path in evidence.paths}
    return next((name for name in BUILD_FOLDERS if name not in used), "build-devloop")


def make_target(evidence: ProjectTools) -> Iterator[Guess]:
    """The target of a Makefile or justfile that runs the tests, and not one that only compiles."""
    for name in NAMES:
        if name in evidence.texts:
            rules = rules_in(evidence.texts[name])
            target = next((one for one in TARGETS if runs_something(rules, one)), "")
            if target:
                check = Check(name="tests", run=("make", target))
                why = f"the {name} has a target {target!r}"
                yield Guess(check, f"`make {target}` passes", why, language="make")
            return
    for name in ("justfile", "Justfile"):
        found = JUST_TEST.search(evidence.texts.get(name, ""))
        if found:
            check = Check(name="tests", run=("just", found[1]))
            why = f"the {name} has a recipe {found[1]!r}"
            yield Guess(check, f"`just {found[1]}` passes", why, language="make")
            return
