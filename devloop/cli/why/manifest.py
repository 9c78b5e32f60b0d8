"""A manifest in rows that a person can read. Values of variables are not in it, only digests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from devloop.files.json_value import Json
from devloop.verdict.manifest import Manifest

Row = tuple[str, str]


def rows(manifest: Manifest, *, everything: bool) -> tuple[Row, ...]:
    """Name and text of each row; with `everything`, a row for each installed distribution."""
    told = _section(json.loads(manifest.body))
    check, env = _section(told.get("check")), _section(told.get("environment"))
    return (
        ("key", manifest.key),
        *_content(_section(told.get("content"))),
        *_definition(check),
        *_environment(env),
        *_installed(_section(env.get("distributions")), everything=everything),
    )


def _section(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _content(content: Mapping[str, Json]) -> Iterator[Row]:
    for name, value in content.items():
        yield name, _text(value)


def _definition(check: Mapping[str, Json]) -> Iterator[Row]:
    for name, value in check.items():
        if name in {"name", "per-file", "reads-history"} or value in ([], {}, None):
            continue
        each = ", each file on its own" if name == "files" and check.get("per-file") else ""
        yield name, _text(value) + each


def _environment(env: Mapping[str, Json]) -> Iterator[Row]:
    python = _section(env.get("interpreter"))
    version = _text(python.get("version")).split(" ")[0]
    yield (
        "python",
        f"{version} {_text(python.get('implementation'))}, {_text(python.get('prefix'))}",
    )
    for name, value in _section(env.get("program")).items():
        yield "program", f"{name}  {_text(value).split(' ')[0]}"
    yield "variables", ", ".join(_section(env.get("variables")))
    for name in ("shares", "settings", "sources", "personal"):
        found = _section(env.get(name))
        if found:
            shown = (f"{k}={_text(v)}" if name == "settings" else k for k, v in found.items())
            yield name, ", ".join(shown)
    made = (f"{name} {_text(value)[:9]}" for name, value in _section(env.get("hook")).items())
    yield from (("made for it", text) for text in made)
    yield "platform", _text(env.get("platform"))


def _installed(distributions: Mapping[str, Json], *, everything: bool) -> Iterator[Row]:
    hint = "" if everything else "  (--all lists them)"
    yield "installed", f"{len(distributions)} distributions{hint}"
    for name, value in distributions.items() if everything else ():
        version, _, digest = _text(value).rpartition(" ")
        yield "", f"{name} {version}  {digest[:9]}"


def _text(value: Json) -> str:
    if isinstance(value, list):
        return " ".join(_text(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value)
