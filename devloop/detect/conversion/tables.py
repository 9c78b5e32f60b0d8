"""Tables and lists of texts in what a configuration file holds, whatever somebody has written."""

from __future__ import annotations

import json
from collections.abc import Mapping

Table = Mapping[str, object]


def read_yaml(text: str) -> Table:
    """The table in a text of YAML; an empty one where there is none that can be read."""
    import yaml

    try:
        return table_of(yaml.safe_load(text))
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}


def read_json(text: str) -> Table:
    """The table in a text of JSON; an empty one where there is none that can be read."""
    try:
        return table_of(json.loads(text))
    except ValueError:
        return {}


def table_of(value: object) -> Table:
    """The value where it is a table."""
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else {}


def texts_of(value: object) -> tuple[str, ...]:
    """The value as texts: one, several or none."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
