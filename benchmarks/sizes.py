"""Raw and effective sizes of the last commits of a clone, side by side.

    python benchmarks/sizes.py CLONE [N] [--save FILE]
    python benchmarks/sizes.py --compare BEFORE AFTER

What is saved is a number for each commit; compared are those of two versions of devloop.

Raw is what `git log --numstat` says: added and removed lines of every file. Merges are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from devloop.change.account import Size
from devloop.change.distribution import Distribution
from devloop.change.size import sizes_of_commits
from devloop.config.model import SizeRule
from devloop.git.commits import commits
from devloop.git.ids import CommitId
from devloop.git.repository import Repository, find_repository

LIMITS = (20, 50)


def raw_sizes(repo: Repository, ids: Sequence[CommitId]) -> list[int]:
    """Added and removed lines of each commit."""
    found = []
    for oid in ids:
        answer = os.fsdecode(repo.git("show", "--format=", "--numstat", oid))
        words = [word for line in answer.splitlines() for word in line.split("\t")[:2]]
        found.append(sum(int(word) for word in words if word.isdigit()))
    return found


def row(name: str, sizes: Sequence[int]) -> str:
    """One line of the table."""
    found = Distribution(sizes=tuple(sorted(sizes)), exempt=0)
    shares = " | ".join(f"{found.within(limit):.1%}" for limit in LIMITS)
    return f"| {name} | {found.percentile(50)} | {found.percentile(90)} | {shares} |"


def save(path: Path, sizes: Sequence[Size]) -> None:
    """Write the effective size of each commit."""
    found = {str(size.commit): size.effective for size in sizes}
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def compare(before: Path, after: Path) -> None:
    """Print the commits whose size differs."""
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (before, after))
    for commit in old:
        if commit in new and old[commit] != new[commit]:
            print(f"{commit[:9]} {old[commit]} -> {new[commit]}")


def measure(clone: Path, number: int, file: Path | None) -> None:
    """Measure and print."""
    repo = find_repository(clone, os.environ)
    past = commits(repo, "--no-merges", f"--max-count={number}", "HEAD")
    ids = [commit.id for commit in past]
    began = time.perf_counter()
    sizes = list(sizes_of_commits(repo, ids, SizeRule()))
    seconds = time.perf_counter() - began
    if file is not None:
        save(file, sizes)
    counted = [oid for oid, size in zip(ids, sizes, strict=True) if not size.exempt]
    print(f"{len(counted)} of {len(ids)} commits up to {past[0].short}, {seconds:.1f} s")
    print("| | p50 | p90 | within 20 | within 50 |\n|---|---:|---:|---:|---:|")
    print(row("raw", raw_sizes(repo, counted)))
    print(row("effective", [size.effective for size in sizes if not size.exempt]))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clone", type=Path, nargs="?")
    parser.add_argument("number", type=int, nargs="?", default=500)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("BEFORE", "AFTER"))
    said = parser.parse_args()
    if said.compare:
        compare(*said.compare)
    elif said.clone:
        measure(said.clone, said.number, said.save)
    else:
        parser.error("name a clone, or two files to compare")


if __name__ == "__main__":
    main()
