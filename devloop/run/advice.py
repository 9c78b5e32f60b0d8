"""The next step for a check that is red for want of something that the caller has.

Pure: it reads what a check printed beside what the caller's shell has and the check did not get.
It only ever changes the hint; what a check came to stays what it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from devloop.config.model import Check
from devloop.git.record import dataclass

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,}")
ASKED = re.compile(
    r"environ|getenv|KeyError|unbound variable|parameter not set|[Nn]ot (?:set|defined|found)"
    r"|process\.env|env::var|ENV\[|\$\{?\w|[Mm]issing|[Rr]equired|undefined"
)
"""What stands in a line in which a program asks for a variable, or misses one."""

MODULE = re.compile(r"(?:No module named|Cannot find module) '?([\w.]+)'?")
FILE = re.compile(
    r"(?:No such file or directory|ENOENT[^'\"]*open|cannot open|can't open(?: file)?)"
    r":? ?[\u2018'\"]([^'\"\u2019\n]+)['\"\u2019]"
    r"|^(?:\w+: )?([\w./ -]+): No such file or directory",
    re.MULTILINE,
)
HISTORY = re.compile(
    r"setuptools[-_]scm|versioneer|hatch[-_]vcs|vcs[-_]versioning|dunamai|git describe"
    r"|cannot describe|No names found|unknown revision|bad revision|No tags|0\+unknown"
    r"|\d\.dev\d+\+g"
)
"""What tools print that tell a version from tags, or look at commits."""

NOISE = frozenset(
    (
        *("_", "PWD", "OLDPWD", "SHLVL", "PS1", "PATH", "TERM", "MAIL", "PAGER", "EDITOR"),
        *("VISUAL", "HOSTNAME", "COLUMNS", "LINES", "IFS", "CDPATH", "LS_COLORS", "VIRTUAL_ENV"),
    )
)
FOREIGN = ("GIT_", "DEVLOOP", "BASH_", "LESS", "PYTHONHOME", "PYTEST_CURRENT_TEST")
"""Variables that no check is to get."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What is there where devloop was called, beside what the check got."""

    environ: Mapping[str, str]
    given: Mapping[str, str]
    """The variables of the check."""
    top: Path
    is_ignored: Callable[[str], bool]
    """True if git ignores a path of the worktree."""
    is_judged: Callable[[str], bool]
    """True if a path is part of what was judged."""


def advice(check: Check, output: bytes, caller: Caller) -> str:
    """The next step, where something of the caller's plainly was missing; else nothing."""
    text = output.decode("utf-8", "replace")
    return (
        _of_variables(text, caller)
        or _of_modules(text, caller)
        or _of_files(text, caller)
        or _of_history(check, text)
    )


def _of_variables(text: str, caller: Caller) -> str:
    names = tuple(dict.fromkeys(_left_out(text, caller)))[:3]
    if not names:
        return ""
    listed = ", ".join(f'"{name}"' for name in names)
    said = "are set here, and" if len(names) > 1 else "is set here, and"
    return f"{', '.join(names)} {said} the check did not get it: pass-env = [{listed}]"


def _left_out(text: str, caller: Caller) -> Iterator[str]:
    """The caller's variables that the check did not get and its output asks for."""
    missing = {
        name
        for name in caller.environ
        if name not in caller.given and name not in NOISE and not name.startswith(FOREIGN)
    }
    for line in text.splitlines():
        named = missing.intersection(WORD.findall(line))
        if named and ASKED.search(line):
            yield from sorted(named)


def _of_modules(text: str, caller: Caller) -> str:
    """A module that lies where the caller's Python looks for it."""
    for module in dict.fromkeys(found[1].partition(".")[0] for found in MODULE.finditer(text)):
        if hint := _of_path(module, caller) or _of_environment(module, caller):
            return hint
    return ""


def _of_path(module: str, caller: Caller) -> str:
    if "PYTHONPATH" in caller.given:
        return ""
    for entry in filter(None, caller.environ.get("PYTHONPATH", "").split(os.pathsep)):
        folder = caller.top / entry
        if not _holds(folder, module):
            continue
        said = f"{module} is found by PYTHONPATH here, and the check did not get it"
        if folder.is_relative_to(caller.top):
            inside = folder.relative_to(caller.top)
            return f'{said}: env = {{ PYTHONPATH = "{inside}" }}'
        return f'{said}: pass-env = ["PYTHONPATH"]'
    return ""


def _of_environment(module: str, caller: Caller) -> str:
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        prefix = caller.environ.get(name)
        if not prefix or prefix == caller.given.get("VIRTUAL_ENV"):
            continue
        if any(_holds(site, module) for site in Path(prefix).glob("lib/python3*/site-packages")):
            said = f"{module} is in the active environment, which was not used"
            return f"{said}: DEVLOOP_PYTHON={prefix}"
    return ""


def _holds(folder: Path, module: str) -> bool:
    return (folder / f"{module}.py").exists() or (folder / module).is_dir()


def _of_files(text: str, caller: Caller) -> str:
    """A file of the worktree that is no part of what is judged."""
    for found in FILE.finditer(text):
        path = _in_worktree(Path(found[1] or found[2]), caller.top)
        if not path or caller.is_judged(path):
            continue
        if not caller.is_ignored(path):
            return f"{path} is not staged, so it is ignored: git add {path}"
        shared = _ignored_root(path, caller)
        return f'{path} is ignored by git, so it is not there: share = ["{shared}"]'
    return ""


def _in_worktree(path: Path, top: Path) -> str:
    """The path in the worktree that a check has asked for in its workspace."""
    parts = path.parts[1:] if path.is_absolute() else path.parts
    ways = ("/".join(parts[start:]) for start in range(len(parts) if path.is_absolute() else 1))
    return next((way for way in ways if way and ".." not in parts and (top / way).exists()), "")


def _ignored_root(path: str, caller: Caller) -> str:
    """The outermost folder above a path that git ignores as a whole."""
    parts = path.split("/")
    roots = ("/".join(parts[: end + 1]) for end in range(len(parts)))
    return next((root for root in roots if caller.is_ignored(root)), path)


def _of_history(check: Check, text: str) -> str:
    if check.reads_history or not (found := HISTORY.search(text)):
        return ""
    return (
        f"it asks for tags or commits ({found[0]}), and sees none: reads-history = true"
        f", under checks.{check.configured}"
    )
