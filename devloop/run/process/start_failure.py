"""Why a program could not be started, in a sentence.

The operating system says "No such file or directory" for a program, for its folder and for the
interpreter of a script alike; this tells them apart.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

SENTENCES = {
    errno.ENOEXEC: "{} is neither a program for this machine nor a script that begins with #!",
    errno.E2BIG: "the arguments of {} and its variables are more than the system allows",
    errno.EACCES: "{} may not be executed: permission denied",
}


def start_failure(
    program: str, cwd: Path, environ: Mapping[str, str], error: OSError | ValueError
) -> str:
    """The reason behind `error`, which starting `program` in `cwd` has raised."""
    if not os.access(cwd, os.X_OK):
        return f"the directory {cwd} does not exist or may not be entered"
    if isinstance(error, FileNotFoundError):
        return _missing(program, cwd, environ)
    if isinstance(error, OSError) and error.errno in SENTENCES:
        return SENTENCES[error.errno].format(program)
    return f"{program!r} cannot be started: {error}"


def _missing(program: str, cwd: Path, environ: Mapping[str, str]) -> str:
    from shutil import which

    found = str(cwd / program) if "/" in program else which(program, path=environ.get("PATH", ""))
    if found and Path(found).exists():
        return f"{found} is there, but the interpreter that its first line names is not"
    if "/" in program:
        return f"{program} does not exist"
    return f"{program} is not installed: no such program on the PATH"
