"""Sizes as documents for programs: `devloop.size/1` and `devloop.size-history/1`."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.change.account import FileSize, HunkSize
from devloop.change.distribution import Distribution
from devloop.config.model import SizeRule
from devloop.gate.sizing import SizedStep
from devloop.git.record import asdict


def document(steps: Sequence[SizedStep], *, explain: bool) -> dict[str, object]:
    """The sizes of steps; with `explain`, down to the hunk."""
    return {
        "schema": "devloop.size/1",
        "commits": [_step(step, explain=explain) for step in steps],
    }


def _step(step: SizedStep, *, explain: bool) -> dict[str, object]:
    size = step.size
    return {
        "commit": step.commit.id if step.commit else None,
        "effective": size.effective,
        "target": step.rule.target,
        "limit": step.rule.ceiling,
        "decision": step.decided.band.value,
        "why": "; ".join((step.decided.why, *step.decided.problems)),
        "classes": asdict(size.classes),
        "files": [_file(file, explain=explain) for file in size.files],
        **({"notes": list(size.notes)} if size.notes else {}),
    }


def _file(file: FileSize, *, explain: bool) -> dict[str, object]:
    found: dict[str, object] = {
        "path": file.path,
        "class": file.file_class.value,
        "effective": file.effective,
        "why": file.why,
    }
    if explain:
        found |= {
            "old_path": file.old_path,
            "rule": file.rule,
            "lines": file.lines,
            "hunks": [_hunk(hunk) for hunk in file.hunks],
        }
    return found


def _hunk(hunk: HunkSize) -> dict[str, object]:
    runs = [asdict(run) for run in hunk.runs]
    return {**asdict(hunk), "lines": hunk.lines, "why": hunk.why, "runs": runs}


def history_document(found: Distribution, rule: SizeRule) -> dict[str, object]:
    """The distribution of the sizes of past commits."""
    return {
        "schema": "devloop.size-history/1",
        "commits": found.total,
        "exempt": found.exempt,
        "target": rule.target,
        "limit": rule.ceiling,
        "p50": found.percentile(50),
        "p90": found.percentile(90),
        "within_target": round(found.within(rule.target), 4),
        "within_limit": round(found.within(rule.ceiling), 4),
        "buckets": [asdict(bucket) for bucket in found.buckets(rule)],
    }
