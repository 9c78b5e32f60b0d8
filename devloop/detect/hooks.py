"""The hooks in a `.pre-commit-config.yaml`: which there are, when each is due, each on its own.

It knows the shape of the file. What a hook does, and what its own repository says of it, is the
framework's business: whatever else stands in the file is handed on as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from devloop.config.mistake import shown
from devloop.config.model import Stage
from devloop.errors import ConfigError
from devloop.git.record import dataclass

FILE = ".pre-commit-config.yaml"
STAGES = {"pre-commit": Stage.COMMIT, "pre-merge-commit": Stage.COMMIT, "pre-push": Stage.PUSH}
"""The framework's stages at which a tree is judged, by when that is due. At its others (about
a message, a checkout, or by hand) none is."""
OLD_NAMES = {"commit": "pre-commit", "merge-commit": "pre-merge-commit", "push": "pre-push"}
UNNAMED = ("pre-commit", "pre-push")
"""What a hook may be of whose stages only its own repository knows."""
ELSEWHERE = frozenset({"ci", "default_install_hook_types", "fail_fast", "repos"})
"""Keys that say nothing of what a single hook does."""
MOST_VALUES = 20_000
"""Values in such a file, each use of an anchor counted: references can make it endless."""

COMMITS = re.compile(r"git (?:log|show|describe|blame|shortlog|rev-\w+|merge-base)|head[~^]")
"""What stands in a command that looks at commits, in small letters."""

Table = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One hook of the file."""

    name: str
    """Its alias or id; of several with one name all but the first get a number."""
    stage: Stage
    """The first at which it is due."""
    document: str
    """The file as it would be with this hook alone, as JSON, which is YAML too."""
    last: bool
    """True if none of those after it runs when it fails."""


def parse_hooks(content: bytes) -> tuple[Hook, ...]:
    """The hooks that judge contents, in order; `ConfigError` where the file is none of its kind."""
    import yaml

    try:
        root = _loaded(content)
        if _is_endless(root):
            raise _mistake(f"it holds more than {MOST_VALUES} values")
        return tuple(_read(_table(root, "it")))
    except yaml.YAMLError as error:
        raise _mistake(" ".join(str(error).split())) from error
    except RecursionError as error:
        raise _mistake("it is nested too deep") from error
    except (TypeError, ValueError) as error:
        raise _mistake("it holds what no hook framework understands") from error


def hook_in(document: str) -> tuple[Table, Table]:
    """The repository and the hook of a document."""
    repo = json.loads(document)["repos"][0]
    return repo, repo["hooks"][0]


def stages_of(document: str) -> tuple[str, ...]:
    """Under which of its stages to ask the framework for the hook, one after the other."""
    return _stages(hook_in(document)[1], json.loads(document))


def asks_for_branch(document: str) -> bool:
    """True if the hook is plainly about the branch (`no-commit-to-branch`)."""
    return "branch" in _words_of(document)


def asks_for_merge(document: str) -> bool:
    """True if the hook is plainly about merges (`check-merge-conflict`)."""
    return "merge" in _words_of(document)


def asks_for_commits(document: str) -> bool:
    """True if the hook's command looks at commits, by git's own words for that."""
    return COMMITS.search(_words_of(document)) is not None


def asks_for_push(document: str) -> bool:
    """True if the hook is one of a push alone, and may be about what is pushed."""
    repo, hook = hook_in(document)
    own = _named(hook.get("stages")) or _named(json.loads(document).get("default_stages"))
    if own is None or own[0] != "pre-push":
        return False
    return "PRE_COMMIT_" in json.dumps(hook) or repo.get("repo") not in {"local", "meta"}


def entry_words(document: str) -> tuple[str, ...]:
    """What the hook's command is made of, some of which may be files of the repository."""
    repo, hook = hook_in(document)
    return tuple(str(hook.get("entry", "")).split()) if repo.get("repo") == "local" else ()


def _words_of(document: str) -> str:
    """What says what the hook does."""
    hook = hook_in(document)[1]
    return json.dumps([hook.get(key) for key in ("id", "name", "entry", "args")]).lower()


def judges_contents(document: str, manifest: Table) -> bool:
    """True if the hook is run at any of these stages; `manifest` is what its repository says."""
    hook, root = hook_in(document)[1], json.loads(document)
    named = (hook.get("stages"), manifest.get("stages"), root.get("default_stages"))
    stages = next((names for value in named if (names := _named(value)) is not None), None)
    return stages is None or bool(stages)


def parse_manifest(content: bytes, name: object) -> Table:
    """What a repository says of one of its hooks; nothing where that cannot be told."""
    import yaml

    try:
        listed = _loaded(content)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    hooks = listed if isinstance(listed, list) else []
    return next((h for h in hooks if isinstance(h, dict) and h.get("id") == name), {})


def _loaded(content: bytes) -> object:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(content, Loader=loader)  # noqa: S506 - both are safe


def _read(root: Table) -> Iterator[Hook]:
    common = {key: value for key, value in root.items() if key not in ELSEWHERE}
    taken: set[str] = set()
    for repo, hook in _hooks(root):
        name = _free(str(hook.get("alias") or hook["id"]), taken)
        stages = _stages(hook, root)
        if not stages:
            continue
        own = {key: value for key, value in hook.items() if key not in ELSEWHERE}
        alone = {**common, "repos": [{**repo, "hooks": [own]}]}
        yield Hook(
            name=name,
            stage=STAGES[stages[0]],
            document=json.dumps(alone, sort_keys=True, ensure_ascii=False, default=str),
            last=bool(root.get("fail_fast") or hook.get("fail_fast")),
        )


def _hooks(root: Table) -> Iterator[tuple[Table, Table]]:
    """Every hook with its repository."""
    for repo in (_table(one, "a repository") for one in _list(root, "repos")):
        for hook in (_table(one, "a hook") for one in _list(repo, "hooks")):
            if "id" not in hook:
                raise _mistake("a hook has no id")
            yield repo, hook


def _stages(hook: Table, root: Table) -> tuple[str, ...]:
    """The stages to ask for, the likeliest first; none where no content is judged."""
    own, default = _named(hook.get("stages")), _named(root.get("default_stages"))
    if own is not None:
        return own[:1]
    return tuple(dict.fromkeys((*(default or ())[:1], *UNNAMED)))


def _named(value: object) -> tuple[str, ...] | None:
    """Of the stages in a list those at which contents are judged; None where none is named."""
    if not isinstance(value, list) or not value:
        return None
    known = [OLD_NAMES.get(str(name), str(name)) for name in value]
    return tuple(name for name in STAGES if name in known)


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def _list(table: Table, key: str) -> list[object]:
    value = table.get(key)
    if not isinstance(value, list):
        raise _mistake(f"{key} must be a list, not {shown(value)}")
    return value


def _table(value: object, what: str) -> Table:
    if not isinstance(value, dict):
        raise _mistake(f"{what} must be a table, not {shown(value)}")
    return value


def _is_endless(root: object) -> bool:
    waiting, seen = [root], 0
    while waiting and seen <= MOST_VALUES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return bool(waiting)


def _mistake(problem: str) -> ConfigError:
    return ConfigError(FILE, (problem,))
