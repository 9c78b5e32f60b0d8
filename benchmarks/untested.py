"""What `devloop coverage` says of the last commits of a clone, beside a full report of coverage.py.

    python benchmarks/untested.py CLONE [N]

Each commit, and its parent, gets a configuration that asks for coverage (as commits beside the
branch); the other side is a worktree with `coverage run -m pytest` and `coverage json`, restricted
to the lines that git says were added below `src`. The clone needs a `.venv` with what its tests
need, coverage.py and the project itself (`pip install -e .`).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from devloop.change.marks import Mark
from devloop.change.size import sizes_of_commits
from devloop.change.step import Step, measure_steps
from devloop.config.model import SizeRule
from devloop.git.commits import Commit, commits, tree_of_commit
from devloop.git.repository import Repository, find_repository

CONFIG = '[checks.tests]\nkind = "pytest"\ncoverage = true\n'
SOURCE = "src/"
LEAST, MOST, LOOKED_AT = 10, 300, 400
"""Effective lines of a commit that is looked at, and the commits it is looked for among."""
HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")
Place = tuple[str, int]


@dataclass(frozen=True)
class Compared:
    """One commit, seen from both sides."""

    executable: int
    ours: frozenset[Place]
    theirs: frozenset[Place]
    why: Mapping[Place, str]


def chosen(repo: Repository, number: int) -> Iterator[Commit]:
    """The newest commits that add production code."""
    past = commits(repo, "--no-merges", f"--max-count={LOOKED_AT}", "HEAD", "--", SOURCE)
    sizes = sizes_of_commits(repo, [commit.id for commit in past], SizeRule())
    fitting = (c for c, size in zip(past, sizes, strict=True) if LEAST <= size.effective <= MOST)
    yield from list(fitting)[:number]


def run(clone: Path, *command: str, env: Mapping[str, str] | None = None, text: str = "") -> str:
    """Standard output of a command in the clone; what it says must not be an error."""
    environ = {**os.environ, **(env or {})}
    done = subprocess.run(
        command, cwd=clone, env=environ, input=text, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command} gave {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def configured(clone: Path, commit: str, *parents: str) -> str:
    """The same content with a configuration that asks for coverage, as a commit."""
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": f"{folder}/index"}
        blob = run(clone, "git", "hash-object", "-w", "--stdin", text=CONFIG).strip()
        run(clone, "git", "read-tree", commit, env=index)
        entry = f"100644,{blob},devloop.toml"
        run(clone, "git", "update-index", "--add", "--cacheinfo", entry, env=index)
        tree = run(clone, "git", "write-tree", env=index).strip()
    options = [word for parent in parents for word in ("-p", parent)]
    return run(clone, "git", "commit-tree", tree, *options, "-m", "with coverage").strip()


def devloops(clone: Path, commit: str, parent: str) -> frozenset[Place]:
    """The statements that devloop says no test ran."""
    made = configured(clone, commit, configured(clone, parent))
    command = (sys.executable, "-m", "devloop", "coverage", made, "--json")
    (check,) = json.loads(run(clone, *command))["checks"]
    return frozenset((one["file"], one["line"]) for one in check["uncovered"])


def coverages(clone: Path, commit: str) -> Mapping[str, Mapping[str, list[int]]]:
    """The files of coverage.py's own report on all tests of a commit."""
    python = str(clone / ".venv/bin/python")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "content"
        run(clone, "git", "worktree", "add", "--detach", str(place), commit)
        try:
            env = {"PYTHONPATH": str(place / SOURCE)}
            run(place, python, "-m", "coverage", "run", "-m", "pytest", "-q", env=env)
            run(place, python, "-m", "coverage", "json", "-q", "-o", "report.json", env=env)
            found: Mapping[str, Mapping[str, list[int]]] = json.loads(
                (place / "report.json").read_text()
            )["files"]
        finally:
            run(clone, "git", "worktree", "remove", "--force", str(place))
    return found


def added(clone: Path, commit: str, parent: str) -> frozenset[Place]:
    """The lines that git says are new below the sources."""
    found = set()
    path = ""
    options = ("--no-ext-diff", "-M", "-U0", "--diff-algorithm=histogram")
    for line in run(clone, "git", "diff", *options, parent, commit, "--", SOURCE).splitlines():
        if line.startswith("+++ b/"):
            path = line.removeprefix("+++ b/")
        elif match := HUNK.match(line):
            first, count = int(match[1]), int(match[2] or 1)
            found.update((path, number) for number in range(first, first + count))
    return frozenset(found)


def marks(repo: Repository, commit: Commit) -> Mapping[Place, Mark]:
    """What devloop takes each added line for."""
    step = Step.between(tree_of_commit(repo, commit.parents[0]), commit.tree)
    (measured,) = measure_steps(repo, (step,), SizeRule())
    return {
        (file.patch.path, number): mark
        for file in measured.files
        for hunk in file.hunks
        for number, mark in enumerate(hunk.added, hunk.hunk.new_start)
    }


def compared(clone: Path, repo: Repository, commit: Commit) -> Compared:
    """Both sides of one commit, and why they differ where they do."""
    new = added(clone, commit.id, commit.parents[0])
    report = coverages(clone, commit.id)

    def places(what: str) -> frozenset[Place]:
        return new & {(path, n) for path, file in report.items() for n in file[what]}

    theirs = places("missing_lines")
    ours = devloops(clone, commit.id, commit.parents[0])
    known = marks(repo, commit)
    why = {place: f"{known[place].value}: owes nothing" for place in theirs - ours}
    why |= {place: "a later line of it is new" for place in ours - theirs if place not in new}
    executable = len(theirs | places("executed_lines"))
    return Compared(executable=executable, ours=ours, theirs=theirs, why=why)


def row(commit: Commit, found: Compared) -> str:
    """One line of the table."""
    differing = sorted(found.ours ^ found.theirs)
    reasons: dict[str, list[str]] = {}
    for place in differing:
        path, number = place
        shown = f"{path.removeprefix(SOURCE)}:{number}"
        reasons.setdefault(found.why.get(place, "unexplained"), []).append(shown)
    agree = "; ".join(f"{', '.join(places)}: {why}" for why, places in reasons.items()) or "yes"
    counts = f"{found.executable} | {len(found.ours)} | {len(found.theirs)}"
    return f"| `{commit.short}` {commit.subject.replace('|', '/')} | {counts} | {agree} |"


def main() -> None:
    """Compare and print."""
    clone = Path(sys.argv[1]).absolute()
    repo = find_repository(clone, os.environ)
    print("| commit | added, executable | devloop: not run | coverage.py: not run | agree |")
    print("|---|---:|---:|---:|---|")
    for commit in chosen(repo, int(sys.argv[2]) if len(sys.argv) > 2 else 10):
        print(row(commit, compared(clone, repo, commit)), flush=True)


if __name__ == "__main__":
    main()
