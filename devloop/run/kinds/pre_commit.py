"""Kind `pre-commit`: one of the project's hooks, over the change or over all files.

Its framework (the project's pre-commit, or prek) makes what it needs and decides which files it
gets; it is given a configuration with this hook alone, so that no other can change what it sees.
"""

from __future__ import annotations

import re
from pathlib import Path

from devloop.config.model import Check
from devloop.detect.hooks import FILE, hook_in, parse_hooks, stages_of
from devloop.environment.hook_caches import cache_of, framework_in
from devloop.errors import ConfigError
from devloop.git.record import replace
from devloop.run.arguments import expand
from devloop.run.assignment import Assignment
from devloop.run.run_result import NOTHING_RAN, RunResult, classify_exit, combine, errored
from devloop.verdict.outcome import Outcome
from devloop.words import listed

FAILED = 1
"""The exit code when a hook failed or changed files; any other is the framework's own trouble."""
HAS_FAILED = b"- hook id: "
"""How the line begins in which a framework names a hook that failed."""
HAS_RUN = re.compile(rb"\.\.\.(\([^)]*\))?(Passed|Skipped|Failed)\s*$", re.MULTILINE)
NOT_THERE = re.compile(rb"^Executable `(.+)` not found$", re.MULTILINE)
NOT_KNOWN = b"(unimplemented yet)Skipped"
"""What prek says to a language that it knows no way to run."""
SHOWN = 3
"""Changed files that are named."""


def run_pre_commit(work: Assignment) -> RunResult:
    """Run the hook; where a check stands for hooks that cannot be told, say why."""
    framework = framework_in(work.environ)
    if work.check.hook is None:
        return _without_hooks(work.workspace.path / FILE)
    if framework is None:
        nothing = errored(NOTHING_RAN, "neither pre-commit nor prek is installed")
        return replace(nothing, wants="pre-commit")
    config = _written(work, work.check.hook)
    ran = NOTHING_RAN
    for stage in stages_of(work.check.hook):
        argv = (framework[1], "run", "--config", config, "--hook-stage", stage)
        ran = combine(work.start_all(_over_files(work, argv)))
        if ran.outcome is not Outcome.PASSED or HAS_RUN.search(ran.output):
            break
    name = hook_in(work.check.hook)[1]["id"]
    return _judged(work, ran, f"{framework[0]} run {name} --all-files")


def fix(work: Assignment) -> RunResult:
    """Run the hook for what it changes, and again to know whether that was all."""
    ran = run_pre_commit(work)
    again = ran.outcome is Outcome.FAILED and ran.would_change
    return run_pre_commit(work) if again else ran


def prepare(work: Assignment) -> RunResult:
    """Have the framework make what the hook needs; passed, or errored with the reason."""
    framework = framework_in(work.environ)
    if framework is None or work.check.hook is None:
        return replace(NOTHING_RAN, outcome=Outcome.PASSED)
    argv = (framework[1], "install-hooks", "--config", _written(work, work.check.hook))
    cache = cache_of(framework[0], work.environ)
    cache.mkdir(parents=True, exist_ok=True)
    ran = classify_exit(work.start((*argv, "--color=never"), writable=(cache,)))
    if ran.outcome is not Outcome.FAILED:
        return ran
    note = f"{framework[0]} cannot create the environment of this hook; see its output above"
    return errored(ran, note, f"{framework[0]} install-hooks")


def _written(work: Assignment, document: str) -> str:
    """The place of the configuration with the hook alone, beside the content."""
    place: Path = work.notes / "hook.json"
    place.write_text(document, encoding="utf-8")
    return str(place)


def _over_files(work: Assignment, argv: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The commands that run it over what it is to look at, as many as the names need."""
    plain = (*argv, "--color=never", "--show-diff-on-failure")
    if not work.of_change:
        return ((*plain, "--all-files"),)
    return expand((*plain, "--files", "{files}"), work.files, work.environ) or (plain,)


def _judged(work: Assignment, ran: RunResult, again: str) -> RunResult:
    """Only the hook can fail the content; what kept it from running has not judged it.

    `again` is the command by which a person sees that.
    """
    if ran.outcome is Outcome.PASSED:
        if NOT_KNOWN in ran.output or not HAS_RUN.search(ran.output):
            return errored(ran, "the hook did not run", again)
        return ran
    if ran.outcome is not Outcome.FAILED:
        return ran
    missing = NOT_THERE.search(ran.output)
    if missing:
        word = missing[1].decode(errors="replace")
        return replace(errored(ran, f"the hook starts {word}, which is not installed"), wants=word)
    if ran.exit_code != FAILED or HAS_FAILED not in ran.output:
        return errored(ran, "the hook could not run; see above", again)
    return _with_changes(work, ran)


def _with_changes(work: Assignment, ran: RunResult) -> RunResult:
    changed = work.workspace.traces().changed
    if not changed:
        return ran
    note = f"it would change {listed(changed, SHOWN)}"
    return replace(ran, note=note, hint=fixing(work.check), would_change=True)


def fixing(check: Check) -> str:
    """The command that takes over what a hook would change."""
    return f"devloop fix {check.name}"


def _without_hooks(file: Path) -> RunResult:
    """Why it cannot be told which hooks there are."""
    if not file.is_file() or file.is_symlink():
        return errored(NOTHING_RAN, f"the tree being checked has no {FILE}", f"git add {FILE}")
    hint = f"correct it, then: git add {FILE}"
    try:
        parse_hooks(file.read_bytes())
    except ConfigError as error:
        return errored(NOTHING_RAN, f"{FILE}: {error.problems[0]}", hint)
    return errored(NOTHING_RAN, f"{FILE} has no hook that checks files", hint)


NOT_ABOUT_CONTENTS = replace(
    NOTHING_RAN,
    outcome=Outcome.PASSED,
    output=b"it judges no content: its repository gives it other stages\n",
)
