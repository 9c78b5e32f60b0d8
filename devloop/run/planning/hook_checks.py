"""One check of kind pre-commit becomes one for each hook that the content configures.

So every hook has a key and a verdict of its own. A check whose hooks cannot be told stays as it
is: running it says why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

from devloop.config.model import Check, Config, Stage
from devloop.detect.hooks import FILE, Hook, parse_hooks
from devloop.errors import ConfigError
from devloop.git.ids import TreeId
from devloop.git.record import replace
from devloop.git.repository import Repository
from devloop.git.trees import read_file
from devloop.verdict.derived import recall, remember
from devloop.verdict.store import Store

PLACES = ("PRE_COMMIT_HOME", "PREK_HOME")
"""Variables that say where the frameworks keep the environments of hooks."""
FORM = "hooks 1"
"""Of what is remembered of a file; another form is another fact."""


def with_hooks(config: Config, hooks: Callable[[], tuple[Hook, ...]]) -> Config:
    """The configuration with one check for each hook; `hooks` is asked where any check needs it."""
    if not any(map(_stands_for_hooks, config.checks)):
        return config
    found = hooks()
    made = {c.name: _of_hooks(c, found) for c in config.checks if _stands_for_hooks(c)}
    checks = (one for check in config.checks for one in made.get(check.name, (check,)))
    return replace(config, checks=tuple(_needing_all(check, made) for check in checks))


def _stands_for_hooks(check: Check) -> bool:
    return check.kind.rules.runs_hooks and check.run is None and check.hook is None


def _of_hooks(check: Check, hooks: Sequence[Hook]) -> tuple[Check, ...]:
    """The checks of the hooks; those after one that is the last when it fails need it to pass."""
    made: list[Check] = []
    needs = check.needs
    for hook in hooks:
        one = replace(
            check,
            name=f"{check.name}:{hook.name}",
            hook=hook.document,
            on=max(check.on, hook.stage, key=tuple(Stage).index),
            needs=needs,
            pass_env=tuple(dict.fromkeys((*check.pass_env, *PLACES))),
        )
        made.append(one)
        needs = (*needs, one.name) if hook.last else needs
    return tuple(made) or (check,)


def _needing_all(check: Check, made: dict[str, tuple[Check, ...]]) -> Check:
    """The check with every hook in the place of the check that stood for them."""
    if not any(name in made for name in check.needs):
        return check
    needs = (name for need in check.needs for name in _names(need, made))
    return replace(check, needs=tuple(needs))


def _names(need: str, made: dict[str, tuple[Check, ...]]) -> tuple[str, ...]:
    return tuple(check.name for check in made[need]) if need in made else (need,)


def hooks_in(repo: Repository, tree: TreeId, store: Store | None) -> tuple[Hook, ...]:
    """The hooks that a tree configures, remembered for good; none where it says none."""
    content = read_file(repo, tree, FILE)
    if content is None:
        return ()
    return _parsed(content) if store is None else _remembered(content, store)


def _remembered(content: bytes, store: Store) -> tuple[Hook, ...]:
    key = hashlib.sha256(content).hexdigest()
    known = recall(store, FORM, key)
    if known is not None:
        return tuple(_decoded(fields) for fields in json.loads(known))
    hooks = _parsed(content)
    remember(store, FORM, key, json.dumps([_encoded(hook) for hook in hooks]))
    return hooks


def _parsed(content: bytes) -> tuple[Hook, ...]:
    try:
        return parse_hooks(content)
    except ConfigError:
        return ()


def _encoded(hook: Hook) -> list[object]:
    return [hook.name, hook.stage.value, hook.document, hook.last]


def _decoded(fields: tuple[str, str, str, bool]) -> Hook:
    name, stage, document, last = fields
    return Hook(name=name, stage=Stage(stage), document=document, last=last)
