"""devloop in six real projects, beside their plain tests and prek: `python benchmarks/projects.py`.

For each: a clone with a `.venv` of what its developers install, `devloop init --yes` with no
further help, five planted faults, and how long everything takes, all in one run and in turns. What
is known is kept in the cache directory, so a run that was stopped goes on where it was.

    python benchmarks/projects.py --cache DIR [--clones DIR] [--only NAME] [--write]

Clones come from GitHub, or from a folder that has them as NAME or as OWNER+NAME/repo.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from devloop.config.model import Config
from devloop.config.parse import parse_config
from measure import CommandFailedError
from outcomes import measure_isolation
from projects_page import projects_page
from rounds import measure_rounds
from tests.projects.catalogue import CLICK, PROJECTS, RICH, Project
from tests.projects.faults import FAULTS, commit_with, is_found
from tests.projects.workshop import clone, devloop, furnish
from tests.support.repo import Repo
from tools import Toolbox, open_toolbox

PAGE = Path(__file__).parent.parent / "docs/explanation/projects.md"
SPREAD = (RICH.name, CLICK.name)
"""Projects on which one process for each test file is compared with one for all."""

Record = dict[str, Any]


def adopt(project: Project, repo: Repo) -> Record:
    """`devloop init` from nothing, and what came of it."""
    repo.git("reset", "-q", "--hard", project.commit)
    (repo.path / "devloop.toml").unlink(missing_ok=True)
    began = time.perf_counter()
    found = json.loads(devloop(repo, "init", "--yes", "--json").stdout)
    seconds = time.perf_counter() - began
    repo.git("add", "devloop.toml")
    committed = repo.run("git", "commit", "-q", "-m", "Guard the repository", code=None)
    checked = devloop(repo, "check", "--stage", "push", code=None)
    _tell(committed.said + checked.said)
    return {
        "commit": project.commit,
        "seconds": seconds,
        "on": [tool["check"] for tool in found["tools"] if tool["on"]],
        "off": {tool["check"]: tool["off"] for tool in found["tools"] if not tool["on"]},
        "quarantine": found["quarantine"],
        "green": committed.code == 0 and checked.code == 0,
    }


def plant(project: Project, repo: Repo) -> Record:
    """Whether the commit hook finds each of the five faults."""
    found = {}
    for fault in FAULTS:
        done = commit_with(repo, project, fault)
        found[fault.name] = is_found(done, project, fault)
        _tell(f"{fault.name}: {'found' if found[fault.name] else f'NOT FOUND: {done.said}'}")
    return found


def configuration(repo: Repo) -> Config:
    """What `init` has written."""
    return parse_config((repo.path / "devloop.toml").read_text(), "devloop.toml")


def investigate(
    project: Project, repo: Repo, toolbox: Toolbox, record: Record, keep: Callable[[], None]
) -> None:
    """Do what the record does not know yet, and keep it after every step."""
    rounds = record["rounds"]
    steps: dict[str, Callable[[], Any]] = {
        "init": lambda: adopt(project, repo),
        "faults": lambda: plant(project, repo),
        "seconds": lambda: measure_rounds(project, repo, configuration(repo), toolbox, rounds),
    }
    if project.name in SPREAD:
        steps["isolation"] = lambda: measure_isolation(project, repo, rounds)
    for name, step in steps.items():
        if name not in record:
            _tell(f"== {project.name}: {name}")
            repo.git("reset", "-q", "--hard")
            record[name] = step()
            record["load"] = max(record.get("load", 0.0), os.getloadavg()[0])
            keep()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    words = _parser().parse_args(argv)
    cache = Path(words.cache).absolute()
    toolbox = open_toolbox(cache)
    chosen = [one for one in PROJECTS if not words.only or one.name in words.only]
    places = {project: cache / "projects" / project.name for project in chosen}
    troubled = [one.name for one in chosen if not _study(one, places[one], toolbox, words)]
    found = {one.name: _read(cache / "projects" / one.name / "record.json") for one in PROJECTS}
    versions = {name: toolbox.versions()[name] for name in ("devloop", "prek", "git")}
    text = projects_page({name: record for name, record in found.items() if record}, versions)
    print(text)
    if words.write:
        PAGE.write_text(text)
    if troubled:
        _tell(f"not measured to the end: {', '.join(troubled)}; run it again to go on")
    return 1 if troubled else 0


def _study(project: Project, place: Path, toolbox: Toolbox, words: argparse.Namespace) -> bool:
    """Whether all is known of the project now; what went wrong is no reason to leave out others."""
    file = place / "record.json"
    record = {} if words.anew else _read(file)
    record.setdefault("rounds", words.rounds)
    keep = partial(_keep, file, record)
    try:
        _tell(f"== {project.name}: clone and environment, in {place}")
        repo = clone(project, _source(project, words.clones), place)
        furnish(repo, project.install)
        investigate(project, repo, toolbox, record, keep)
    except (CommandFailedError, AssertionError) as error:
        _tell(f"== {project.name}: {error}")
        return False
    return True


def _source(project: Project, clones: str | None) -> str:
    if clones is None:
        return f"https://github.com/{project.repository}"
    folder = Path(clones).absolute()
    own = folder / project.repository.replace("/", "+") / "repo"
    return str(own if own.exists() else folder / project.name)


def _read(file: Path) -> Record:
    found: Record = json.loads(file.read_text()) if file.exists() else {}
    return found


def _keep(file: Path, record: Record) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(record, indent=2) + "\n")
    part.replace(file)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [project.name for project in PROJECTS]
    parser.add_argument("--cache", required=True, metavar="DIR", help="where to work")
    parser.add_argument("--clones", metavar="DIR", help="where clones are, instead of GitHub")
    parser.add_argument("--only", action="append", choices=names, help="only this (repeatable)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each thing is timed")
    parser.add_argument("--anew", action="store_true", help="forget what earlier runs found")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
