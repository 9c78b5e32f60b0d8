"""The environment of one hook: its repository, what is installed for it, what it starts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from devloop.detect.hooks import Table, hook_in, judges_contents, parse_manifest
from devloop.environment.distributions import distributions, look_at
from devloop.environment.hook_caches import LOCAL, framework_in, made_for
from devloop.environment.memo import Memo, stats_of
from devloop.environment.program import content_digest
from devloop.files.json_value import Json
from devloop.git.record import dataclass

OF_THE_FRAMEWORK = frozenset({"meta", "builtin"})
"""Repositories whose hooks are part of the framework."""
WITHOUT = frozenset(
    ("docker_image", "fail", "pygrep", "script", "system", "unsupported", "unsupported_script")
)
"""Languages whose hooks have no environment of their own."""
ON_THE_PATH = frozenset({"system", "unsupported"})
"""Languages whose hooks are programs of the system or of the project."""
STATES = (".install_state_v*", ".prek-hook.json")
"""Files by which the frameworks know that an environment is whole."""
SITES = ("lib/python*/site-packages", "Lib/site-packages")
MANIFEST = ".pre-commit-hooks.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class HookEnvironment:
    """What is there for a hook to run."""

    made: bool
    """True if it can run as it is: what its key holds is only known then."""
    parts: tuple[tuple[str, str], ...] = ()
    """By name: the revision that is checked out, and the digest of each environment."""
    words: tuple[str, ...] = ()
    """What it is known to start of the programs on the PATH."""
    judges: bool = True
    """True if it is about contents at all, as far as its repository says."""


def hook_environment(document: str, variables: Mapping[str, str], memo: Memo) -> HookEnvironment:
    """What the framework on the PATH has made for the hook of a document."""
    repo, hook = hook_in(document)
    framework = framework_in(variables)
    if framework is None or repo.get("repo") in OF_THE_FRAMEWORK:
        return HookEnvironment(made=True)
    made = made_for(document, framework[0], variables)
    manifest = _manifest(made.checkouts, hook.get("id"), memo)
    whole = {**manifest, **hook}
    language, is_local = whole.get("language"), repo.get("repo") == LOCAL
    alone = language in WITHOUT
    checkouts = () if is_local else made.checkouts[:1]
    environments = () if alone else made.environments
    return HookEnvironment(
        made=bool(environments) or (alone and (is_local or bool(checkouts))),
        parts=(
            *(("revision", _revision(place)) for place in checkouts),
            *((_name(place), _digest(place, memo)) for place in environments),
        ),
        words=tuple(str(whole.get("entry", "")).split()) if language in ON_THE_PATH else (),
        judges=judges_contents(document, manifest),
    )


def _manifest(checkouts: tuple[Path, ...], name: object, memo: Memo) -> Table:
    """What the hook's repository says of it; nothing where it is not here."""
    file = next((place / MANIFEST for place in checkouts if (place / MANIFEST).is_file()), None)
    if file is None:
        return {}

    fact = memo.remembered(f"hook {name} {file}", stats_of([file]), lambda: _said(file, name))
    return dict(fact) if isinstance(fact, dict) else {}


def _said(file: Path, name: object) -> dict[str, Json]:
    found = parse_manifest(file.read_bytes(), name)
    said: dict[str, Json] = {key: str(found[key]) for key in ("entry", "language") if key in found}
    stages = found.get("stages")
    return {**said, "stages": [str(s) for s in stages] if isinstance(stages, list) else []}


def _revision(checkout: Path) -> str:
    head = checkout / ".git" / "HEAD"
    stats_of([head])
    try:
        return head.read_text().strip()
    except OSError:
        return ""


def _name(environment: Path) -> str:
    """Without what makes it unique where it stands alone, such as `python` of `python-Ec1u`."""
    return environment.name.partition("-")[0]


def _digest(environment: Path, memo: Memo) -> str:
    """Of what is installed in an environment; of one that is not Python's, when it was made."""
    sites = [str(place) for pattern in SITES for place in sorted(environment.glob(pattern))]
    if not sites:
        states = [place for pattern in STATES for place in sorted(environment.glob(pattern))]
        return stats_of(states or [environment]).digest[:32]
    installed = distributions(look_at(sites), memo)
    settings = content_digest(str(environment / "pyvenv.cfg"), memo)
    return hashlib.sha256(repr((installed, settings)).encode()).hexdigest()[:32]
