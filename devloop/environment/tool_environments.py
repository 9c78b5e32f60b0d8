"""Where poetry, pdm, hatch and uv keep the environment of a project, as far as files tell.

All four name it by rules that need no program; starting one takes longer than most checks, and
some run plugins that the project names. Where the files of a project that uses poetry or hatch do
not tell, the program is asked, once for as long as they stay as they are.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from devloop.environment.memo import Memo, stats_of
from devloop.environment.program import which
from devloop.git.record import dataclass

READ = ("pyproject.toml", "poetry.lock", "poetry.toml", "pdm.toml", ".pdm-python", "hatch.toml")
"""Files at the top of a worktree that tell of a tool or steer it."""

QUESTIONS = {
    "poetry": ("--no-plugins", "env", "info", "--executable"),
    "hatch": ("env", "find"),
}
"""What a program is asked where files do not tell."""
PATIENCE_SECONDS = 20

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Where the tools keep their settings and environments on this machine."""

    poetry_config: Path
    poetry_cache: Path
    hatch_config: Path
    hatch_data: Path


def tool_environment(top: Path, environ: Mapping[str, str], memo: Memo) -> Path | None:
    """The environment that a tool keeps for the project at `top`, or its Python; None: none.

    `memo` remembers the answer until a file that it rests on changes.
    """
    homes = homes_of(environ)
    rests_on = (
        *(top / name for name in READ),
        homes.poetry_config / "config.toml",
        homes.hatch_config,
        *_storages(homes, environ),
        *(Path(found) for name in QUESTIONS if (found := _program(name, environ))),
    )
    stats = stats_of(rests_on)
    if not (top / READ[0]).exists() and not (top / ".pdm-python").exists():
        return None
    steering = [value for name, value in sorted(environ.items()) if _steers(name)]
    subject = f"tool environment {top} {steering}"
    path = memo.remembered(subject, stats, lambda: str(_find(top, environ, homes) or ""))
    return Path(str(path)) if path and Path(str(path)).exists() else None


def _steers(name: str) -> bool:
    return name.startswith(("POETRY_", "HATCH_")) or name == "UV_PROJECT_ENVIRONMENT"


def homes_of(environ: Mapping[str, str]) -> Homes:
    """The places on this platform, with what variables say of them."""
    home = Path(environ.get("HOME", os.sep))
    if sys.platform == "darwin":
        config = data = home / "Library/Application Support"
        cache = home / "Library/Caches"
    else:
        config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
        data = Path(environ.get("XDG_DATA_HOME") or home / ".local/share")
        cache = Path(environ.get("XDG_CACHE_HOME") or home / ".cache")
    return Homes(
        poetry_config=Path(environ.get("POETRY_CONFIG_DIR") or config / "pypoetry"),
        poetry_cache=Path(environ.get("POETRY_CACHE_DIR") or cache / "pypoetry"),
        hatch_config=Path(environ.get("HATCH_CONFIG") or config / "hatch/config.toml"),
        hatch_data=Path(environ.get("HATCH_DATA_DIR") or data / "hatch"),
    )


def _storages(homes: Homes, environ: Mapping[str, str]) -> Iterator[Path]:
    """Folders that change when an environment is made or removed."""
    yield homes.poetry_cache / "virtualenvs"
    yield homes.hatch_data / "env/virtual"
    if chosen := environ.get("POETRY_VIRTUALENVS_PATH"):
        yield Path(chosen)


def _find(top: Path, environ: Mapping[str, str], homes: Homes) -> Path | None:
    pyproject = _toml(top / "pyproject.toml")
    tools = _table(pyproject, "tool")
    name = str(_table(pyproject, "project").get("name") or _table(tools, "poetry").get("name", ""))
    if (own := environ.get("UV_PROJECT_ENVIRONMENT")) and (top / own / "pyvenv.cfg").exists():
        return top / own
    if found := _of_pdm(top):
        return found
    if "poetry" in tools or (top / "poetry.lock").exists():
        return _of_poetry(top, name, environ, homes) or _asked("poetry", top, environ)
    found = _of_hatch(top, name, tools, homes)
    if found is None and ("hatch" in tools or (top / "hatch.toml").exists()):
        found = _asked("hatch", top, environ)
    return found


def _of_pdm(top: Path) -> Path | None:
    """The Python that pdm has written down."""
    from devloop.config.document import read_bytes

    try:
        text = read_bytes(top / ".pdm-python").decode().strip()
    except (OSError, UnicodeDecodeError):
        return None
    path = Path(text)
    return path if path.is_absolute() and path.is_file() else None


def poetry_name(name: str, top: Path) -> str:
    """The name, but for the version of Python, under which poetry keeps a project's environments.

    As its `EnvManager.generate_env_name` makes it.
    """
    canonical = re.sub(r"[-_.]+", "-", name).lower()
    plain = re.sub(r'[ $`!*@"\\\r\n\t]', "_", canonical)[:42]
    return f"{plain}-{_checksum(os.path.realpath(top))}"


def _checksum(text: str) -> str:
    digest = hashlib.sha256(os.fsencode(text)).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")[:8]


def _of_poetry(top: Path, name: str, environ: Mapping[str, str], homes: Homes) -> Path | None:
    chosen = environ.get("POETRY_VIRTUALENVS_PATH")
    for file in (top / "poetry.toml", homes.poetry_config / "config.toml"):
        chosen = chosen or str(_table(_toml(file), "virtualenvs").get("path") or "")
    places = (chosen or "{cache-dir}/virtualenvs").replace("{cache-dir}", str(homes.poetry_cache))
    folder = Path(places.replace("{project-dir}", str(top))).expanduser()
    base = poetry_name(name, top)
    minor = str(_table(_toml(folder / "envs.toml"), base).get("minor") or "")
    if minor and (named := folder / f"{base}-py{minor}").is_dir():
        return named
    there = [path for path in folder.glob(f"{_escaped(base)}-py*") if path.is_dir()]
    return max(there, key=_version, default=None)


def _escaped(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)


def _version(path: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", path.name.rpartition("-py")[2])))


def _of_hatch(top: Path, name: str, tools: Table, homes: Homes) -> Path | None:
    """The environment called default, as hatch's `VirtualEnvironment` places it."""
    settings = {**_table(tools, "hatch"), **_toml(top / "hatch.toml")}
    path = _table(_table(settings, "envs"), "default").get("path")
    if isinstance(path, str) and path:
        return _there(top / path)
    project = re.sub(r"[-_.]+", "-", name).lower()
    virtual = _table(_table(_toml(homes.hatch_config), "dirs"), "env").get("virtual")
    data = homes.hatch_data / "env/virtual"
    if isinstance(virtual, str) and virtual:
        data = top / Path(virtual).expanduser()
    if data.is_relative_to(top) or data == Path.home() / ".virtualenvs":
        return _there(data / project)
    return _there(data / project / _checksum(str(top)) / project) if project else None


def _there(path: Path) -> Path | None:
    return path if (path / "pyvenv.cfg").exists() else None


def _program(name: str, environ: Mapping[str, str]) -> str | None:
    return which(name, environ.get("PATH", os.defpath))


def _asked(name: str, top: Path, environ: Mapping[str, str]) -> Path | None:
    """What the program itself says."""
    import subprocess

    program = _program(name, environ)
    if program is None:
        return None
    plain = {k: v for k, v in environ.items() if k not in {"VIRTUAL_ENV", "CONDA_PREFIX"}}
    try:
        done = subprocess.run(
            [program, *QUESTIONS[name]],
            cwd=top,
            env=plain,
            capture_output=True,
            check=True,
            timeout=PATIENCE_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    lines = os.fsdecode(done.stdout).strip().splitlines()
    path = Path(lines[-1].strip()) if lines else None
    return path if path is not None and path.is_absolute() and path.exists() else None


def _toml(file: Path) -> Table:
    """A file's content; nothing where it cannot be read, which is its tool's business."""
    from devloop.config.document import read_bytes, read_toml
    from devloop.errors import ConfigError

    try:
        return read_toml(read_bytes(file).decode(), file.name)
    except (OSError, UnicodeDecodeError, ConfigError):
        return {}


def _table(root: Table, name: str) -> Table:
    found = root.get(name)
    return found if isinstance(found, Mapping) else {}
