"""Contradictions between the keys of a configuration, and between its checks.

Each rule takes sound values and gives pairs: the key at fault (for `needs`, the check) and a
sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from devloop.config.kind import problems_of_kind
from devloop.config.mistake import closest, shown
from devloop.config.model import Check, Program, SizeRule
from devloop.config.values import FILES

Found = Iterator[tuple[str, str]]


def in_size(rule: SizeRule) -> Found:
    """Contradictions of a size rule."""
    if not rule.strict and rule.limit < rule.target:
        yield "limit", f"{rule.limit} is below the target, {rule.target}: set both"


def in_check(check: Check) -> Found:
    """Contradictions within one check."""
    yield from problems_of_kind(check)
    if check.min_diff_coverage is not None and not check.coverage:
        yield "min-diff-coverage", "needs coverage = true"
    yield from _of_files(check)
    if check.reads_history and check.per_file:
        yield (
            "reads-history",
            "cannot be combined with per-file: commits are checked, or files",
        )
    if check.reads_history and check.inputs:
        yield "reads-history", "cannot be combined with inputs: each commit is checked anew"


def _of_files(check: Check) -> Found:
    for key, program in (("run", check.run), ("fix", check.fix)):
        if _names_files(program) and not check.files:
            yield key, f"{FILES} is used, but `files` is not set"
    if not check.per_file:
        return
    if not check.files:
        yield "per-file", "needs `files`: the patterns of the files to check"
    if not _names_files(check.run):
        yield "per-file", f"needs {FILES} in run, where the files to check go"


def _names_files(program: Program | None) -> bool:
    return program is not None and FILES in program


def in_needs(checks: Sequence[Check]) -> Found:
    """Mistakes of `needs` by names alone: pairs of the check at fault and a sentence."""
    known = {check.name: check for check in checks}
    for check in checks:
        for name in check.needs:
            if name not in known:
                yield check.name, f"there is no check {shown(name)}{closest(name, known)}"
    circle = _circle(known)
    if circle:
        yield circle[0], f"circular dependency: {' -> '.join(circle)}"


def in_stages(checks: Sequence[Check]) -> Found:
    """Needs that are due only later; pairs of the check at fault and a sentence."""
    stages = {check.name: check.on for check in checks}
    for check in checks:
        for name in check.needs:
            stage = stages.get(name, check.on)
            if not stage.due(check.on):
                yield (
                    check.name,
                    f"{shown(name)} is due at {stage.value}, after this one ({check.on.value})",
                )


def _circle(checks: dict[str, Check]) -> tuple[str, ...]:
    """Names of checks that need one another, the first one again at the end; else nothing."""
    left = dict(checks)
    while True:
        free = [name for name, check in left.items() if not any(n in left for n in check.needs)]
        if not free:
            break
        for name in free:
            del left[name]
    return _walk(left)


def _walk(circular: dict[str, Check]) -> tuple[str, ...]:
    """A circle among checks of which each needs another one of them."""
    trail: list[str] = []
    name = next(iter(circular), None)
    while name is not None and name not in trail:
        trail.append(name)
        name = next(need for need in circular[name].needs if need in circular)
    return () if name is None else (*trail[trail.index(name) :], name)
