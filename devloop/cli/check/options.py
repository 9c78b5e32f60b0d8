"""For whom `devloop check` tells its results, beside the person who waits for them."""

from __future__ import annotations

import errno
import functools
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import click

from devloop import DISTRIBUTION
from devloop.errors import UsageError
from devloop.git.record import dataclass

FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """For whom results are to be told, beside the person."""

    json: bool = False
    """On standard output, in place of words."""
    junit: Path | None = None
    sarif: Path | None = None
    code_quality: Path | None = None
    annotations: bool = True
    """Where the CI shows them."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All that is to be written."""
        asked = (self.junit, self.sarif, self.code_quality)
        return tuple(path for path in asked if path is not None)


FILE_OPTIONS = {
    "--junit": "Write JUnit XML: test by test, other checks as one.",
    "--sarif": "Write SARIF 2.1.0: failing lines and tests.",
    "--code-quality": "Write failing lines as GitLab shows them.",
}
OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
    *(
        click.option(name, type=FILE, metavar="FILE", help=about)
        for name, about in FILE_OPTIONS.items()
    ),
    click.option("--no-annotations", is_flag=True, help="Write no annotations in GitHub Actions."),
)


def report_options(body: Callable[..., int]) -> Callable[..., int]:
    """The options that say what is wanted; the command gets them as one value, `wanted`."""

    @functools.wraps(body)
    def run(
        *,
        as_json: bool,
        junit: Path | None,
        sarif: Path | None,
        code_quality: Path | None,
        no_annotations: bool,
        **others: object,
    ) -> int:
        wanted = ReportOptions(
            json=as_json,
            junit=junit,
            sarif=sarif,
            code_quality=code_quality,
            annotations=not no_annotations,
        )
        return body(wanted=wanted, **others)

    return functools.reduce(lambda inner, option: option(inner), reversed(OPTIONS), run)


def validate(wanted: ReportOptions) -> None:
    """Say before anything runs what could not be written after it."""
    from importlib.util import find_spec

    if wanted.junit is not None and find_spec("junitparser") is None:
        install = shlex.join((sys.executable, "-m", "pip", "install", f"{DISTRIBUTION}[reports]"))
        raise UsageError("--junit needs junitparser, which is not installed", hint=install)
    for path in wanted.files:
        _make_room(path)


def _make_room(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise unwritable(path, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def unwritable(path: Path, error: OSError) -> UsageError:
    """What is said where a file cannot be written."""
    name = os.fsdecode(path)
    return UsageError(f"{name} cannot be written: {error.strerror or error}")
