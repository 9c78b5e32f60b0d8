"""One process for each test file beside one for all: how long they take, and what each test says.

Test by test, as JUnit XML has it: plain pytest writes its own, devloop writes what it saw.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from devloop.config.model import Config, Isolation
from measure import in_turns, seconds
from rounds import command, edit, patiently, plain_command
from tests.projects.catalogue import Project
from tests.projects.workshop import Repo
from tests.support.guarded import DEVLOOP

PLAIN = "plain"
MODES = (PLAIN, Isolation.PROCESS.value, Isolation.FILE.value)
TESTS = '[checks.tests]\nkind = "pytest"\n'


def measure_isolation(project: Project, repo: Repo, rounds: int) -> dict[str, Any]:
    """Seconds of each way of running the tests, and where their outcomes differ."""
    reports = {mode: repo.path.parent / f"{mode}.xml" for mode in MODES}

    def once(mode: str, number: int) -> float:
        found = patiently(lambda: _run(project, repo, mode, reports[mode]))
        print(f"round {number + 1}, {mode}: {found:.2f} s", file=sys.stderr, flush=True)
        return found

    values = in_turns(MODES, rounds, once)
    repo.git("reset", "-q", "--hard")
    plain = outcomes(reports[PLAIN])
    different = {mode: differences(plain, outcomes(reports[mode])) for mode in MODES[1:]}
    return {"seconds": values, "tests": len(plain), "different": different}


def _run(project: Project, repo: Repo, mode: str, report: Path) -> float:
    edit(project, repo)
    if mode == PLAIN:
        return seconds(plain_command(project, repo, Config(), f"--junitxml={report}"))
    text = repo.git("show", "HEAD:devloop.toml")
    wanted = text.replace(TESTS, f'{TESTS}isolation = "{mode}"\n')
    (repo.path / "devloop.toml").write_text(f"{wanted}\n")
    repo.git("add", "devloop.toml")
    argv = (str(DEVLOOP), "check", "--only", "tests", "--junit", str(report))
    return seconds(command(repo, *argv))


def outcomes(report: Path) -> dict[str, str]:
    """What became of each test, by its class and name."""
    found = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - our own file
        kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
        found[f"{case.get('classname')}::{case.get('name')}"] = "".join(sorted(kinds)) or "passed"
    return found


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Tests that only one of both has, or that came to something else."""
    names = sorted(one.keys() | other.keys())
    return [
        f"{name}: {one.get(name, 'absent')}, {other.get(name, 'absent')}"
        for name in names
        if one.get(name) != other.get(name)
    ]
