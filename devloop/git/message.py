"""A commit message as git keeps it: what a hook is handed is a draft (git-commit(1), `--cleanup`).

Pure but for `message_settings`. A mode that is given on the command line is not told to hooks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from devloop.git.record import dataclass
from devloop.git.repository import Repository

QUESTION = r"^(core\.comment(char|string)|commit\.cleanup|i18n\.commitencoding)$"
SCISSORS = re.compile(r"^.* -{24} >8 -{24}$", re.MULTILINE)
"""The line below which git shows the change; whatever the comment string is."""

LEADING_BLANK = re.compile(r"\A(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSettings:
    """What shapes a message between the editor and the commit."""

    comment: str = "#"
    """What a line begins with that is left out; `auto`: one of git's choice, never a letter."""
    cleanup: str = "default"
    """`default`, `strip`, `whitespace`, `verbatim` or `scissors`."""
    encoding: str = "utf-8"
    edited: bool = True
    """True if a person edits the message, so that `default` means `strip`."""

    @property
    def drops_comments(self) -> bool:
        """True if git leaves lines out that begin with the comment string."""
        usual = self.cleanup not in {"verbatim", "whitespace", "scissors"}
        return self.comment != "auto" and usual and (self.edited or self.cleanup == "strip")


def read_message(place: Path, repo: Repository, environ: Mapping[str, str]) -> str:
    """The text that a hook's file of a message will leave in the commit."""
    return kept_message(place.read_bytes(), message_settings(repo, environ))


def message_settings(repo: Repository, environ: Mapping[str, str]) -> MessageSettings:
    """The settings that hold for the commit that is being made."""
    answer = repo.git("config", "-z", "--get-regexp", QUESTION, ok=(0, 1))
    pairs = (item.partition("\n") for item in os.fsdecode(answer).split("\0") if item)
    found = {"core.commentchar": "#"}
    for key, _, value in pairs:
        found["core.commentchar" if key == "core.commentstring" else key] = value
    return MessageSettings(
        comment=found["core.commentchar"],
        cleanup=found.get("commit.cleanup", "default"),
        encoding=found.get("i18n.commitencoding", "utf-8"),
        edited=environ.get("GIT_EDITOR") != ":",
    )


def kept_message(draft: bytes, settings: MessageSettings) -> str:
    """The text of a draft that will be in the commit.

    Bytes that are no text in its encoding stay as lone surrogates. What stands below a line of
    scissors is never counted: whether git cuts there can depend on an option that no hook sees.
    """
    text = SCISSORS.split(decoded(draft, settings.encoding), maxsplit=1)[0]
    if settings.drops_comments:
        lines = text.split("\n")
        text = "\n".join(line for line in lines if not line.startswith(settings.comment))
    return text if settings.cleanup == "verbatim" else LEADING_BLANK.sub("", text)


def decoded(data: bytes, encoding: str) -> str:
    """The text of bytes in an encoding that git was told of, else in UTF-8."""
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "surrogateescape")
