"""For whom `devloop check` tells its results, beside the person who waits for them."""

from __future__ import annotations

import errno
import functools
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from devloop import DISTRIBUTION
from devloop.errors import UsageError
from devloop.git.record import dataclass
from devloop.report.formats import FORMATS, Format

FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """For whom results are to be told, beside the person."""

    json: bool = False
    """On standard output, in place of words."""
    files: tuple[tuple[Format, Path], ...] = ()
    """The files to write, each in its format."""
    annotations: bool = True
    """Where the CI shows them."""


OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
    *(click.option(f"--{one.name}", type=FILE, metavar="FILE", help=one.help) for one in FORMATS),
    click.option("--no-annotations", is_flag=True, help="Write no annotations in GitHub Actions."),
)


def report_options(body: Callable[..., int]) -> Callable[..., int]:
    """The options that say what is wanted; the command gets them as one value, `wanted`."""

    @functools.wraps(body)
    def run(*, as_json: bool, no_annotations: bool, **others: Any) -> int:
        paths = ((one, others.pop(one.name.replace("-", "_"))) for one in FORMATS)
        files = tuple((one, path) for one, path in paths if path is not None)
        wanted = ReportOptions(json=as_json, files=files, annotations=not no_annotations)
        return body(wanted=wanted, **others)

    return functools.reduce(lambda inner, option: option(inner), reversed(OPTIONS), run)


def validate(wanted: ReportOptions) -> None:
    """Say before anything runs what could not be written after it."""
    from importlib.util import find_spec

    for one, path in wanted.files:
        if one.module and find_spec(one.module) is None:
            install = (sys.executable, "-m", "pip", "install", f"{DISTRIBUTION}[reports]")
            text = f"--{one.name} needs {one.module}, which is not installed"
            raise UsageError(text, hint=shlex.join(install))
        _make_room(path)


def _make_room(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise unwritable(path, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def unwritable(path: Path, error: OSError) -> UsageError:
    """Error for a file that cannot be written."""
    name = os.fsdecode(path)
    return UsageError(f"{name} cannot be written: {error.strerror or error}")
