"""Facts about an interpreter, remembered as long as its files are the same."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from devloop.environment.memo import Memo, Stats, stats_of
from devloop.errors import CannotJudge
from devloop.files.json_value import Json
from devloop.git.record import dataclass

PROBE = """
import sys
core = list(sys.path)
import site
site.main()
import json, os, platform, sysconfig
sites = site.getsitepackages()
alone = False
try:
    with open(os.path.join(sys.prefix, "pyvenv.cfg"), encoding="utf-8") as file:
        for name, _, value in (line.partition("=") for line in file):
            if name.strip().lower() == "include-system-site-packages":
                alone = value.strip().lower() != "true"
except OSError:
    pass
if not alone:
    user = site.getusersitepackages()
    sites.append(user)
    if os.path.isdir(user):
        site.addsitedir(user)
library = sysconfig.get_config_var("INSTSONAME") or sysconfig.get_config_var("LDLIBRARY") or ""
folder = sysconfig.get_config_var("LIBDIR") or ""
print(json.dumps({
    "version": sys.version,
    "implementation": sys.implementation.name,
    "abi": sysconfig.get_config_var("SOABI") or "",
    "platform": sysconfig.get_platform(),
    "libc": "-".join(platform.libc_ver()),
    "prefix": sys.prefix,
    "base": getattr(sys, "_base_executable", None) or sys.executable,
    "library": os.path.join(folder, library) if library else "",
    "core": core,
    "sites": sites,
    "paths": [path for path in sys.path if path],
}))
"""
"""What an interpreter is asked: also the user's own site directory, and site directories that are
not there yet, since checks would see what is installed into them."""

STEERING = ("HOME", "PYTHONUSERBASE", "APPDATA")
"""Variables on which the place of the user's own site directory depends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """Facts that an interpreter gives about itself."""

    version: str
    implementation: str
    abi: str
    platform: str
    libc: str
    prefix: str
    base: str
    """The executable behind a virtual environment's."""
    library: str
    """The shared library that holds the interpreter proper, where it may have one."""
    core: tuple[str, ...]
    """Where its own standard library is."""
    sites: tuple[str, ...]
    """Where distributions are installed; not all of them need exist."""
    paths: tuple[str, ...]
    """Where it looks for modules, variables of the caller's aside; `sites` are among them."""


def interpreter(
    python: Path, memo: Memo, variables: Mapping[str, str] | None = None
) -> Interpreter:
    """Facts about the interpreter, remembered as long as its files are the same.

    Its files are the executable, `pyvenv.cfg` and the `.pth` files that add to where it looks.
    `variables` are those of the check (None: this process's). `CannotJudge` where it does not
    run.
    """
    environ = os.environ if variables is None else variables
    ask = cache(partial(_ask, python, environ))
    subject = json.dumps([str(python), *(environ.get(name) for name in STEERING)])
    own = (python, os.path.realpath(python), python.parent.parent / "pyvenv.cfg")
    sites = memo.remembered(f"sites {subject}", _stats(python, own), lambda: ask()["sites"])
    starts = (place for site in _texts(sites) for place in _start_up_files(site))
    stats = _stats(python, (*own, *starts))
    return _interpreter(python, memo.remembered(f"interpreter {subject}", stats, ask))


def _stats(python: Path, files: Sequence[str | Path]) -> Stats:
    """Of a script that chooses an interpreter, no file tells what it will choose next time."""
    stats = stats_of(files)
    try:
        with python.open("rb") as file:
            chooses = file.read(2) == b"#!"
    except OSError:
        return stats
    return Stats(digest=stats.digest, newest=float("inf")) if chooses else stats


def _start_up_files(site: str) -> Sequence[str]:
    try:
        names = os.listdir(site)  # noqa: PTH208 - hot path
    except OSError:
        return ()
    return [f"{site}{os.sep}{name}" for name in sorted(names) if name.endswith(".pth")]


def _ask(python: Path, variables: Mapping[str, str]) -> dict[str, Json]:
    try:
        done = subprocess.run(
            [python, "-I", "-S", "-c", PROBE],
            capture_output=True,
            check=True,
            env=dict(variables),
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
        answer = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        raise CannotJudge(
            f"the project's Python does not run: {python} ({error})",
            hint="recreate the environment, or set environment.python",
        ) from error
    return dict(answer)


def _interpreter(python: Path, fact: Json) -> Interpreter:
    if not isinstance(fact, dict):
        raise CannotJudge(f"{python} does not answer as a Python interpreter")
    sites, paths = _texts(fact["sites"]), _texts(fact["paths"])
    return Interpreter(
        version=str(fact["version"]),
        implementation=str(fact["implementation"]),
        abi=str(fact["abi"]),
        platform=str(fact["platform"]),
        libc=str(fact["libc"]),
        prefix=str(fact["prefix"]),
        base=str(fact["base"]),
        library=str(fact["library"]),
        core=_texts(fact["core"]),
        sites=sites,
        paths=tuple(dict.fromkeys((*paths, *sites))),
    )


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
