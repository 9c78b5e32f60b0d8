"""What libgit2 in the process costs beside git as a process, on the last commits of a clone.

    python benchmarks/libgit2.py CLONE [N]

Medians of five runs in turns; every answer is compared, and how often it differs is said.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pygit2

from devloop.git.attributes import read_attributes
from devloop.git.commits import Commit, commits
from devloop.git.ids import BlobId, RepoPath, TreeId
from devloop.git.objects import read_objects, resolve_objects
from devloop.git.patch import tree_diffs
from devloop.git.repository import Repository, find_repository
from devloop.git.tree_writer import open_tree_writer
from devloop.git.trees import scratch_objects

ROUNDS = 5


def in_turns(ways: Sequence[tuple[str, Callable[[], object]]]) -> None:
    """Run each way in turn and print its median in milliseconds."""
    seconds: dict[str, list[float]] = {name: [] for name, _ in ways}
    for _ in range(ROUNDS):
        for name, run in ways:
            began = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - began)
    for name, _ in ways:
        print(f"| {name} | {median(seconds[name]) * 1000:.1f} ms |")


def start(code: str) -> Callable[[], object]:
    """A new interpreter that does nothing but `code`."""
    return lambda: subprocess.run([sys.executable, "-I", "-c", code], check=True)


def pairs_of(repo: Repository, past: Sequence[Commit]) -> list[tuple[TreeId, TreeId]]:
    """The trees before and after each commit."""
    names = [f"{commit.parents[0]}^{{tree}}" for commit in past]
    trees = resolve_objects(repo, names)
    return [(TreeId(trees[name]), c.tree) for name, c in zip(names, past, strict=True)]


def lines_of_git(repo: Repository, pairs: Sequence[tuple[TreeId, TreeId]]) -> list[tuple[int, int]]:
    """Hunks and added lines of each pair, by one git process."""
    return [
        (sum(len(p.hunks) for p in patches), sum(len(h.added) for p in patches for h in p.hunks))
        for patches in tree_diffs(repo, pairs)
    ]


def lines_of_libgit2(
    repo: pygit2.Repository, pairs: Sequence[tuple[TreeId, TreeId]]
) -> list[tuple[int, int]]:
    """The same by libgit2 with the nearest of its settings."""
    found = []
    flags = pygit2.enums.DiffOption.INDENT_HEURISTIC | pygit2.enums.DiffOption.PATIENCE
    for base, tree in pairs:
        diff = repo.diff(repo[base], repo[tree], flags=flags, context_lines=0)
        diff.find_similar(rename_limit=1000)
        hunks = [hunk for patch in diff if patch is not None for hunk in patch.hunks]
        found.append((len(hunks), sum(hunk.new_lines for hunk in hunks)))
    return found


def merges_of_git(repo: Repository, merges: Sequence[Commit]) -> list[str]:
    """The tree of each merge as `git merge-tree` makes it."""
    ask = ("merge-tree", "--write-tree", "--no-messages", "-z")
    answers = (repo.git(*ask, *commit.parents, ok=(0, 1)) for commit in merges)
    return [os.fsdecode(answer.partition(b"\0")[0]) for answer in answers]


def merges_of_libgit2(repo: pygit2.Repository, merges: Sequence[Commit]) -> list[str]:
    """The same by libgit2; empty where there are conflicts."""
    found = []
    for commit in merges:
        index = repo.merge_commits(*commit.parents)
        found.append("" if index.conflicts else str(index.write_tree(repo)))
    return found


def trees_of_git(repo: Repository, tree: TreeId, blobs: Sequence[str], folder: Path) -> list[str]:
    """Trees with one more file each, by an index of their own."""
    extra = {"GIT_INDEX_FILE": str(folder / "index"), **scratch_objects(repo, folder)}
    repo.git("read-tree", tree, extra=extra)
    found = []
    for blob in blobs:
        place = f"100644,{blob},devloop/deep/file"
        repo.git("update-index", "--add", "--cacheinfo", place, extra=extra)
        found.append(os.fsdecode(repo.git("write-tree", extra=extra)).strip())
    return found


def trees_of_libgit2(
    repo: Repository, tree: TreeId, blobs: Sequence[str], folder: Path
) -> list[str]:
    """The same trees by the writer of `devloop split`."""
    writer = open_tree_writer(repo, folder)
    place = RepoPath("devloop/deep/file")
    return [str(writer.changed(tree, {place: ("100644", BlobId(blob))})) for blob in blobs]


def main() -> None:
    """Measure and print."""
    clone = Path(sys.argv[1])
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    repo, libgit2 = find_repository(clone, os.environ), pygit2.Repository(str(clone))
    past = [c for c in commits(repo, "--no-merges", f"-n{number}", "HEAD") if c.parents]
    merges = [c for c in commits(repo, "--merges", f"-n{number}", "HEAD") if len(c.parents) == 2]
    pairs = pairs_of(repo, past)
    blobs = [p.blob for patches in tree_diffs(repo, pairs) for p in patches if p.mode == "100644"]
    print(f"pygit2 {pygit2.__version__}, libgit2 {pygit2.LIBGIT2_VERSION}, up to {past[0].short}")
    in_turns([("Python alone", start("")), ("and pygit2", start("import pygit2"))])
    in_turns(
        [
            (f"{len(blobs)} blobs, git", lambda: read_objects(repo, blobs)),
            (f"{len(blobs)} blobs, libgit2", lambda: [libgit2[oid].data for oid in blobs]),
            (f"{len(pairs)} differences, git", lambda: lines_of_git(repo, pairs)),
            (f"{len(pairs)} differences, libgit2", lambda: lines_of_libgit2(libgit2, pairs)),
            (f"{len(merges)} merges, git", lambda: merges_of_git(repo, merges)),
            (f"{len(merges)} merges, libgit2", lambda: merges_of_libgit2(libgit2, merges)),
        ]
    )
    files, paths = {".gitattributes": b"*.py linguist-generated\n"}, [RepoPath("deep/a.py")] * 300
    names = ("diff",)
    flags = pygit2.enums.AttrCheck.NO_SYSTEM | pygit2.enums.AttrCheck.INCLUDE_COMMIT
    commit = str(past[0].id)
    in_turns(
        [
            (
                "attributes of 300 paths, git",
                lambda: read_attributes(repo, files, paths, names),
            ),
            (
                "attributes of 300 paths, libgit2",
                lambda: [libgit2.get_attr(path, "diff", flags, commit) for path in paths],
            ),
        ]
    )
    one, other = lines_of_git(repo, pairs), lines_of_libgit2(libgit2, pairs)
    print(f"differences that differ: {sum(a != b for a, b in zip(one, other, strict=True))}")
    with TemporaryDirectory() as name:
        folder = Path(name)
        few = list(dict.fromkeys(blobs))[:50]
        in_turns(
            [
                ("50 trees, git", lambda: trees_of_git(repo, past[0].tree, few, folder)),
                ("50 trees, libgit2", lambda: trees_of_libgit2(repo, past[0].tree, few, folder)),
            ]
        )
    made, same = merges_of_git(repo, merges), merges_of_libgit2(libgit2, merges)
    clean = [(a, b) for a, b in zip(made, same, strict=True) if b]
    print(f"merges without a conflict that differ: {sum(a != b for a, b in clean)} of {len(clean)}")


if __name__ == "__main__":
    main()
