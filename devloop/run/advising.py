"""Gathering what the caller has, for the advice on a check that is red or could not run."""

from __future__ import annotations

import os

from devloop.git.process import GitFailed
from devloop.git.record import replace
from devloop.git.repository import Repository
from devloop.run.advice import Caller, advice
from devloop.run.project import Project
from devloop.run.result import Result
from devloop.run.subject import Subject

NO_PATHSPECS = {"GIT_LITERAL_PATHSPECS": "0"}
"""The command takes paths and no pathspecs, and refuses to be told how to read them."""


def advised(result: Result, repo: Repository, project: Project, subject: Subject) -> Result:
    """The result with a better next step, where something of the caller's was missing."""

    def is_ignored(path: str) -> bool:
        try:
            repo.git("check-ignore", "-q", "--stdin", input=os.fsencode(path), extra=NO_PATHSPECS)
        except GitFailed:
            return False
        return True

    def is_judged(path: str) -> bool:
        return bool(repo.git("ls-tree", "-z", subject.tree, "--", path))

    caller = Caller(
        environ=project.environ,
        given=project.variables(result.check),
        top=repo.top,
        is_ignored=is_ignored,
        is_judged=is_judged,
    )
    hint = advice(result.check, result.output, caller)
    return replace(result, hint=hint) if hint else result
