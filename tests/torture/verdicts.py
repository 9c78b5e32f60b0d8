"""The verdicts in a store, and whether they are true.

What a verdict is about, content and environment, is read from its own manifest: a check of the
background may have begun before the environment became what it is now.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from devloop.environment.repository_key import keyed_digest, repository_key
from tests.support.guarded import Guarded
from tests.torture.truth import CONFIGS, MOODS, TOOLS, Files, Rule, World, judge_text
from tests.torture.twin import files_of

Row = tuple[int, str, str, bytes]
"""Number, check, outcome and manifest."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A verdict, and what it is about."""

    number: int
    outcome: str
    rule: Rule
    files: Files
    world: World

    @property
    def is_true(self) -> bool:
        """Whether the outcome is the one that the content deserves."""
        return (self.outcome == "passed") == self.rule.passes(self.files, self.world)


def kept_verdicts(guarded: Guarded, after: int = 0) -> Iterator[Kept]:
    """Every verdict with a number above `after`."""
    for row in rows(guarded, after):
        yield kept_of(guarded, row)


def kept_of(guarded: Guarded, row: Row) -> Kept:
    """What a row of the store stands for."""
    number, check, outcome, body = row
    manifest = json.loads(body)
    rule, world = _rule(check, manifest["check"]), _world(guarded, manifest["environment"])
    return Kept(number, outcome, rule, _content(guarded, manifest["content"]), world)


def rows(guarded: Guarded, after: int = 0) -> list[Row]:
    """Every verdict with a number above `after`, as the store has it."""
    place = guarded.path / ".git/devloop/verdicts.sqlite3"
    if not place.exists():
        return []
    question = (
        "SELECT v.id, v.check_name, v.outcome, m.body FROM verdict v"
        " JOIN manifest m ON m.key = v.key WHERE v.id > ? ORDER BY v.id"
    )
    with closing(sqlite3.connect(place)) as connection:
        if connection.execute("PRAGMA user_version").fetchone() == (0,):  # killed while made
            return []
        return connection.execute(question, (after,)).fetchall()


def _rule(check: str, definition: object) -> Rule:
    """The rule with this name and, where the manifest spells it out, this line."""
    run = definition["run"] if isinstance(definition, dict) else None
    rules = (rule for found in CONFIGS.values() for rule in found or () if rule.name == check)
    return next(rule for rule in rules if run is None or _is_run(rule.toml, run))


def _is_run(toml: str, run: object) -> bool:
    return (run if isinstance(run, str) else json.dumps(run)) in toml


def _content(guarded: Guarded, content: dict[str, str]) -> Files:
    if "blob" in content:
        data = guarded.repo.run("git", "cat-file", "blob", content["blob"]).stdout
        return {content["file"]: (content["mode"], data.encode(errors="surrogateescape"))}
    scratch = (guarded.home / ".cache").glob("devloop/workspaces/*/scratch/objects")
    extra = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(map(str, scratch))}
    return files_of(guarded.repo, content.get("tree") or content["part"], extra)


def _world(guarded: Guarded, environment: object) -> World:
    """The variable and the program that a fingerprint names; a verdict on one file sees neither."""
    if not isinstance(environment, dict):
        return World("", "")
    key = repository_key(guarded.path / ".git/devloop")
    moods = {keyed_digest(key, word): word for word in MOODS}
    mood = moods.get(environment["variables"].get("MOOD", ""), "")
    judge = environment["program"].get("judge", "").rpartition(" ")[2]
    return World(mood, DIGESTS[judge] if judge else "")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


DIGESTS = {_digest(judge_text(w)): w for w in TOOLS}
"""What the digests in a fingerprint stand for."""
