"""Ignored files without which the tests cannot run.

A version file that a build has written, or a compiled module.
They are no part of the content, so a workspace has them only where the configuration says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from devloop.git.repository import Repository

ENDINGS = (".py", ".so", ".pyd")


def ignored_files_of(repo: Repository, module: str, besides: Iterable[str]) -> tuple[str, ...]:
    """The ignored files of the working tree that are this module; none in folders `besides`."""
    *packages, name = module.split(".")
    if not packages:
        return ()
    wanted = f":(glob)**/{'/'.join((*packages[-1:], name))}.*"
    outside = (f":(exclude,top){folder}" for folder in besides)
    question = ("ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--")
    answer = repo.git(*question, wanted, *outside, extra={"GIT_LITERAL_PATHSPECS": "0"})
    paths = (os.fsdecode(path) for path in answer.split(b"\0"))
    return tuple(sorted(path for path in paths if path.endswith(ENDINGS)))
