"""Whether the verdicts in a store are true."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from tests.support.guarded import Guarded
from tests.torture.truth import CONFIGS, Files, Rule, World
from tests.torture.twin import files_of


def _rules() -> dict[tuple[str, str], Rule]:
    """Every rule by its name and the text of what it runs."""
    found = {}
    for rules in CONFIGS.values():
        for rule in rules or ():
            found[rule.name, rule.toml] = rule
    return found


def false_verdicts(guarded: Guarded, world: World, known: int) -> tuple[int, list[str]]:
    """The newest verdict's number, and what is wrong with those that came after `known`."""
    wrong = []
    for number, check, outcome, body in _verdicts(guarded, known):
        known = max(known, number)
        manifest = json.loads(body)
        expected = _truth(guarded, check, manifest, world)
        if expected is None or (outcome == "passed") != expected:
            wrong.append(f"{check} {outcome}, in truth {expected}: {manifest['content']} {world}")
    return known, wrong


def _verdicts(guarded: Guarded, known: int) -> Iterator[tuple[int, str, str, bytes]]:
    place = guarded.path / ".git/devloop/verdicts.sqlite3"
    if not place.exists():
        return
    question = (
        "SELECT v.id, v.check_name, v.outcome, m.body FROM verdict v"
        " JOIN manifest m ON m.key = v.key WHERE v.id > ?"
    )
    with closing(sqlite3.connect(place)) as connection:
        if connection.execute("PRAGMA user_version").fetchone() != (0,):  # 0: killed while made
            yield from connection.execute(question, (known,)).fetchall()


def _truth(guarded: Guarded, check: str, manifest: dict[str, object], world: World) -> bool | None:
    content = manifest["content"]
    assert isinstance(content, dict)
    definition = manifest["check"]
    run = definition["run"] if isinstance(definition, dict) else None
    rules = [
        rule
        for (name, toml), rule in _rules().items()
        if name == check and (run is None or _is_run(toml, run))
    ]
    if not rules:
        return None
    return rules[0].passes(_content(guarded, content), world)


def _is_run(toml: str, run: object) -> bool:
    return (run if isinstance(run, str) else json.dumps(run)) in toml


def _content(guarded: Guarded, content: dict[str, str]) -> Files:
    if "blob" in content:
        data = guarded.repo.run("git", "cat-file", "blob", content["blob"]).stdout
        return {content["file"]: (content["mode"], data.encode())}
    scratch = (guarded.home / ".cache").glob("devloop/workspaces/*/scratch/objects")
    extra = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(map(str, scratch))}
    return files_of(guarded.repo, content.get("tree") or content["part"], extra)
