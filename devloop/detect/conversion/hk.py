"""`hk.pkl` as checks, as far as its text can be read without its language.

A step with a `check` of its own becomes a check; what comes from hk's library is named and left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from devloop.config.model import Stage
from devloop.config.values import FILES
from devloop.detect.conversion.commands import converted
from devloop.detect.conversion.converted import Converted

NAME = "hk.pkl"
STEP = re.compile(r'\["([\w-]+)"\]\s*=?\s*(Builtins\.\w+)?')
CHECK = re.compile(r'^\s*check\s*=\s*"((?:[^"\\]|\\.)*)"', re.MULTILINE)
GLOBS = re.compile(r"^\s*glob\s*=\s*(.*)$", re.MULTILINE)
HOOKS = frozenset(("pre-commit", "pre-push", "commit-msg", "fix", "check", "prepare-commit-msg"))


def from_hk(texts: Mapping[str, str]) -> Converted:
    """The steps that say themselves how they check."""
    found, seen = Converted(), set[str]()
    for name, builtin, body in _steps(texts.get(NAME, "")):
        if name in HOOKS or name in seen:
            continue
        seen.add(name)
        line = CHECK.search(body)
        if line is None:
            said = f"{builtin} of hk's library" if builtin else "it has no `check` of its own"
            found += Converted(left=(f"{name}: {said}; give its command as `run` of a check",))
            continue
        command = re.sub(r"\{\{\s*files\s*\}\}", FILES, line[1].replace('\\"', '"'))
        globs = GLOBS.search(body)
        files = re.findall(r'"([^"]+)"', globs[1]) if globs else []
        why = f"{NAME} has it as a step"
        found += converted(name, command, stage=Stage.COMMIT, why=why, files=files)
    return found


def _steps(text: str) -> Iterator[tuple[str, str, str]]:
    """The name of each step, what of hk's library it is, and the text up to the next one."""
    found = tuple(STEP.finditer(text))
    ends = (*(step.start() for step in found[1:]), len(text))
    for step, end in zip(found, ends[: len(found)], strict=True):
        yield step[1], step[2] or "", text[step.end() : end]
