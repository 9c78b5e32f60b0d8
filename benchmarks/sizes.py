"""Raw and effective sizes of the last commits of a clone, side by side.

    python benchmarks/sizes.py CLONE [N]

Raw is what `git log --numstat` says: added and removed lines of every file. Merges are left out.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

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


def main() -> None:
    """Measure and print."""
    repo = find_repository(Path(sys.argv[1]), os.environ)
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    past = commits(repo, "--no-merges", f"--max-count={number}", "HEAD")
    ids = [commit.id for commit in past]
    began = time.perf_counter()
    sizes = list(sizes_of_commits(repo, ids, SizeRule()))
    seconds = time.perf_counter() - began
    counted = [oid for oid, size in zip(ids, sizes, strict=True) if not size.exempt]
    print(f"{len(counted)} of {len(ids)} commits up to {past[0].short}, {seconds:.1f} s")
    print("| | p50 | p90 | within 20 | within 50 |\n|---|---:|---:|---:|---:|")
    print(row("raw", raw_sizes(repo, counted)))
    print(row("effective", [size.effective for size in sizes if not size.exempt]))


if __name__ == "__main__":
    main()
