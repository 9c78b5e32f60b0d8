"""Kind `build`: sdist and wheel from exactly the content, the wheel installed and imported.

The project's own backend builds in an isolated environment (PEP 517, through `build`); the wheel
is made from the sdist, so what the sdist lacks shows. What is installed is imported in a fresh
environment that knows neither the content nor the user's folders.
"""

from __future__ import annotations

import os
from pathlib import Path
from zipfile import BadZipFile

from devloop.git.ids import RepoPath
from devloop.git.record import replace
from devloop.run.assignment import Assignment
from devloop.run.happened import Happened, combine
from devloop.run.process import Finished
from devloop.run.wheel import Comparison, compare, names_in, packages_in
from devloop.verdict.outcome import Outcome
from devloop.workspace.checkout import remove

IMPORT = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"
SHOWN = 3


def run_build(work: Assignment) -> Happened:
    """Build, install and import; the first that does not pass decides."""
    place = work.notes / "dist"
    remove(place)
    runs = [work.start((str(work.python), "-m", "build", "--outdir", str(place)))]
    built = _built(combine(runs), work)
    if built.outcome is not Outcome.PASSED:
        return built
    wheels = sorted(place.glob("*.whl"))
    if len(wheels) != 1:
        return _errored(built, f"{len(wheels)} wheels were built, not one")
    return _tried(work, wheels[0], runs)


def _built(happened: Happened, work: Assignment) -> Happened:
    """A build that failed for what it needs from elsewhere says nothing about the content."""
    if happened.outcome is not Outcome.FAILED:
        return happened
    if b"No module named build" in happened.output:
        note = f"build is not there for the project's Python ({work.python})"
        return _errored(happened, note, f"{work.python} -m pip install build")
    last = happened.output.rstrip().rpartition(b"\n")[2]
    if b"'pip'" in last and b"'install'" in last:
        return _errored(happened, "what the build requires could not be installed")
    return happened


def _tried(work: Assignment, wheel: Path, runs: list[Finished]) -> Happened:
    """Install the wheel in a fresh environment and import what it brings."""
    try:
        names = names_in(wheel)
    except BadZipFile:
        return replace(combine(runs), outcome=Outcome.FAILED, note="the wheel is no archive")
    packages = packages_in(names)
    if not packages:
        note = "the wheel holds no package that could be imported"
        return replace(combine(runs), outcome=Outcome.FAILED, note=note)
    for stage, argv in _trial(work, wheel, packages):
        runs.append(work.start(argv, extra={"PYTHONPATH": ""}))
        happened = combine(runs)
        if happened.outcome is not Outcome.PASSED:
            return _not_usable(happened, stage, packages)
    return replace(combine(runs), note=_told(compare(names, _content(work))))


def _trial(
    work: Assignment, wheel: Path, packages: tuple[str, ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    fresh = work.notes / "fresh"
    remove(fresh)
    python = fresh / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    return (
        ("venv", (str(work.python), "-m", "venv", str(fresh))),
        ("install", (str(python), "-I", "-m", "pip", "install", "-q", str(wheel))),
        ("import", (str(python), "-I", "-c", IMPORT, *packages)),
    )


def _not_usable(happened: Happened, stage: str, packages: tuple[str, ...]) -> Happened:
    if happened.outcome is not Outcome.FAILED:
        return happened
    if stage == "import":
        note = f"the wheel was built and installed, but cannot be imported: {', '.join(packages)}"
        return replace(happened, note=note)
    return _errored(happened, f"the wheel was built, but could not be tried ({stage})")


def _content(work: Assignment) -> tuple[RepoPath, ...]:
    listed = work.workspace.checkout.git("ls-files", "-z").split(b"\0")
    return tuple(RepoPath(os.fsdecode(name)) for name in listed if name)


def _told(found: Comparison) -> str:
    parts = (
        ("in the wheel, not in the tree", found.invented),
        ("in the tree, not in the wheel", found.missing),
    )
    return "; ".join(f"{what}: {_named(names)}" for what, names in parts if names)


def _named(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _errored(happened: Happened, note: str, hint: str = "") -> Happened:
    return replace(happened, outcome=Outcome.ERRORED, note=note, hint=hint)
