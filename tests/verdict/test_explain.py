"""Differences are told in short sentences, the weightiest first."""

from __future__ import annotations

import pytest

from devloop.verdict.explain import sentences
from devloop.verdict.manifest import Difference

OLD, NEW = "1" * 40, "2" * 40
DIGEST, OTHER = "a" * 32, "b" * 32
ENV = "environment"


def told(path: str, left: str | None, right: str | None) -> str:
    (sentence,) = sentences((Difference(path=path, left=left, right=right),))
    return sentence


@pytest.mark.parametrize(
    ("path", "left", "right", "sentence"),
    [
        ("content.tree", OLD, NEW, "tree 111111111 -> 222222222"),
        ("content.part", OLD, NEW, "declared inputs 111111111 -> 222222222"),
        ("content.commit", None, NEW, "commit nothing -> 222222222"),
        ("content.refs", OLD, NEW, "history: tags changed"),
        ("check.run", "ruff check", "ruff check .", "definition: run ruff check -> ruff check ."),
        ("check.run[1]", "-q", None, "definition: run[1] -q -> nothing"),
        (f"{ENV}.interpreter.version", "3.11.2 (a)", "3.12.0 (b)", "Python 3.11.2 -> 3.12.0"),
        (f"{ENV}.interpreter.prefix", "/a", "/b", "Python of /a -> /b"),
        (f"{ENV}.interpreter.base", DIGEST, OTHER, "Python was reinstalled"),
        (
            f"{ENV}.distributions.requests",
            f"2.31.0 {DIGEST}",
            f"2.32.0 {OTHER}",
            "requests 2.31.0 -> 2.32.0",
        ),
        (
            f"{ENV}.distributions.zope.interface",
            f"5.0 {DIGEST}",
            f"5.0 {OTHER}",
            "zope.interface 5.0 has other files",
        ),
        (f"{ENV}.distributions.attrs", None, f"23.1 {DIGEST}", "attrs 23.1 is new"),
        (f"{ENV}.distributions.attrs", f"23.1 {DIGEST}", None, "attrs 23.1 is gone"),
        (f"{ENV}.distributions.x.pth", DIGEST, OTHER, "x.pth has other files"),
        (
            f"{ENV}.program.ruff",
            f"/a/ruff {DIGEST}",
            f"/b/ruff {DIGEST}",
            "program ruff: /a/ruff -> /b/ruff",
        ),
        (
            f"{ENV}.program.ruff",
            f"/a/ruff {DIGEST}",
            f"/a/ruff {OTHER}",
            "program ruff has changed",
        ),
        (f"{ENV}.program.ruff", "missing", "/a/ruff d", "program ruff: missing -> /a/ruff"),
        (f"{ENV}.variables.LANG", DIGEST, OTHER, "variable LANG changed"),
        (f"{ENV}.variables.LANG", None, OTHER, "variable LANG is new"),
        (f"{ENV}.shares.node_modules", DIGEST, None, "shared folder node_modules is gone"),
        (f"{ENV}.settings.core.eol", "lf", "crlf", "git setting core.eol: lf -> crlf"),
        (f"{ENV}.platform", "linux a", "linux b", "platform: linux a -> linux b"),
        ("manifest", "1", "2", "form of manifests: 1 -> 2"),
        ("something.else", "1", None, "something.else: 1 -> nothing"),
    ],
)
def test_a_difference_is_told(
    path: str, left: str | None, right: str | None, sentence: str
) -> None:
    assert told(path, left, right) == sentence


def test_the_same_is_said_once() -> None:
    parts = ("executable", "base", "library")
    found = [
        Difference(path=f"{ENV}.interpreter.{part}", left=DIGEST, right=OTHER) for part in parts
    ]
    assert sentences(found) == ("Python was reinstalled",)


def test_that_a_section_was_empty_is_not_worth_a_sentence() -> None:
    found = (
        Difference(path=f"{ENV}.shares", left="{}", right=None),
        Difference(path=f"{ENV}.shares.venv", left=None, right=DIGEST),
    )
    assert sentences(found) == ("shared folder venv is new",)


def test_content_comes_before_the_environment() -> None:
    found = (
        Difference(path=f"{ENV}.variables.LANG", left=DIGEST, right=OTHER),
        Difference(path="content.tree", left=OLD, right=NEW),
    )
    assert sentences(found)[0].startswith("tree ")


def test_many_distributions_installed_anew_are_counted() -> None:
    found = [
        Difference(path=f"{ENV}.distributions.d{number}", left=f"1 {DIGEST}", right=f"1 {OTHER}")
        for number in range(6)
    ]
    assert sentences(found) == ("6 distributions were reinstalled",)
    assert len(sentences(found[:5])) == 5
