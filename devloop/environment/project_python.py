"""Which Python is the project's: found in one order, and none is given up in silence.

A personal choice counts most; it may differ from person to person, since what is in the
environment is in every key. devloop's own Python comes last, and is no place to install anything.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path

from devloop.environment.memo import Memo, stats_of
from devloop.environment.tool_environments import tool_environment
from devloop.errors import CannotJudge
from devloop.files.atomic import write_whole
from devloop.git.record import dataclass

USUAL_PLACES = (".venv", "venv", "env")
DIRENV = ".direnv"
"""Folder in which direnv makes an environment for each version of Python."""

ACTIVE = ("VIRTUAL_ENV", "CONDA_PREFIX")
"""Variables by which a shell says that an environment is active."""

MARKS_OF_TOOLS = ("pipx_metadata.json", "uv-receipt.toml", ".prek-hook.json")
"""Files that lie in an environment made for one program alone, devloop."""


class Way(Enum):
    """Way in which the project's Python was found."""

    CHOSEN = "chosen"
    """By `DEVLOOP_PYTHON`, or by `python` in devloop.local.toml."""
    CONFIGURED = "configured"
    FOLDER = "folder"
    """In the repository."""
    TOOL = "tool"
    """By poetry, pdm, hatch or uv."""
    ACTIVE = "active"
    SERVED = "served"
    """It was active when it last served in this clone."""
    PATH = "path"
    OWN = "own"
    """It is devloop's own."""


SERVING = (Way.ACTIVE, Way.PATH)
"""Ways that depend on the shell, so that what they led to is worth remembering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPython:
    """An interpreter, and how it was found."""

    path: Path
    way: Way

    @property
    def prefix(self) -> Path:
        """The environment that it belongs to."""
        return self.path.parent.parent

    @property
    def takes_packages(self) -> bool:
        """True if it belongs to an environment into which a project's packages may go."""
        if self.way is Way.OWN:
            return False
        return self.way is not Way.PATH or _is_environment(self.prefix) or not _is_managed(self)


def how_to_install(found: FoundPython, package: str) -> str:
    """The command that puts a package where the project's checks find it.

    Never into an environment that is not the project's: then one has to be made first.
    """
    if not found.takes_packages:
        return f"python3 -m venv .venv && .venv/bin/python -m pip install {package}"
    if _is_made_by_uv(found.prefix):
        return f"uv pip install --python {found.path} {package}"
    return f"{found.path} -m pip install {package}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """Personal choice of the project's Python, on one machine."""

    chosen: str | None = None
    """In devloop.local.toml."""
    served: FoundPython | None = None
    """Python that served last in this clone."""


NOBODY = Personal()


def served_last(file: Path) -> FoundPython | None:
    """The Python that a file names as the last that served; None where it is gone."""
    stats_of([file])
    try:
        word, _, path = os.fsdecode(file.read_bytes()).strip().partition(" ")
    except OSError:
        return None
    known = {way.value: way for way in SERVING}
    if word not in known or not Path(path).exists():
        return None
    return FoundPython(path=Path(path), way=known[word])


def note_served(file: Path, found: FoundPython) -> None:
    """Write down that checks ran with it, where another shell might not find it again."""
    if found.way not in SERVING or served_last(file) == found:
        return
    with suppress(OSError):
        write_whole(file, os.fsencode(f"{found.way.value} {found.path}\n"))


def find_python(
    configured: str | None,
    tops: Sequence[Path],
    environ: Mapping[str, str],
    memo: Memo,
    personal: Personal = NOBODY,
) -> FoundPython:
    """The project's interpreter.

    `tops` are the worktree and the main worktree. `CannotJudge` where one that was named is not
    there, or where an environment in the worktree has lost its interpreter.
    """
    chosen = environ.get("DEVLOOP_PYTHON"), personal.chosen
    for named, where in zip(chosen, ("DEVLOOP_PYTHON", "devloop.local.toml"), strict=True):
        if named:
            return FoundPython(path=_named(named, tops, where), way=Way.CHOSEN)
    if configured is not None:
        path = _named(configured, tops, "environment.python")
        return FoundPython(path=path, way=Way.CONFIGURED)
    found = _in_worktrees(tops, environ) or _of_a_tool(tops, environ, memo) or _active(environ)
    return found or _elsewhere(environ, personal)


def _named(named: str, tops: Sequence[Path], where: str) -> Path:
    for top in tops:
        path = top / Path(named).expanduser()
        if path.is_dir():
            path = _python_in(path) or path
        if path.is_file():
            return Path(os.path.abspath(path))  # noqa: PTH100 - a link names the environment
    raise CannotJudge(
        f"the configured Python does not exist: {named}",
        hint=f"make the environment ({tops[0] / named}), or correct {where}",
    )


def _in_worktrees(tops: Sequence[Path], environ: Mapping[str, str]) -> FoundPython | None:
    for top in tops:
        for environment in (*(top / place for place in USUAL_PLACES), *_of_direnv(top, environ)):
            if (environment / "pyvenv.cfg").exists():
                return FoundPython(path=_python_of(environment), way=Way.FOLDER)
    return None


def _of_direnv(top: Path, environ: Mapping[str, str]) -> list[Path]:
    """The environments that direnv has made, the active one first, then the newest Python."""
    folder = top / DIRENV
    stats_of([folder])
    active = environ.get("VIRTUAL_ENV", "")
    found = folder.glob("python-*") if folder.is_dir() else ()
    return sorted(found, key=lambda path: (str(path) == active, _numbers(path.name)), reverse=True)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def _of_a_tool(tops: Sequence[Path], environ: Mapping[str, str], memo: Memo) -> FoundPython | None:
    for top in tops:
        place = tool_environment(top, environ, memo)
        python = _python_in(place) if place is not None and place.is_dir() else place
        if python is not None:
            return FoundPython(path=python, way=Way.TOOL)
    return None


def _active(environ: Mapping[str, str]) -> FoundPython | None:
    for name in ACTIVE:
        prefix = environ.get(name)
        if prefix and not _is_for_devloop_alone(Path(prefix), environ):
            python = _python_in(Path(prefix))
            if python is not None:
                return FoundPython(path=python, way=Way.ACTIVE)
    return None


def _elsewhere(environ: Mapping[str, str], personal: Personal) -> FoundPython:
    """What is left where no environment is known."""
    served = personal.served
    if served is not None and (served.way is Way.ACTIVE or _nobody_types(environ)):
        return FoundPython(path=served.path, way=Way.SERVED)
    on_path = next(_on_path(environ), None)
    if on_path is not None:
        return FoundPython(path=on_path, way=Way.PATH)
    return FoundPython(path=Path(sys.executable), way=Way.OWN)


def _nobody_types(environ: Mapping[str, str]) -> bool:
    """True if no terminal is behind this, but a graphical client, whose PATH says little."""
    return "TERM" not in environ


def _on_path(environ: Mapping[str, str]) -> Iterator[Path]:
    """The Pythons of the PATH that are not devloop's own."""
    for entry in environ.get("PATH", os.defpath).split(os.pathsep):
        folder = Path(entry)
        if not folder.is_absolute() or _is_own(folder.parent):
            continue
        for path in (folder / "python3", folder / "python"):
            if os.access(path, os.X_OK) and not _is_old(path):
                yield path
                break


def _is_old(path: Path) -> bool:
    """True if a `python` is a Python 2."""
    return os.path.basename(os.path.realpath(path)).startswith("python2")  # noqa: PTH119 - a text


def _python_of(environment: Path) -> Path:
    """Its interpreter; another one in its place would judge what nobody asked about."""
    found = _python_in(environment)
    if found is None:
        raise CannotJudge(
            f"the Python of {environment} is missing",
            hint=f"recreate it: python3 -m venv --clear {environment}",
        )
    return found


def _python_in(environment: Path) -> Path | None:
    names = ("bin/python", "bin/python3")
    return next((environment / name for name in names if (environment / name).exists()), None)


def _is_own(environment: Path) -> bool:
    """True if it is the environment that devloop lives in, and not the machine's."""
    own = sys.prefix != sys.base_prefix
    return own and os.path.realpath(environment) == os.path.realpath(sys.prefix)


def _is_for_devloop_alone(environment: Path, environ: Mapping[str, str]) -> bool:
    """True if pipx, uv tool or a framework of hooks has made it for devloop."""
    if os.path.realpath(environment) != os.path.realpath(sys.prefix):
        return False
    return "PRE_COMMIT" in environ or any((environment / n).exists() for n in MARKS_OF_TOOLS)


def _is_environment(prefix: Path) -> bool:
    return (prefix / "pyvenv.cfg").exists() or (prefix / "conda-meta").is_dir()


def _is_made_by_uv(prefix: Path) -> bool:
    """True if uv has made it, which puts no pip there."""
    try:
        text = (prefix / "pyvenv.cfg").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return "\nuv = " in f"\n{text}"


def _is_managed(found: FoundPython) -> bool:
    """True if pip would refuse to install into it, as PEP 668 lets distributions say."""
    real = Path(os.path.realpath(found.path))
    return any(real.parent.parent.glob("lib/python3*/EXTERNALLY-MANAGED"))
