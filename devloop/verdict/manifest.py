"""All that a verdict depends on, as canonical bytes, and the key made from them.

In the key: what the check runs and with which variables, the environment it sees, and exactly
the content it can see. Not in the key: its time limit, its stage, what it needs and whether it
runs alone, because none of these can change what it says about a tree.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from devloop.config.key import Effect, Table, declared_in
from devloop.config.model import Check
from devloop.environment.fingerprint import Fingerprint
from devloop.files.json_value import Json
from devloop.git.ids import BlobId, CommitId, RepoPath, TreeId
from devloop.git.record import dataclass
from devloop.verdict.outcome import Digest
from devloop.verdict.repository_state import NO_STATE, RepositoryState

VERSION = 3
"""Of the manifest's form and of how checks are run; another one means another key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTree:
    """Everything that is judged."""

    tree: TreeId
    state: RepositoryState = NO_STATE


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeSince:
    """Everything that is judged, of which only what is new since `base` is looked at."""

    base: TreeId
    tree: TreeId
    state: RepositoryState = NO_STATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The declared part, as a tree of its own; nothing else is there when the check runs."""

    tree: TreeId
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFile:
    """One file, and the files that decide how it is judged."""

    path: RepoPath
    mode: str
    blob: BlobId
    context: TreeId


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A tree together with the commits it stands on and the names they have."""

    commit: CommitId | None
    tree: TreeId
    refs: str = ""
    """Digest of the refs that the check sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyTree:
    """Whatever tree there is: what counts of it was recorded when the check ran."""

    files: str
    """Digest of the names that the command is given."""


Content = WholeTree | TreeSince | Inputs | OneFile | History | AnyTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Canonical bytes (JSON: sorted keys, no spaces, ASCII) and their SHA-256."""

    body: bytes
    key: Digest


def manifest_for(check: Check, fingerprint: Fingerprint, content: Content) -> Manifest:
    """The manifest of a check on a tree in an environment.

    A manifest for one file holds digests in place of the definition and the environment, which
    the manifest of the whole tree spells out: there may be as many as there are files.
    """
    definition, environment = definition_of(check), fingerprint.as_json()
    whole = not isinstance(content, OneFile)
    return _manifest(
        {
            "manifest": VERSION,
            "check": definition if whole else _digest_of(check),
            "environment": environment if whole else fingerprint.digest,
            "content": content_of(content),
        }
    )


def _manifest(value: Json) -> Manifest:
    body = canonical(value)
    return Manifest(body=body, key=Digest(hashlib.sha256(body).hexdigest()))


def canonical(value: Json) -> bytes:
    """The one way a value is written down."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


@lru_cache(maxsize=256)
def _digest_of(check: Check) -> str:
    return hashlib.sha256(canonical(definition_of(check))).hexdigest()


def definition_of(check: Check) -> dict[str, Json]:
    """What of a check's definition can change its verdict, as its fields declare it."""
    found: dict[str, Json] = {}
    for field, key in declared_in(Check).items():
        value = getattr(check, field)
        if isinstance(key, Table) or key.effect is Effect.NOT_IN_KEY:
            continue
        if key.effect is Effect.IN_KEY_WHERE_SET and value == key.default:
            continue
        found[key.name] = key.plain(value)
    return found


def content_of(content: Content) -> dict[str, Json]:
    """A tree as it stands in a manifest."""
    match content:
        case WholeTree(tree=tree, state=state):
            return {"tree": tree, **state.as_json()}
        case TreeSince(base=base, tree=tree, state=state):
            return {"base": base, "tree": tree, **state.as_json()}
        case Inputs(tree=tree, patterns=patterns):
            return {"inputs": list(patterns), "part": tree}
        case OneFile(path=path, mode=mode, blob=blob, context=context):
            return {"file": path, "mode": mode, "blob": blob, "context": context}
        case AnyTree(files=files):
            return {"any": files}
        case History(commit=commit, tree=tree, refs=refs):
            return {"commit": commit, "tree": tree, "refs": refs}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where two manifests are not the same; None: not there."""

    path: str
    left: str | None
    right: str | None


def difference(left: bytes, right: bytes) -> tuple[Difference, ...]:
    """Where two manifests differ, by key path."""
    before, after = _flat(json.loads(left), ""), _flat(json.loads(right), "")
    return tuple(
        Difference(path=path, left=before.get(path), right=after.get(path))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    )


def _flat(value: Json, at: str) -> dict[str, str]:
    """Every leaf of a value under its path."""
    if isinstance(value, dict) and value:
        items = [(f"{at}.{name}" if at else name, item) for name, item in value.items()]
    elif isinstance(value, list) and value:
        items = [(f"{at}[{number}]", item) for number, item in enumerate(value)]
    else:
        return {at: value if isinstance(value, str) else json.dumps(value)}
    flat: dict[str, str] = {}
    for path, item in items:
        flat.update(_flat(item, path))
    return flat
