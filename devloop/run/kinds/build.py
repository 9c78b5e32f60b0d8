"""Kind `build`: sdist and wheel from exactly the content, the wheel installed and imported.

The project's own backend builds in an isolated environment (PEP 517, through `build`); the wheel
is made from the sdist, so what the sdist lacks shows. What is installed is imported in a fresh
environment that knows neither the content nor the user's folders.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

from devloop.environment.project_python import how_to_install
from devloop.git.ids import RepoPath
from devloop.git.record import replace
from devloop.run.assignment import Assignment
from devloop.run.kinds.wheel import Comparison, compare, has_no_code, modules_in, names_in
from devloop.run.process.supervise import ProcessResult
from devloop.run.run_result import RunResult, combine, errored
from devloop.verdict.outcome import Outcome
from devloop.words import listed
from devloop.workspace.checkout import remove

IMPORT = """\
import importlib, sys
_, place, word, *names = sys.argv
del sys.argv[1:]
for name in names:
    importlib.import_module(name)
with open(place, "w") as file:
    file.write(word)
"""
"""Imports modules, and says so at its end: an exit code of 0 may be the word of one of them."""
START = (
    "import os, sys; os.chdir(sys.argv.pop(1)); import runpy;"
    " runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)
"""Runs a module as `python -m` does in some folder, such as one without any module in it."""
NO_BACKEND = re.compile(rb"^ERROR Backend '(.+)' is not available", re.MULTILINE)
NO_PIP = (b"No module named pip", b"no such option: --python")
"""What is said where the project's Python has no pip, or one before 22.3."""
SHOWN = 3


def run_build(work: Assignment) -> RunResult:
    """Build, install and import; the first that does not pass decides."""
    place = work.notes / "dist"
    remove(place)
    runs = [_start(work, "build", "--outdir", str(place), str(work.workspace.stand))]
    built = _built(combine(runs), work)
    if built.outcome is not Outcome.PASSED:
        return built
    wheels = sorted(place.glob("*.whl"))
    if len(wheels) != 1:
        return _errored(work, built, f"{len(wheels)} wheels were built instead of one")
    return _tried(work, wheels[0], runs)


def _start(work: Assignment, module: str, *words: str) -> ProcessResult:
    """Run a module of the project's Python, where nothing leads to the content."""
    argv = (str(work.python), "-c", START, str(work.notes), module, *words)
    return work.start(argv, extra={"PYTHONPATH": ""})


def _built(ran: RunResult, work: Assignment) -> RunResult:
    """A build that failed for what it needs from elsewhere says nothing about the content."""
    if ran.outcome is not Outcome.FAILED:
        return ran
    if b"No module named build" in ran.output:
        note = f"build is not installed in the environment of {work.python}"
        return _errored(work, ran, note, how_to_install(work.found, "build"))
    backend = NO_BACKEND.search(ran.output)
    if backend:
        name = backend[1].decode(errors="replace")
        hint = "name what provides it: requires, under [build-system] in pyproject.toml"
        return _errored(work, ran, f"the build backend {name} is not installed", hint)
    last = ran.output.rstrip().rpartition(b"\n")[2]
    if b"'pip'" in last and b"'install'" in last:
        return _errored(work, ran, "what the build requires could not be installed")
    return ran


def _tried(work: Assignment, wheel: Path, runs: list[ProcessResult]) -> RunResult:
    """Install the wheel in a fresh environment and import what it brings."""
    try:
        names = names_in(wheel)
    except BadZipFile:
        return _failed(combine(runs), "the wheel is not a valid zip file")
    modules = modules_in(names)
    if not modules and not has_no_code(names):
        return _failed(combine(runs), "the wheel contains nothing to import")
    python = _installed(work, wheel, runs)
    ran = combine(runs)
    if ran.outcome is Outcome.FAILED:
        note = "the wheel was built, but could not be installed in a fresh environment"
        return _errored(work, ran, note)
    return _imported(work, python, modules, runs, names)


def _imported(
    work: Assignment,
    python: str,
    modules: tuple[str, ...],
    runs: list[ProcessResult],
    names: Sequence[str],
) -> RunResult:
    """Import the modules in a process of their own, which has to say that it came to its end."""
    shown, whole = ", ".join(modules), _is_imported(work, python, modules, runs)
    ran = combine(runs)
    if ran.outcome is Outcome.FAILED:
        note = f"the wheel was built and installed, but cannot be imported: {shown}"
        return _failed(ran, note)
    if ran.outcome is not Outcome.PASSED:
        return ran
    if not whole:
        return _failed(ran, f"the process ended with 0 before all was imported: {shown}")
    return replace(ran, note=_told(compare(names, _content(work))))


def _is_imported(
    work: Assignment, python: str, modules: tuple[str, ...], runs: list[ProcessResult]
) -> bool:
    """True if a process that imports the modules came to its end."""
    place, word = work.notes / "imported", secrets.token_hex()
    place.unlink(missing_ok=True)
    argv = (python, "-I", "-c", IMPORT, str(place), word, *modules)
    runs.append(work.start(argv, extra={"PYTHONPATH": ""}))
    return place.exists() and place.read_text(errors="replace") == word


def _installed(work: Assignment, wheel: Path, runs: list[ProcessResult]) -> str:
    """The Python of a fresh environment with the wheel, put there by the project's pip or its own.

    Making an environment with a pip of its own takes most of the time, so that comes last.
    """
    fresh = work.notes / "fresh"
    remove(fresh)
    python = str(fresh / ("bin/python"))
    runs.append(_start(work, "venv", "--without-pip", str(fresh)))
    done = _start(work, "pip", "--python", python, "install", "-q", str(wheel))
    if any(words in done.output for words in NO_PIP):
        runs.append(work.start((python, "-I", "-m", "ensurepip")))
        done = work.start((python, "-I", "-m", "pip", "install", "-q", str(wheel)))
    runs.append(done)
    return python


def _content(work: Assignment) -> tuple[RepoPath, ...]:
    listed = work.workspace.checkout.git("ls-files", "-z").split(b"\0")
    return tuple(RepoPath(os.fsdecode(name)) for name in listed if name)


def _told(found: Comparison) -> str:
    parts = (
        ("in the wheel, not in the tree", found.invented),
        ("in the tree, not in the wheel", found.missing),
    )
    return "; ".join(f"{what}: {listed(names, SHOWN)}" for what, names in parts if names)


def _failed(ran: RunResult, note: str) -> RunResult:
    return replace(ran, outcome=Outcome.FAILED, note=note)


def _errored(work: Assignment, ran: RunResult, note: str, hint: str = "") -> RunResult:
    return errored(ran, note, hint or f"{work.python} -m build")
