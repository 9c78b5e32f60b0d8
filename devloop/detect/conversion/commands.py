"""A command line of a hook manager as a check: its name, its files, and what it judges."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from devloop.config.model import Check, Stage
from devloop.config.values import FILES
from devloop.detect.conversion.converted import Converted
from devloop.detect.conversion.fixers import judging
from devloop.detect.guessed import Guess

STAGES = {"pre-commit": Stage.COMMIT, "pre-merge-commit": Stage.COMMIT, "pre-push": Stage.PUSH}
"""The hooks of git at which contents are judged."""
SHELL = re.compile(r"[|&;<>()$`\n!*?~]|^\s*\w+=")
"""What needs a shell."""
BRACES = re.compile(r"\{([^{},]*(?:,[^{},]*)+)\}")


def converted(
    name: str,
    line: str,
    *,
    stage: Stage,
    why: str,
    files: Sequence[str] = (),
    takes_files: bool = False,
    env: tuple[tuple[str, str], ...] = (),
) -> Converted:
    """The check of a command line; where it could only write, a sentence on what is left to do."""
    patterns = tuple(one for pattern in files for one in patterns_of(pattern))
    if SHELL.search(line):
        run: str | tuple[str, ...] = f"{line} {FILES}" if takes_files else line
        fix: tuple[str, ...] = ()
    else:
        found = judging(shlex.split(line))
        if found is None:
            return Converted(left=(f"{name}: `{line}` only writes; give the command that judges",))
        run, fix = found
        if takes_files and FILES not in run:
            run, fix = (*run, FILES), (*fix, FILES) if fix else ()
    per_file = FILES in run
    check = Check(
        name=_name(name),
        run=run,
        fix=fix or None,
        files=patterns or (("*",) if per_file else ()),
        per_file=per_file,
        on=stage,
        env=env,
    )
    shown = run if isinstance(run, str) else " ".join(run)
    return Converted(guesses=(Guess(check, f"`{shown}` passes", why),))


def patterns_of(glob: str) -> tuple[str, ...]:
    """The gitignore-style patterns that a glob of a hook manager stands for."""
    found = BRACES.search(glob)
    if found is None:
        return (glob.removeprefix("./").lstrip("/"),)
    options = found[1].split(",")
    return tuple(
        one
        for option in options
        for one in patterns_of(f"{glob[: found.start()]}{option}{glob[found.end() :]}")
    )


def name_of_line(line: str) -> str:
    """A name for a command line that has none: its last telling word."""
    words = [word for word in re.split(r"\s+", line) if not word.startswith(("-", "$", "{"))]
    known = ("npm", "npx", "yarn", "pnpm", "bun", "run", "exec", "uv", "poetry", "python", "make")
    telling = [word for word in words if word not in known and "=" not in word]
    return "tests" if telling[:1] == ["test"] else (telling or words or ["check"])[0]


def _name(text: str) -> str:
    """The text as the name of a check may be written."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text.rpartition("/")[2]).strip("-").lower() or "check"
