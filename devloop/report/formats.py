"""The formats in which `devloop check` writes its results to files, one line each."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from devloop.git.ids import RepoPath
    from devloop.report.findings import ReportFindings
    from devloop.run.result import Report


class Reported(Struct, frozen=True, kw_only=True):
    """All that a format may tell."""

    reports: tuple[Report, ...]
    """As the store kept them, one for each tree."""
    findings: tuple[ReportFindings, ...]
    """The same with all that can be pointed at."""
    anchor: RepoPath | None
    """A file to point at, where a reader refuses what points at none."""


class Format(Struct, frozen=True, kw_only=True):
    """One format of a file."""

    name: str
    """Of the option that takes the file."""
    help: str
    maker: str
    """`module:function`, which takes a `Reported` and gives the bytes of the file."""
    module: str = ""
    """A module that it needs beyond what every installation has."""

    def make(self, told: Reported) -> bytes:
        """The file."""
        module, _, function = self.maker.partition(":")
        maker: Callable[[Reported], bytes] = getattr(import_module(module), function)
        return maker(told)


FORMATS = (
    Format(
        name="junit",
        help="Write JUnit XML: test by test, other checks as one.",
        maker="devloop.report.junit:junit_file",
        module="junitparser",
    ),
    Format(
        name="sarif",
        help="Write SARIF 2.1.0: failing lines and tests.",
        maker="devloop.report.sarif:sarif_file",
    ),
    Format(
        name="code-quality",
        help="Write failing lines as GitLab shows them.",
        maker="devloop.report.code_quality:code_quality_file",
    ),
)


def json_file(document: object) -> bytes:
    """A document as a file of JSON."""
    return json.dumps(document, indent=1).encode() + b"\n"
