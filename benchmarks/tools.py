"""The tools that are compared: their versions, how they are installed and told what to check."""

from __future__ import annotations

import json
import re
import subprocess
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import run
from repositories import Sandbox

VERSIONS = {"pre-commit": "4.7.0", "prek": "0.5.11", "lefthook": "2.2.2"}
"""The rivals; named here and nowhere else."""

DEVLOOP = "devloop"
ROOT = Path(__file__).parent.parent
TOOLS = (*VERSIONS, DEVLOOP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check as every tool is told of it; due at a commit and at a push."""

    name: str
    run: str
    per_file: bool = False
    """Whether it gets the names of the Python files that are new."""
    about: tuple[str, ...] = ()
    """The files and folders it is about; nothing else makes it due. Empty: everything."""
    kind: str = ""
    """devloop's name for what the command does, where it knows."""


def no_ops(count: int) -> tuple[Check, ...]:
    """Checks that cost nothing."""
    return tuple(Check(name=f"nothing-{number}", run="true") for number in range(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolbox:
    """Where the programs are."""

    rivals: Path
    """A virtual environment with the rivals at their versions."""
    devloop: Path
    """One with devloop as it is here, installed as people install it."""

    def program(self, tool: str) -> str:
        """The program of a tool."""
        return str((self.devloop if tool == DEVLOOP else self.rivals) / "bin" / tool)

    def versions(self) -> dict[str, str]:
        """Of all tools, as they say it themselves."""
        return {tool: _version(self.program(tool)) for tool in TOOLS} | {"git": _version("git")}


def _version(program: str) -> str:
    argument = "version" if program.endswith("lefthook") else "--version"
    done = subprocess.run([program, argument], capture_output=True, text=True, check=True)
    return next(word for word in done.stdout.replace(",", " ").split() if word[:1].isdigit())


def open_toolbox(cache: Path) -> Toolbox:
    """The rivals, installed below `cache` when they are not there, and devloop, anew."""
    names = "-".join(f"{name}-{version}" for name, version in VERSIONS.items())
    rivals = cache / f"tools-{names}"
    if not (rivals / "done").exists():
        _install(rivals, [f"{name}=={version}" for name, version in VERSIONS.items()])
        (rivals / "done").touch()
    own = cache / "tools-devloop"
    _install(own, [str(ROOT)])
    return Toolbox(rivals=rivals, devloop=own)


def _install(environment: Path, wanted: Sequence[str]) -> None:
    """Make an environment with these packages and nothing else, their bytecode compiled."""
    venv.create(environment, with_pip=True, clear=True)
    pip = [str(environment / "bin/python"), "-m", "pip", "install", "--quiet", "--compile", *wanted]
    subprocess.run(pip, check=True)


def configuration(checks: Sequence[Check]) -> dict[str, str]:
    """The files that tell all of the tools to run these checks, by name."""
    return {
        ".pre-commit-config.yaml": _for_pre_commit(checks),
        "lefthook.yml": _for_lefthook(checks),
        "devloop.toml": _for_devloop(checks),
    }


def _for_pre_commit(checks: Sequence[Check]) -> str:
    """YAML that is JSON; prek reads it too."""
    hooks = [
        {
            "id": check.name,
            "name": check.name,
            "entry": check.run,
            "language": "system",
            **_due_in_pre_commit(check),
            "pass_filenames": check.per_file,
        }
        for check in checks
    ]
    document = {
        "default_install_hook_types": ["pre-commit", "pre-push"],
        "default_stages": ["pre-commit", "pre-push"],
        "repos": [{"repo": "local", "hooks": hooks}],
    }
    return json.dumps(document, indent=2) + "\n"


def _due_in_pre_commit(check: Check) -> dict[str, object]:
    if check.about:
        return {"files": "^(" + "|".join(re.escape(one) for one in check.about) + ")"}
    return {"types": ["python"]} if check.per_file else {"always_run": True}


def _for_lefthook(checks: Sequence[Check]) -> str:
    document = {
        "pre-commit": {"commands": {c.name: _lefthook(c, "{staged_files}") for c in checks}},
        "pre-push": {"commands": {c.name: _lefthook(c, "{push_files}") for c in checks}},
    }
    return json.dumps(document, indent=2) + "\n"


def _lefthook(check: Check, files: str) -> dict[str, object]:
    if check.about:
        globs = [f"{one}**" if one.endswith("/") else one for one in check.about]
        return {"run": check.run, "glob": globs, "files": _LEFTHOOK_FILES[files]}
    return {"run": f"{check.run} {files}", "glob": "*.py"} if check.per_file else {"run": check.run}


_LEFTHOOK_FILES = {
    "{staged_files}": "git diff --name-only --cached",
    "{push_files}": "git diff --name-only @{push} HEAD",
}
"""How lefthook learns which files an event is about where the command does not take them."""


def _for_devloop(checks: Sequence[Check]) -> str:
    lines = ['mainline = ["main"]', "background = false", "[size]", "limit = 100000"]
    for check in checks:
        words = [*check.run.split(), *(["{files}"] if check.per_file else [])]
        lines += ["", f"[checks.{check.name}]"]
        lines += [f'kind = "{check.kind}"' if check.kind else f"run = {json.dumps(words)}"]
        lines += ['files = ["*.py"]', "per-file = true"] if check.per_file else []
        globs = [f"{one}**" if one.endswith("/") else one for one in check.about]
        lines += [f"inputs = {json.dumps(globs)}"] if globs else []
    return "\n".join(lines) + "\n"


def install_hooks(tool: str, toolbox: Toolbox, sandbox: Sandbox) -> None:
    """Put the hooks of a tool into a repository."""
    run(sandbox.command(toolbox.program(tool), "install"))
