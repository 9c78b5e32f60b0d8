"""The project's Python: which one it is, and what it says about itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devloop.errors import CannotJudge
from devloop.verdict.fingerprint import Json
from devloop.verdict.memo import Memo, stat_of

USUAL_PLACES = (".venv", "venv")
PROBE = """
import json, platform, sys, sysconfig
print(json.dumps({
    "version": sys.version,
    "implementation": sys.implementation.name,
    "abi": sysconfig.get_config_var("SOABI") or "",
    "platform": sysconfig.get_platform(),
    "libc": "-".join(platform.libc_ver()),
    "prefix": sys.prefix,
    "base": getattr(sys, "_base_executable", sys.executable),
    "paths": [path for path in sys.path if path],
}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """What an interpreter says about itself."""

    version: str
    implementation: str
    abi: str
    platform: str
    libc: str
    prefix: str
    base: str
    """The executable behind a virtual environment's."""
    paths: tuple[str, ...]
    """Where it looks for modules, variables of the caller's aside."""


def find_python(configured: str | None, tops: Sequence[Path], environ: Mapping[str, str]) -> Path:
    """The project's interpreter.

    The configured one; else a `.venv` or `venv` in the worktree or the main worktree; else the
    active environment; else the one devloop runs in. `CannotJudge` where the configured one is
    not there.
    """
    if configured is not None:
        return _configured(configured, tops)
    for top in tops:
        for place in USUAL_PLACES:
            if (top / place / "pyvenv.cfg").exists() and (found := _python_in(top / place)):
                return found
    active = environ.get("VIRTUAL_ENV")
    if active and not _is_own(Path(active)) and (found := _python_in(Path(active))):
        return found
    return Path(sys.executable)


def _configured(configured: str, tops: Sequence[Path]) -> Path:
    for top in tops:
        path = top / Path(configured).expanduser()
        if path.exists():
            return Path(os.path.abspath(path))  # noqa: PTH100 - a link names the environment
    raise CannotJudge(
        f"the configured Python is not there: {configured}",
        hint=f"make the environment ({tops[0] / configured}), or correct environment.python",
    )


def _python_in(environment: Path) -> Path | None:
    names = ("Scripts/python.exe",) if os.name == "nt" else ("bin/python", "bin/python3")
    return next((environment / name for name in names if (environment / name).exists()), None)


def _is_own(environment: Path) -> bool:
    """Whether it is devloop's own environment, as under pre-commit, pipx or uv tool."""
    return os.path.realpath(environment) == os.path.realpath(sys.prefix)


def interpreter(python: Path, memo: Memo) -> Interpreter:
    """What the interpreter says about itself, remembered as long as its files are the same."""
    key = f"interpreter {python} {_stats(python)}"
    fact = memo.get(key)
    if not isinstance(fact, dict):
        fact = _ask(python)
        memo.put(key, fact)
    try:
        return _interpreter(fact)
    except KeyError as error:
        raise CannotJudge(f"{python} does not say what it is") from error


def _stats(python: Path) -> str:
    config = python.parent.parent / "pyvenv.cfg"
    return f"{stat_of(python)} {stat_of(config)}"


def _ask(python: Path) -> dict[str, Json]:
    try:
        done = subprocess.run(
            [python, "-c", PROBE],
            capture_output=True,
            check=True,
            stdin=subprocess.DEVNULL,
            cwd=python.parent,
            env={k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GIT_"))},
        )
        answer = json.loads(done.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise CannotJudge(
            f"the project's Python does not run: {python} ({error})",
            hint="make the environment anew, or set environment.python",
        ) from error
    return dict(answer)


def _interpreter(fact: dict[str, Json]) -> Interpreter:
    paths = fact["paths"]
    return Interpreter(
        version=str(fact["version"]),
        implementation=str(fact["implementation"]),
        abi=str(fact["abi"]),
        platform=str(fact["platform"]),
        libc=str(fact["libc"]),
        prefix=str(fact["prefix"]),
        base=str(fact["base"]),
        paths=tuple(str(path) for path in paths) if isinstance(paths, list) else (),
    )
