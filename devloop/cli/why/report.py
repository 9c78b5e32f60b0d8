"""Output of `devloop why`: a result, its manifest, and differences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from time import time

from devloop.cli.terminal.ago import ago, timestamp
from devloop.cli.terminal.console import Console, plain
from devloop.cli.terminal.render import MARKS, duration
from devloop.cli.terminal.wrap import folded
from devloop.cli.why.looks import in_json, rows_of
from devloop.cli.why.manifest import rows
from devloop.run.planning.inquiry import Inquiry, Nearest, difference_by_record
from devloop.run.recording.account import Account
from devloop.verdict.explain import sentences
from devloop.verdict.manifest import Difference, difference
from devloop.verdict.outcome import Verdict

MOST_VERDICTS = 5
LEFT = 14
"""Columns of a row's name."""


def show(console: Console, asked: Inquiry, *, everything: bool) -> None:
    """The verdict (or what is missing), then all that it depends on."""
    _head(console, asked)
    _verdicts(console, asked)
    console.result()
    looked = rows_of(asked.account, everything=everything) if asked.verdicts else ()
    for name, text in (*rows(asked.manifest, everything=everything), *looked):
        first, *more = folded(console, plain(text), LEFT) or [""]
        label = console.style_out(f"{name:<{LEFT - 3}}", "dim")
        console.result(f"  {label} {first[LEFT:]}".rstrip())
        for line in more:
            console.result(line)


def show_two(console: Console, left: Inquiry, right: Inquiry) -> None:
    """The verdicts of two contents, and what differs."""
    for asked in (left, right):
        _head(console, asked)
        _verdicts(console, asked, nearest=False)
    console.result()
    if differs := difference_by_record(left, right):
        console.result(f"  it looked at {plain(differs)}, which differs")
    told = sentences(difference(left.manifest.body, right.manifest.body))
    for sentence in told or ("no difference: both have the same key",):
        console.result(f"  {plain(sentence)}")


def _head(console: Console, asked: Inquiry) -> None:
    name = console.style_out(plain(asked.check.name), "bold")
    console.result(f"{name} on {plain(asked.subject.name)}")


def _verdicts(console: Console, asked: Inquiry, *, nearest: bool = True) -> None:
    now = time()
    for verdict in asked.verdicts[:MOST_VERDICTS]:
        console.result(f"  {_verdict(console, verdict, now)}")
    if asked.by_record:
        tree = asked.verdicts[0].tree[:9]
        console.result(f"  found on tree {tree}: nothing that it looked at is another one here")
    if len(asked.verdicts) > MOST_VERDICTS:
        console.result(f"  … and {len(asked.verdicts) - MOST_VERDICTS} more")
    if asked.flaky:
        text = "flaky: the same tree has passed and failed in this environment"
        console.result(f"  {console.style_out(text, 'yellow')}")
    if not asked.verdicts:
        console.result(f"  {console.style_out('-', 'dim')} {plain(asked.unknown)}")
        if nearest:
            _nearest(console, asked.nearest, asked.account, now)


def _nearest(console: Console, found: Nearest | None, account: Account | None, now: float) -> None:
    if found is None:
        console.result("  and there is no earlier result to compare with")
        return
    tree = console.style_out(f"tree {found.verdict.tree[:9]}", "dim")
    console.result(f"  nearest: {_verdict(console, found.verdict, now)}  {tree}")
    console.result("  since then:")
    for sentence in sentences(found.differences):
        console.result(f"    {plain(sentence)}")
    if account is not None and account.differs:
        console.result(f"    it looked at {plain(account.differs)}, which differs")


def _verdict(console: Console, verdict: Verdict, now: float) -> str:
    (sign, color), word = MARKS[verdict.outcome], verdict.outcome.words
    evidence = verdict.evidence
    note = f"  {plain(evidence.note)}" if evidence.note else ""
    when = f"{ago(verdict.recorded, now)}, in {duration(evidence.seconds)}"
    return f"{console.style_out(f'{sign} {word}', color, 'bold')} {when}{note}"


def document(asked: Inquiry) -> dict[str, object]:
    """The report as `devloop.why/1`."""
    near = asked.nearest
    return {
        "schema": "devloop.why/1",
        **_of(asked),
        "by_record": asked.by_record,
        "looks": in_json(asked.account),
        "manifest": json.loads(asked.manifest.body),
        "nearest": near
        and {"verdict": _json_verdict(near.verdict), **_differences(near.differences)},
    }


def document_of_two(left: Inquiry, right: Inquiry) -> dict[str, object]:
    """The comparison as `devloop.why/1`."""
    return {
        "schema": "devloop.why/1",
        "left": _of(left),
        "right": _of(right),
        "differs": difference_by_record(left, right) or None,
        **_differences(difference(left.manifest.body, right.manifest.body)),
    }


def _differences(found: Sequence[Difference]) -> dict[str, object]:
    return {
        "differences": [{"path": d.path, "left": d.left, "right": d.right} for d in found],
        "sentences": list(sentences(found)),
    }


def _of(asked: Inquiry) -> dict[str, object]:
    return {
        "check": asked.check.name,
        "tree": asked.subject.tree,
        "key": asked.manifest.key,
        "flaky": asked.flaky,
        "unknown": asked.unknown or None,
        "verdicts": [_json_verdict(verdict) for verdict in asked.verdicts],
    }


def _json_verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "key": verdict.key,
        "outcome": verdict.outcome.value,
        "time": timestamp(verdict.recorded),
        "seconds": round(verdict.evidence.seconds, 3),
        "exit_code": verdict.evidence.exit_code,
        "log": verdict.evidence.log,
        "note": verdict.evidence.note,
        "tree": verdict.tree,
    }
