"""What the machine can do: files, words and commands to choose from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from tests.torture.truth import CONFIGS, WORDS

PATHS = ("a.txt", "b.txt", "dir/c d.txt", "notes.md")
BRANCHES = ("main", "topic", "side")
SOURCES = ("HEAD", "main", "topic", "HEAD~1")
TARGETS = ("main", "main", "main", "topic")
QUESTIONS = (
    ("check",),
    ("check", "--json"),
    ("check", "HEAD"),
    ("status",),
    ("log",),
    ("size",),
    ("why", "whole"),
)


def text_of(top: str, number: int, bottom: str) -> str:
    """A file with room for two hunks."""
    return f"{top}\n" + "line\n" * 9 + f"{number}\n{bottom}\n"


words = st.sampled_from(("good",) * 20 + WORDS)
texts = st.builds(text_of, words, st.integers(0, 9), words)
edits = st.lists(st.tuples(st.sampled_from(PATHS), texts, st.booleans()), max_size=2)
paths = st.sampled_from(PATHS)
branches = st.sampled_from(BRANCHES)
configs = st.sampled_from(tuple(CONFIGS))

INDEX_COMMANDS: tuple[tuple[str, ...], ...] = (
    ("add", "-A"),
    ("add", "-u"),
    ("add", "-N", "new.txt"),
    ("rm", "-q", "--cached", "b.txt"),
    ("rm", "-q", "-f", "a.txt"),
    ("mv", "a.txt", "moved.txt"),
    ("mv", "moved.txt", "a.txt"),
    ("restore", "."),
    ("restore", "--staged", "."),
    ("update-index", "--chmod=+x", "b.txt"),
    ("update-index", "--assume-unchanged", "a.txt"),
    ("update-index", "--no-assume-unchanged", "a.txt"),
)
"""What changes the index, and no commit."""

COMMITS: tuple[tuple[str, ...], ...] = (
    ("-m", "step"),
    ("-m", "step"),
    ("-a", "-m", "step"),
    ("-a", "-m", "fixup! step"),
    ("--amend", "--no-edit"),
    ("-a", "--amend", "-m", "again"),
    ("--allow-empty", "-m", "nothing"),
    ("-m", "part", "-o", "--", "a.txt"),
    ("-m", "more", "-i", "--", "a.txt", "b.txt"),
)
"""Forms of `git commit` through the hooks."""

BRINGING = (("merge", "-q", "--no-edit"), ("rebase", "-q"), ("cherry-pick",))
"""Ways to bring one branch to another."""

REBASES: tuple[tuple[str, ...], ...] = (
    ("rebase", "-q", "main"),
    ("rebase", "-q", "topic"),
    ("rebase", "-q", "--autosquash", "main"),
    ("rebase", "--continue"),
    ("rebase", "--abort"),
    ("rebase", "--skip"),
)
PICKS: tuple[tuple[str, ...], ...] = (
    ("cherry-pick", "main"),
    ("cherry-pick", "topic"),
    ("cherry-pick", "--abort"),
    ("revert", "--no-edit", "HEAD"),
    ("revert", "--abort"),
    ("merge", "--abort"),
)
RESETS: tuple[tuple[str, ...], ...] = (
    ("reset", "-q", "--soft", "HEAD~1"),
    ("reset", "-q", "HEAD~1"),
    ("reset", "-q", "--hard"),
    ("reset", "-q", "--hard", "origin/main"),
    ("stash", "-q"),
    ("stash", "-q", "-u"),
    ("stash", "pop", "-q"),
    ("fetch", "-q", "origin"),
    ("tag", "-f", "mark"),
)
SLIP = ("commit", "-q", "--no-verify", "-a", "-m", "slip")
"""What git does without asking a hook."""


def change_of(what: str, path: str, text: str) -> Callable[[Path], None]:
    """A change to a working tree, given its top folder."""

    def change(top: Path) -> None:
        place = top / path
        if what == "delete":
            place.unlink(missing_ok=True)
        elif what == "chmod" and place.is_file():
            place.chmod(0o755)
        elif what == "link" and not (top / "link.txt").is_symlink():
            (top / "link.txt").symlink_to("notes.md")
        elif what in {"junk", "new", "write"}:
            place = place if what == "write" else top / f"{what}.txt"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)

    return change
