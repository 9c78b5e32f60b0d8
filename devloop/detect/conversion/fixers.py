"""Commands that write into what they look at, as pairs of one that judges and one that fixes.

Hook managers often start the fixing form and add what it wrote to the commit; a check judges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FLAGS = ("--fix", "--write", "-w", "--in-place", "-i", "--autofix", "-A", "-a")
"""Arguments that make a program write."""
SPELLED = {
    "prettier": ("--write", "--check"),
    "eslint": ("--fix", ""),
    "stylelint": ("--fix", ""),
    "biome": ("--write", ""),
    "oxlint": ("--fix", ""),
    "markdownlint": ("--fix", ""),
    "markdownlint-cli2": ("--fix", ""),
    "shfmt": ("-w", "-d"),
    "rubocop": ("-a", ""),
    "rustfmt": ("", "--check"),
    "black": ("", "--check"),
    "isort": ("", "--check-only"),
}
"""Of a program the argument with which it writes, and the one with which it judges instead."""
WRITERS = frozenset(("pyupgrade", "autoflake", "sort-package-json", "svgo", "end-of-file-fixer"))
"""Programs that only ever write."""
RUNNERS = ("npx", "yarn", "pnpm", "bunx", "bun", "exec", "run", "poetry", "uv", "dlx", "x")


def judging(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The command that judges and the one that fixes (empty: none); None where none judges."""
    place = _program(words)
    program = words[place] if place < len(words) else ""
    rest = tuple(words[place + 1 :])
    own = tuple(words[: place + 1])
    if program == "ruff":
        return _ruff(own, rest)
    if program in WRITERS:
        return None
    if program in SPELLED:
        write, check = SPELLED[program]
        if check and check in rest:
            return tuple(words), ()
        plain = tuple(word for word in rest if word != write)
        fix = (*own, *((write,) if write else ()), *plain)
        judge = (*own, *((check,) if check else ()), *plain)
        return judge, fix
    if any(word in FLAGS for word in rest if word.startswith("--")):
        plain = tuple(word for word in rest if word not in FLAGS)
        return (*own, *plain), tuple(words)
    return tuple(words), ()


def _ruff(own: tuple[str, ...], rest: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if rest[:1] == ("format",):
        plain = tuple(word for word in rest[1:] if word not in {"--check", "--diff"})
        return (*own, "format", "--check", *plain), (*own, "format", *plain)
    plain = tuple(w for w in rest if w not in {"--fix", "--exit-non-zero-on-fix", "check"})
    return (*own, "check", *plain), (*own, "check", "--fix", *plain)


def _program(words: Sequence[str]) -> int:
    """The place of the program, behind what only starts it."""
    for place, word in enumerate(words):
        if word in RUNNERS or word.startswith("-") or re.fullmatch(r"\w+=\S*", word):
            continue
        return place
    return len(words)
