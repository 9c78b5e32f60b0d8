"""Plan of `git push`, from `--dry-run --porcelain` (git-push(1)).

Nothing of the rules by which git works out remotes and refs is done over again here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from devloop.git.ids import CommitId, RefName
from devloop.git.record import dataclass
from devloop.git.refs import current_branch
from devloop.git.repository import Repository
from devloop.git.settings import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRef:
    """One ref that a push is about."""

    flag: str
    """git's sign: ` ` fast-forward, `+` forced, `*` new, `-` deleted, `=` as it is, `!` refused."""
    source: str
    """What would be sent, as resolved or typed; empty for a deletion."""
    target: RefName
    summary: str
    """git's words, such as `OLD..NEW` or `[rejected] (fetch first)`."""

    @property
    def changes(self) -> bool:
        """True if the remote ref would become another."""
        return self.flag not in {"=", "!"}

    @property
    def old(self) -> CommitId | None:
        """What the remote has now, where git tells."""
        ids = self.summary.split(" ", 1)[0]
        return CommitId(ids.partition("..")[0]) if ".." in ids else None


def parse_plan(output: bytes) -> tuple[PlannedRef, ...]:
    """The refs in the output of `git push --dry-run --porcelain`; each once."""
    fields = (line.split("\t") for line in os.fsdecode(output).split("\n"))
    refs = (_ref(*words) for words in fields if len(words) == 3 and len(words[0]) == 1)
    return tuple(dict.fromkeys(refs))


def _ref(flag: str, names: str, summary: str) -> PlannedRef:
    source, _, target = names.rpartition(":")
    return PlannedRef(flag=flag, source=source, target=RefName(target), summary=summary)


def plan_arguments(object_format: str, arguments: Sequence[str]) -> tuple[str, ...]:
    """The arguments of git that make it tell its plan, with ids in full.

    Push options are left out: they are for the hooks of the other side, and with them a dry run
    now and then dies of SIGPIPE, since the other side has left before they are sent.
    """
    digits = 64 if object_format == "sha256" else 40
    config = ("-c", f"core.abbrev={digits}", "-c", "push.pushOption=")
    how = ("push", "--dry-run", "--porcelain", "--no-verify")
    return (*config, *how, *_without_push_options(arguments))


def _without_push_options(arguments: Sequence[str]) -> Iterator[str]:
    words = iter(arguments)
    for word in words:
        name = word.partition("=")[0]
        if word == "--":
            yield word
            yield from words
        elif word == "-o" or (word == name and _is_push_option(name)):
            next(words, None)
        elif not (_is_push_option(name) or (word.startswith("-o") and word != "-o")):
            yield word


def _is_push_option(name: str) -> bool:
    """True if git takes the word for `--push-option`, which may be cut short."""
    return len(name) > len("--p") and "--push-option".startswith(name)


def default_remote(repo: Repository) -> str:
    """The remote that git pushes to when none is named."""
    branch = current_branch(repo)
    keys = [f"branch.{branch}.pushRemote"] if branch else []
    keys += ["remote.pushDefault", *([f"branch.{branch}.remote"] if branch else [])]
    found = (setting(repo, key) for key in keys)
    return next((one.value for one in found if one is not None), "origin")
