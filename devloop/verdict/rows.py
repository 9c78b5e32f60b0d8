"""Verdicts as rows of a table, each sealed, so that a row that was altered is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from devloop.git.ids import TreeId
from devloop.verdict.outcome import Digest, Evidence, Outcome, Verdict

COLUMNS = (
    "key",
    "check_name",
    "outcome",
    "tree",
    "seconds",
    "exit_code",
    "log",
    "note",
    "recorded",
    "record",
    "outside",
    "weak",
)
FIRST = 9
"""Columns that there have always been: the seal of a verdict without a record is over these."""


def row_of(verdict: Verdict, body: bytes) -> tuple[object, ...]:
    """The values of `COLUMNS`, then the seal over them and over the manifest."""
    evidence = verdict.evidence
    values = (
        verdict.key,
        verdict.check,
        verdict.outcome.value,
        verdict.tree,
        float(evidence.seconds),
        evidence.exit_code,
        evidence.log,
        evidence.note,
        float(verdict.recorded),
        evidence.record,
        evidence.outside,
        evidence.weak,
    )
    return (*values, _seal(values, body))


def verdict_in(row: Sequence[object], body: object) -> Verdict | None:
    """The verdict in a row (`COLUMNS`, seal), or None where the seal is not its own."""
    *values, seal = row
    if not isinstance(body, bytes) or seal != _seal(values, body):
        return None
    key, check, outcome, tree, seconds, exit_code, log, note, recorded, *digests = values
    record, outside, weak = (None if one is None else Digest(str(one)) for one in digests)
    return Verdict(
        key=Digest(str(key)),
        check=str(check),
        outcome=Outcome(outcome),
        evidence=Evidence(
            seconds=float(str(seconds)),
            exit_code=None if exit_code is None else int(str(exit_code)),
            log=None if log is None else Digest(str(log)),
            note=str(note),
            record=record,
            outside=outside,
            weak=weak,
        ),
        tree=TreeId(str(tree)),
        recorded=float(str(recorded)),
    )


def _seal(values: Sequence[object], body: bytes) -> str:
    """A digest that shows damage; not the key's hash, so that no collision has both."""
    told = values if any(value is not None for value in values[FIRST:]) else values[:FIRST]
    text = json.dumps(told, default=repr).encode()
    return hashlib.blake2b(b"%d:" % len(text) + text + body, digest_size=16).hexdigest()
