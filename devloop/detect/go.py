"""Checks of a Go module: the commands of the language's own tool."""

from __future__ import annotations

from collections.abc import Iterator

from devloop.config.model import Check
from devloop.detect.evidence import ProjectTools
from devloop.detect.guessed import Guess

MODULE = "go.mod"
UNFORMATTED = 'found=$(gofmt -l {files}); echo "$found"; test -z "$found"'
"""gofmt ends well whatever it finds."""
LINT_SETTINGS = (".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json")


def go(evidence: ProjectTools) -> Iterator[Guess]:
    """Format, vet (or golangci-lint where it is set up) and tests of the module at the root."""
    if MODULE not in evidence.texts:
        return
    why = f"there is a {MODULE}"
    form = Check(
        name="format",
        run=UNFORMATTED,
        fix=("gofmt", "-w", "{files}"),
        files=("*.go",),
        per_file=True,
    )
    yield Guess(form, "every file is as gofmt formats it", why, language="go")
    settings = evidence.one_of(*LINT_SETTINGS)
    if settings:
        lint = Check(name="lint", run=("golangci-lint", "run"))
        yield Guess(lint, "golangci-lint finds nothing", f"there is a {settings}", language="go")
    vet = Check(name="vet", run=("go", "vet", "./..."))
    yield Guess(vet, "go vet finds nothing suspicious", why, language="go")
    if evidence.matching("*_test.go"):
        tests = Check(name="tests", run=("go", "test", "./..."))
        yield Guess(tests, "go runs all tests", f"{why} with *_test.go files", language="go")
