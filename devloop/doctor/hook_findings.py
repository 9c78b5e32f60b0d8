"""Findings about git hooks, from values alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from devloop.doctor.finding import HealthFinding, note
from devloop.hooks_install.hook_state import HookFile, HookState
from devloop.hooks_install.shim import BACKGROUND

INSTALL = "devloop install"
NEEDED = ("pre-commit", "commit-msg", "pre-push")
"""Without one of these something is let through."""


def hook_findings(state: HookState) -> Iterator[HealthFinding]:
    """Everything that keeps git from running the hooks; nothing if they are in place."""
    called = {call.hook: call.file for call in state.calls}
    handed_on = {f.name for f in state.files if f.name in called and f.present and f.executable}
    if handed_on and not any(file.ours for file in state.files):
        yield from _by_another(called, handed_on)
    elif not any(file.ours for file in state.files):
        yield _none_in_force(state)
        if called:
            yield _not_installed(called)
    else:
        yield from _one_by_one(state, called)
    yield from _of_gits_own(state)


def _by_another(called: Mapping[str, str], handed_on: Collection[str]) -> Iterator[HealthFinding]:
    """Another manager's hooks are in force, and its files call devloop: for some hooks or all."""
    files = ", ".join(dict.fromkeys(called[name] for name in sorted(handed_on)))
    yield note("hooks", f"{', '.join(sorted(handed_on))}: called from {files}")
    for name in NEEDED:
        if name not in handed_on:
            text = f"nothing calls devloop at {name}, which {files} could do"
            fix = f"add to {files}: devloop hook {name}"
            yield HealthFinding(about="hooks", text=text, fix=fix)


def _not_installed(called: Mapping[str, str]) -> HealthFinding:
    files = ", ".join(dict.fromkeys(called.values()))
    text = f"{files} calls devloop, but no hook of its manager is in force here"
    return note("hooks", text, "install the hooks of that manager, or: devloop install")


def _none_in_force(state: HookState) -> HealthFinding:
    """Why git runs no hook of devloop's at all."""
    if state.configured is None:
        return _wrong(f"devloop's hooks are not in {state.directory}")
    where = f"core.hooksPath ({state.scope}) is {state.configured!r}"
    if not state.directory_there:
        return _wrong(f"{where}, which does not exist: git runs no hooks at all")
    if not state.elsewhere:
        return _wrong(f"devloop's hooks are not in {state.directory}; {where}")
    husky = " (husky sets it at every install)" if "husky" in state.configured else ""
    return _wrong(f"{where}{husky}, so git ignores devloop's hooks")


def _one_by_one(state: HookState, called: Mapping[str, str]) -> Iterator[HealthFinding]:
    for file in state.files:
        if file.name in BACKGROUND and not file.present:
            yield note("hooks", f"no {file.name} hook: no checks run in the background", INSTALL)
        elif not file.present:
            yield _wrong(f"the {file.name} hook is missing in {state.directory}")
        elif not file.ours:
            if file.name in called and file.executable:
                yield note("hooks", f"{file.name}: called from {called[file.name]}")
            else:
                by = f" by {file.manager}" if file.manager else " by another one"
                yield _wrong(f"the {file.name} hook was replaced{by}: {file.place}")
        elif not file.executable:
            yield _wrong(f"{file.place} is not executable, so git ignores it")
    yield from _programs(state.files)


def _programs(files: tuple[HookFile, ...]) -> Iterator[HealthFinding]:
    gone = dict.fromkeys(file.program for file in files if file.ours and not file.program_runs)
    for program in gone:
        yield _wrong(f"the hooks start {program}, which does not exist or is not executable")


def _of_gits_own(state: HookState) -> Iterator[HealthFinding]:
    for name, event in state.events:
        text = f"git's configuration runs a hook of its own at {event}: hook.{name}"
        yield note("hooks", text, f"git config --get-regexp '^hook\\.{name}\\.'")


def _wrong(text: str) -> HealthFinding:
    return HealthFinding(about="hooks", text=text, fix=INSTALL)
