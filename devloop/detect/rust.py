"""Checks of a Rust crate or workspace: cargo's own commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devloop.config.model import Check
from devloop.detect.evidence import ProjectTools
from devloop.detect.guessed import Guess

MANIFEST = "Cargo.toml"
CACHES = ("target",)
"""Cargo compares what it has built with the sources by their contents and times."""


def rust(evidence: ProjectTools) -> Iterator[Guess]:
    """The tests, clippy and the format of all that the manifest at the root leads to."""
    text = evidence.texts.get(MANIFEST)
    if text is None:
        return
    everything = ("--workspace",) if re.search(r"^\[workspace\b", text, re.MULTILINE) else ()
    locked = ("--locked",) if evidence.one_of("Cargo.lock") else ()
    why = f"there is a {MANIFEST}"
    lint = ("cargo", "clippy", *everything, "--all-targets", *locked, "--", "-D", "warnings")
    for check, what, caches in (
        (
            Check(
                name="format",
                run=("cargo", "fmt", "--all", "--check"),
                fix=("cargo", "fmt", "--all"),
            ),
            "every file is as rustfmt formats it",
            (),
        ),
        (Check(name="lint", run=lint), "clippy has no warning", CACHES),
        (
            Check(name="tests", run=("cargo", "test", *everything, *locked)),
            "cargo runs all tests",
            CACHES,
        ),
    ):
        yield Guess(check, what, why, caches=caches, language="rust")
