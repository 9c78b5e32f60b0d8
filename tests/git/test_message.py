"""A draft of a message, and what git makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.git.message import MessageSettings, kept_message
from tests.support.repo import Repo

CUT = "------------------------ >8 ------------------------"
LINES = ("subject", "", "# hash", "; semicolon", "// slashes", "REM word", "body")


@pytest.mark.parametrize("comment", ["#", ";", "//", "REM"])
@pytest.mark.parametrize("cleanup", ["default", "strip", "whitespace", "verbatim"])
@pytest.mark.parametrize("edited", [True, False])
def test_lines_are_dropped_as_git_drops_them(
    tmp_path: Path, comment: str, cleanup: str, *, edited: bool
) -> None:
    """Git itself is the witness; a comment string of several characters came with git 2.45."""
    repo = Repo.create(tmp_path / "repo", tmp_path / "home")
    repo.git("config", "core.commentChar", comment)
    draft = "\n".join(LINES) + "\n"
    how = (f"--cleanup={cleanup}", "--allow-empty", *(() if edited else ("-m", draft)))
    editor = repo.write("editor", f"#!/bin/sh\ncat > \"$1\" <<'X'\n{draft}X\n", mode=0o755)
    done = repo.run("git", "commit", *how, env={"GIT_EDITOR": str(editor)}, code=None)
    if done.code:
        pytest.skip(f"this git knows no such comment string: {done.said}")
    settings = MessageSettings(comment=comment, cleanup=cleanup, edited=edited)
    kept = kept_message(draft.encode(), settings)
    assert kept.strip() == repo.git("log", "-1", "--format=%B").strip()


@pytest.mark.parametrize("comment", ["#", ";", "//", "REM"])
@pytest.mark.parametrize("cleanup", ["default", "whitespace", "verbatim", "scissors"])
def test_nothing_below_scissors_counts(comment: str, cleanup: str) -> None:
    draft = f"subject\n\nbody\n{comment} {CUT}\nSize-Override: below\n"
    kept = kept_message(draft.encode(), MessageSettings(comment=comment, cleanup=cleanup))
    assert kept == "subject\n\nbody\n"


def test_a_shorter_line_of_the_kind_is_text() -> None:
    draft = "subject\n\n# --- >8 ---\nbody\n"
    assert "body" in kept_message(draft.encode(), MessageSettings())


def test_the_subject_is_the_first_line_that_is_not_blank() -> None:
    assert kept_message(b"\n \nsubject\n", MessageSettings()).startswith("subject")


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("größer".encode("latin-1"), "ISO-8859-1", "größer"),
        ("größer".encode(), "utf-8", "größer"),
        ("größer".encode(), "no-such-encoding", "größer"),
        (b"gr\xf6\xdfer", "utf-8", "gr\udcf6\udcdfer"),
        ("大".encode("euc-jp"), "euc-jp", "大"),
    ],
)
def test_a_message_is_read_in_the_encoding_that_git_was_told(
    data: bytes, encoding: str, text: str
) -> None:
    assert kept_message(data, MessageSettings(encoding=encoding)) == text
