"""Five faults that a commit hook has to find, planted one at a time and taken out again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.projects.catalogue import Project
from tests.support.repo import Done, Repo

ONLY_HERE = "only_in_the_working_tree"
"""A module that nobody stages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way in which what is staged is wrong."""

    name: str
    plant: Callable[[Repo, Project], None]
    seen_by: Callable[[Project], tuple[str, ...]]
    """The checks of which one has to be red."""


def _broken_function(repo: Repo, project: Project) -> None:
    old, new = project.broken
    text = (repo.path / project.source).read_text()
    assert old in text, f"{project.source} of {project.name} is not what it was"
    _write(repo, project, text.replace(old, new))


def _syntax_error(repo: Repo, project: Project) -> None:
    _append(repo, project, "def broken(:")


def _failing_import(repo: Repo, project: Project) -> None:
    _append(repo, project, '__import__("nowhere_to_be_found")')


def _missing_file(repo: Repo, project: Project) -> None:
    """The tests pass in the working tree, which has the file."""
    _append(repo, project, f'__import__("{project.package}.{ONLY_HERE}")')
    _lone_file(repo, project).write_text("")


def _untidy(repo: Repo, project: Project) -> None:
    _append(repo, project, project.untidy)


def _append(repo: Repo, project: Project, line: str) -> None:
    _write(repo, project, f"{(repo.path / project.source).read_text()}\n\n{line}\n")


def _write(repo: Repo, project: Project, text: str) -> None:
    (repo.path / project.source).write_text(text)
    repo.git("add", project.source)


def _lone_file(repo: Repo, project: Project) -> Path:
    return (repo.path / project.source).with_name(f"{ONLY_HERE}.py")


def _tests(_: Project) -> tuple[str, ...]:
    return ("tests",)


def _linters(project: Project) -> tuple[str, ...]:
    """Its own, or the hooks that run it where they can be had."""
    return (project.tidied_by, "hooks")


FAULTS = (
    Fault(name="broken function", plant=_broken_function, seen_by=_tests),
    Fault(
        name="syntax error",
        plant=_syntax_error,
        seen_by=lambda project: ("tests", "types", *_linters(project)),
    ),
    Fault(name="failing import", plant=_failing_import, seen_by=_tests),
    Fault(name="missing file", plant=_missing_file, seen_by=_tests),
    Fault(name="lint fault", plant=_untidy, seen_by=_linters),
)


def commit_with(repo: Repo, project: Project, fault: Fault) -> Done:
    """What `git commit` says to the fault; afterwards everything is as it was."""
    head = repo.rev("HEAD")
    fault.plant(repo, project)
    try:
        return repo.run("git", "commit", "-m", f"Plant: {fault.name}", code=None)
    finally:
        repo.git("reset", "-q", "--hard", head)
        _lone_file(repo, project).unlink(missing_ok=True)


def is_found(done: Done, project: Project, fault: Fault) -> bool:
    """Whether the commit was refused, and for this fault."""
    checks = "|".join(fault.seen_by(project))
    return done.code == 1 and re.search(rf"✗ ({checks})(:\S+)? failed", done.said) is not None
