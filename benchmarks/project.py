"""A real project: some commits of its history made again under each tool, and one push of them."""

from __future__ import annotations

import shutil
import subprocess
import venv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import Command, Measured, run, seconds
from repositories import Sandbox
from tools import Check, Toolbox, configuration, install_hooks

RUFF, PYTEST = "ruff==0.15.9", "pytest==9.0.2"
ABOUT_TESTS = ("src/", "tests/", "examples/", "pyproject.toml", "README.md")
"""What click's tests depend on; all tools are told so."""
CHECKS = (
    Check(name="ruff", run="ruff check --no-fix --force-exclude", per_file=True),
    Check(name="tests", run="python -m pytest -q", kind="pytest", about=ABOUT_TESTS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The commits to be made again, oldest first, and the one before them."""

    source: Path
    base: str
    commits: tuple[str, ...]


def history_of(source: Path, count: int, last: str = "HEAD") -> History:
    """The last commits of a clone's first-parent line."""
    git = ["git", "-C", str(source), "rev-list", "--first-parent", f"--max-count={count + 1}", last]
    found = subprocess.run(git, capture_output=True, text=True, check=True).stdout.split()
    return History(source=source, base=found[-1], commits=tuple(reversed(found[:-1])))


def measure_project(
    history: History, tools: Sequence[str], toolbox: Toolbox, place: Path, environ: dict[str, str]
) -> Iterator[Measured]:
    """Seconds that each commit and the push of all of them keep a person waiting."""
    sandboxes = {
        tool: _clone(history, tool, toolbox, place / tool / "project", environ) for tool in tools
    }
    taken: dict[str, list[float]] = {tool: [] for tool in tools}
    for number, commit in enumerate(history.commits):
        first = number % len(tools)
        for tool in (*tools[first:], *tools[:first]):
            taken[tool].append(_commit(sandboxes[tool], commit))
    pushes = {tool: seconds(_push(sandbox)) for tool, sandbox in sandboxes.items()}
    yield _line("one commit", {tool: tuple(values) for tool, values in taken.items()})
    sums = {tool: sum(values) for tool, values in taken.items()}
    yield _line(f"{len(history.commits)} commits", {tool: (sums[tool],) for tool in tools})
    yield _line("one push", {tool: (pushes[tool],) for tool in tools})
    yield _line("all of it", {tool: (sums[tool] + pushes[tool],) for tool in tools})


def _line(case: str, values: Mapping[str, tuple[float, ...]]) -> Measured:
    return Measured(table="project", case=case, unit="s", values=values)


def _clone(
    history: History, tool: str, toolbox: Toolbox, top: Path, environ: dict[str, str]
) -> Sandbox:
    """A clone at the base with its own environment, the configuration and the tool's hooks."""
    shutil.rmtree(top, ignore_errors=True)
    top.parent.mkdir(parents=True, exist_ok=True)
    clone = ["git", "clone", "-q", "--shared", "--no-checkout", str(history.source), str(top)]
    subprocess.run(clone, check=True)
    programs = top / ".venv/bin"
    own = {"PATH": f"{programs}:{environ['PATH']}", "VIRTUAL_ENV": str(top / ".venv")}
    sandbox = Sandbox(top=top, environ={**environ, **own})
    sandbox.git("remote", "remove", "origin")
    sandbox.git("checkout", "-q", "-B", "main", history.base)
    (top / ".git/info/exclude").write_text(".venv/\n")
    venv.create(top / ".venv", with_pip=True)
    pip = ("python", "-m", "pip", "install", "-q", RUFF, PYTEST, "-e", ".")
    run(sandbox.command(str(programs / pip[0]), *pip[1:]))
    sandbox.commit_files(configuration(CHECKS), "Say what is checked")
    sandbox.publish()
    install_hooks(tool, toolbox, sandbox)
    return sandbox


def _commit(sandbox: Sandbox, commit: str) -> float:
    """Bring in what a commit of the history has, and make it a commit with the hooks' consent."""
    sandbox.git("read-tree", "--reset", "-u", commit)
    for name, text in configuration(CHECKS).items():
        (sandbox.top / name).write_text(text)
        sandbox.git("add", name)
    subject = sandbox.answer("log", "-1", "--format=%s", commit)
    return seconds(sandbox.command("git", "commit", "-q", "-m", subject))


def _push(sandbox: Sandbox) -> Command:
    return sandbox.command("git", "push", "-q", "origin", "main")
