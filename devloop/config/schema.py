"""The JSON schema of a configuration, made from the declarations that the parser reads by.

Editors complete and check `devloop.toml` with it; it is published as
`docs/reference/devloop.schema.json`.
"""

from __future__ import annotations

import json
import re

from devloop.config.key import NEEDED, Declared, Key, Table, keys_of, tables_of
from devloop.config.model import Config

LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
DRAFT = "http://json-schema.org/draft-07/schema#"
"""The newest draft that the TOML editors understand."""


def json_schema() -> dict[str, object]:
    """The schema of `devloop.toml`, and of `[tool.devloop]` in `pyproject.toml`."""
    return {
        "$schema": DRAFT,
        "title": "devloop.toml",
        "description": Config.__doc__,
        **_of_record(Config),
    }


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _of_record(record: type[Declared]) -> dict[str, object]:
    """The shape of a table that becomes a record."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **{key.name: _of_key(key) for key in keys_of(record).values()},
            **{table.name: _of_table(table) for table in tables_of(record).values()},
        },
    }


def _of_table(table: Table) -> dict[str, object]:
    shape = _of_record(table.record)
    if table.many:
        shape = {"type": "object", "additionalProperties": shape}
    return {"description": table.doc, **shape}


def _of_key(key: Key) -> dict[str, object]:
    shape: dict[str, object] = {"description": _told(key), **key.value.schema}
    if key.default in {NEEDED, None, ()}:
        return shape
    return {**shape, "default": key.plain(key.default)}


def _told(key: Key) -> str:
    """What a key does, and what holds without it, without links to where it is described."""
    text = f"{key.doc} Default: {key.unset}." if key.unset else key.doc
    return LINK.sub(r"\1", text)
