"""The scripts in `.husky/` as checks: a line, a check."""

from __future__ import annotations

import re
from collections.abc import Mapping

from devloop.detect.conversion.commands import STAGES, converted, name_of_line
from devloop.detect.conversion.converted import Converted
from devloop.detect.conversion.lint_staged import from_lint_staged

FOLDER = ".husky/"
LINT_STAGED = re.compile(r"\blint-staged\b")
STEERING = re.compile(
    r"^(?:if|then|else|elif|fi|for|while|do|done|case|esac|\.|source|set|export|exit)\b|^\. "
)


def from_husky(texts: Mapping[str, str]) -> Converted:
    """What its hooks run; a script with conditions of its own is left to a person."""
    found = Converted()
    for path, text in texts.items():
        hook = path.removeprefix(FOLDER)
        if not path.startswith(FOLDER) or "/" in hook:
            continue
        if hook in STAGES:
            found += _hook(hook, path, text, texts)
        elif _lines(text):
            found += Converted(left=(f"{path}: it is not about a content, so it stays with husky",))
    return found


def _hook(hook: str, path: str, text: str, texts: Mapping[str, str]) -> Converted:
    lines = _lines(text)
    if any(re.match(r"(if|for|while|case)\b", line) for line in lines):
        return Converted(left=(f"{path}: a script with conditions; name it as `run` of a check",))
    found = Converted()
    for line in lines:
        if LINT_STAGED.search(line):
            found += from_lint_staged(texts)
        elif "devloop" not in line and not STEERING.search(line):
            found += converted(name_of_line(line), line, stage=STAGES[hook], why=f"{path} runs it")
    return found


def _lines(text: str) -> list[str]:
    stripped = (line.strip() for line in text.replace("\\\n", " ").splitlines())
    return [line for line in stripped if line and not line.startswith("#")]
