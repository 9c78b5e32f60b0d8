"""The JSON schema of a configuration, made from the same tables that the parser reads by.

Editors complete and check `devloop.toml` with it; it is published as
`docs/reference/devloop.schema.json`.
"""

from __future__ import annotations

import json
from enum import Enum

from devloop.config.key import Key, Table
from devloop.config.keys import ROOT

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The newest draft that the TOML editors understand."""


def json_schema() -> dict[str, object]:
    """The schema of `devloop.toml`, and of `[tool.devloop]` in `pyproject.toml`."""
    return {"$schema": DRAFT, "title": "devloop.toml", **_of_table(ROOT)}


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _of_table(table: Table) -> dict[str, object]:
    shape: dict[str, object] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **{key.name: _of_key(key) for key in table.keys},
            **{inner.name: _of_table(inner) for inner in table.tables},
        },
    }
    if table.many:
        shape = {"type": "object", "additionalProperties": shape}
    return {"description": table.doc, **shape}


def _of_key(key: Key[object]) -> dict[str, object]:
    shape: dict[str, object] = {"description": key.doc, **key.value.schema}
    default = _plain(key.default)
    return shape if default is None else {**shape, "default": default}


def _plain(default: object) -> object:
    """A default as JSON has it; None where there is none to show."""
    if isinstance(default, Enum):
        return default.value
    return None if default == () else default
