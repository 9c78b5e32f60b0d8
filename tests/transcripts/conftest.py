"""A terminal session as text: each command line, what it printed, how it ended."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from devloop import __version__
from tests.cli.conftest import Devloop, devloop, own_python
from tests.support.repo import Repo

__all__ = ["Say", "devloop", "own_python", "say"]

Say = Callable[..., str]

SAME = (
    (re.compile(r"\d+ min \d\d s|\d+(?:\.\d)? m?s\b"), "TIME"),
    (re.compile(r"just now|\d+ min ago"), "WHEN"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (re.compile(r'"(time|when|last)": "[^"]*"'), r'"\1": "TIME"'),
    (re.compile(r'"(\w*seconds)": [0-9.]+'), r'"\1": SECONDS'),
    (re.compile(r"devloop/backup/\S+"), "devloop/backup/ID"),
    (re.compile(r"process \d+"), "process PID"),
    (re.compile(rf"\b{re.escape(__version__)}\b"), "VERSION"),
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
)
"""What differs from run to run, and the word in its place."""


@pytest.fixture
def say(repo: Repo, devloop: Devloop, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run command lines in the repository; gives the session as text."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("DEVLOOP_RECORD", "off")
    repo.environ["DEVLOOP_RECORD"] = "off"

    def run(*lines: str) -> str:
        return "\n".join(_told(repo, devloop, line) for line in lines)

    return run


def _told(repo: Repo, devloop: Devloop, line: str) -> str:
    if line.startswith("devloop"):
        done = devloop(*shlex.split(line)[1:], code=None)
    else:
        done = repo.run("sh", "-c", line, code=None)
    end = f"[exit code {done.code}]\n" if done.code else ""
    return _same(f"$ {line}\n{done.stdout}{done.stderr}{end}", repo.path)


def _same(text: str, top: Path) -> str:
    for place, name in ((str(top), "REPO"), (str(top.parent), "TMP")):
        text = text.replace(place, name)
    for pattern, word in SAME:
        text = pattern.sub(word, text)
    return text
