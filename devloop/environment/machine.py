"""The package managers that a machine has, and how to get a program with them."""

from __future__ import annotations

import os
from collections.abc import Mapping

from devloop.detect.tool_sources import SYSTEM_MANAGERS, installing_programs, on_pypi
from devloop.environment.program import which
from devloop.environment.project_python import FoundPython, how_to_install

PROJECT_MANAGERS = ("uv", "poetry", "pdm")
"""Programs that make the environment of a Python project."""


def system_manager(environ: Mapping[str, str]) -> str:
    """The first package manager of the system that is here; empty where none is known."""
    path = environ.get("PATH", os.defpath)
    return next((name for name in SYSTEM_MANAGERS if which(name, path)), "")


def project_managers(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Those that can make a project's environment."""
    path = environ.get("PATH", os.defpath)
    return tuple(name for name in PROJECT_MANAGERS if which(name, path))


def how_to_get(found: FoundPython, program: str, system: str) -> str:
    """Command that installs a program that a check misses; empty if it is not known.

    A name that is no known package of Python's index is never handed to it: anybody may have
    taken it there. `system` is the package manager of the machine.
    """
    package = on_pypi(program)
    if package:
        return how_to_install(found, package)
    return next(installing_programs((program,), system), "")
