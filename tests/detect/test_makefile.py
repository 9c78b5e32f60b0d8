"""Facts about which targets of a Makefile run what they build."""

from __future__ import annotations

import pytest

from devloop.detect.makefile import rules_in, runs_something

COMPILES = "PROG = t\ntests: $(PROG)\n$(PROG): a.c\n\t$(CC) a.c -o $(PROG)\n"


def judges(text: str, target: str) -> bool:
    return runs_something(rules_in(text), target)


def test_a_target_that_only_compiles_runs_nothing() -> None:
    assert not judges(COMPILES, "tests")


def test_the_target_beside_it_that_starts_what_was_built_does() -> None:
    assert judges(f"{COMPILES}test: tests\n\t./$(PROG)\n", "test")


@pytest.mark.parametrize(
    "line",
    [
        *("./run", "@./run", "-./run", "cd x && ./run", "LC_ALL=C ./run", "./$@", "pytest -q"),
        *("$(MAKE) -C tests test", "$(PYTHON) -m pytest", "bats test", "valgrind ./t"),
    ],
)
def test_a_line_that_starts_a_program_judges(line: str) -> None:
    assert judges(f"test:\n\t{line}\n", "test")


@pytest.mark.parametrize(
    "line", ["gcc a.c", "$(CC) a.c", "@echo done", "mkdir -p x && cp a x", "/usr/bin/gcc a.c"]
)
def test_a_line_that_builds_or_speaks_does_not(line: str) -> None:
    assert not judges(f"test:\n\t{line}\n", "test")


def test_what_a_target_depends_on_counts() -> None:
    assert judges("test: a b\na:\n\techo\nb:\n\t./b\n", "test")


def test_circles_end() -> None:
    assert not judges("test: a\na: test\n", "test")


def test_variables_and_comments_are_no_targets() -> None:
    assert rules_in("test := 1\ncheck ?= 2\n# tests: x\nall::= 3\n") == {}


def test_several_targets_share_their_lines() -> None:
    rules = rules_in(".PHONY: a b\na b: c\n\t./x\n\ny = 1\n")
    assert rules["a"] == rules["b"]
    assert judges("a b: c\n\t./x\n", "b")


def test_a_continued_line_is_one_line() -> None:
    assert judges("test: \\\n  a\na:\n\t./a \\\n  --all\n", "test")
