"""One project under each tool in turns: its tests alone, prek, and devloop in three situations."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from devloop.config.model import Check, Config, Kind, Stage
from devloop.config.values import FILES
from measure import Command, CommandFailedError, in_turns, run, seconds
from tests.projects.catalogue import Project
from tests.projects.workshop import Repo
from tests.support.guarded import DEVLOOP
from tools import Toolbox

NUMBERS = count(1)
"""So that no content is ever the same as another."""

PLAIN, PREK = "plain tests", "prek"
FIRST, EDITED, AGAIN = "first", "edited", "again"


def measure_rounds(
    project: Project, repo: Repo, config: Config, toolbox: Toolbox, rounds: int
) -> dict[str, tuple[float, ...]]:
    """Seconds of each tool; devloop when it knows nothing, after an edit, and once more."""
    prek = prek_command(project, repo, config, toolbox)
    check = command(repo, str(DEVLOOP), "check")
    deeds: dict[str, Callable[[], float]] = {
        PLAIN: lambda: seconds(plain_command(project, repo, config)),
        PREK: lambda: seconds(prek),
        FIRST: lambda: _first(project, repo, check),
        EDITED: lambda: _edited(project, repo, check),
        AGAIN: lambda: _again(check),
    }

    def once(tool: str, number: int) -> float:
        found = patiently(deeds[tool])
        print(f"round {number + 1}, {tool}: {found:.2f} s", file=sys.stderr, flush=True)
        return found

    values = in_turns(tuple(deeds), rounds, once)
    repo.git("reset", "-q", "--hard")
    return values


def patiently(deed: Callable[[], float]) -> float:
    """Some tests of some projects fail now and then; twice in a row is worth stopping for."""
    try:
        return deed()
    except CommandFailedError as error:
        print(f"once more, since it failed: {error}", file=sys.stderr, flush=True)
        return deed()


def command(repo: Repo, *argv: str) -> Command:
    """A command in the project's own environment."""
    own = {
        "PATH": f"{repo.path / '.venv/bin'}:{repo.environ['PATH']}",
        "VIRTUAL_ENV": str(repo.path / ".venv"),
    }
    return Command(argv=argv, cwd=repo.path, environ={**repo.environ, **own})


def plain_command(project: Project, repo: Repo, config: Config, *more: str) -> Command:
    """The tests as people run them; what is in quarantine is left out."""
    words = (*project.plain_tests, *_left_out(config), *more)
    return command(repo, str(repo.path / ".venv/bin/python"), "-m", *words)


def _left_out(config: Config) -> tuple[str, ...]:
    return tuple(word for entry in config.quarantine for word in ("--deselect", entry.test))


def _first(project: Project, repo: Repo, check: Command) -> float:
    """Nothing is known, and no workspace is there."""
    shutil.rmtree(repo.path / ".git/devloop", ignore_errors=True)
    shutil.rmtree(Path(repo.environ["XDG_CACHE_HOME"]) / "devloop", ignore_errors=True)
    edit(project, repo)
    return seconds(check)


def _edited(project: Project, repo: Repo, check: Command) -> float:
    edit(project, repo)
    return seconds(check)


def _again(check: Command) -> float:
    run(check)
    return seconds(check)


def edit(project: Project, repo: Repo) -> None:
    """Stage a content that nobody has seen."""
    place = repo.path / project.source
    before = repo.git("show", f"HEAD:{project.source}")
    place.write_text(f"{before}\n\n\n# Edited: {next(NUMBERS)}.\n")
    repo.git("add", project.source)


def prek_command(project: Project, repo: Repo, config: Config, toolbox: Toolbox) -> Command:
    """`prek run --all-files` with the same commands."""
    place = repo.path.parent / "prek.yaml"
    own = toolbox.program("prek")
    hooks = list(_hooks(project, config, own))
    place.write_text(json.dumps({"repos": [{"repo": "local", "hooks": hooks}]}, indent=2) + "\n")
    argv = (own, "run", "--all-files", "-c", str(place))
    plain = command(repo, *argv)
    home = {"PREK_HOME": str(repo.path.parent / "prek")}
    return Command(argv=argv, cwd=plain.cwd, environ={**plain.environ, **home})


def _hooks(project: Project, config: Config, prek: str) -> Iterator[dict[str, object]]:
    for check in config.checks:
        if check.on is Stage.COMMIT:
            names = check.per_file
            yield {
                "id": check.name,
                "name": check.name,
                "language": "system",
                "entry": shlex.join(_words(project, check, config, prek)),
                "pass_filenames": names,
                **({"types_or": ["python", "pyi"]} if names else {"always_run": True}),
            }


def _words(project: Project, check: Check, config: Config, prek: str) -> tuple[str, ...]:
    if check.kind is Kind.PRE_COMMIT:
        return (prek, "run", "--all-files")
    if check.kind is Kind.PYTEST:
        return ("python", "-m", *project.plain_tests, *_left_out(config))
    words = check.run if isinstance(check.run, tuple) else ("sh", "-c", check.run or "")
    return tuple(word for word in words if word != FILES)
