"""Facts about the published schema and the page that describes every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devloop.config.document import read_toml
from devloop.config.key import Key, keys_of, names_of
from devloop.config.model import Config
from devloop.config.parse import parse_config
from devloop.config.reference import TABLES, with_tables
from devloop.config.schema import json_schema, schema_text

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
REWRITE = "python -m tests.support.reference"


KEYED = [
    (f"{inside}{key.name}", key)
    for inside, record in TABLES.values()
    for key in keys_of(record).values()
]
"""Every key with its dotted path, as the page writes it."""


def properties(schema: object, *names: str) -> dict[str, object]:
    for name in (*names, "properties"):
        assert isinstance(schema, dict)
        schema = schema[name]
    assert isinstance(schema, dict)
    return schema


def test_the_published_schema_is_the_one_the_code_makes() -> None:
    published = (REFERENCE / "devloop.schema.json").read_text()
    assert published == schema_text(), f"rewrite it: {REWRITE}"


def test_the_schema_knows_every_table() -> None:
    assert set(properties(json_schema())) == set(names_of(Config))


def test_the_schema_of_a_check_stands_under_any_name() -> None:
    check = properties(json_schema(), "properties", "checks", "additionalProperties")
    assert check["on"] == {
        "description": "When it is due; later stages include the earlier ones.",
        "enum": ["commit", "push", "ci"],
        "default": "commit",
    }


def test_the_page_has_the_tables_that_the_code_makes() -> None:
    page = (REFERENCE / "configuration.md").read_text()
    assert page == with_tables(page), f"rewrite it: {REWRITE}"
    assert re.findall(r"<!-- keys: (\w+) -->", page) == list(TABLES)


@pytest.mark.parametrize(("path", "key"), KEYED)
def test_every_example_of_a_key_can_be_read(path: str, key: Key) -> None:
    value = read_toml(f"value = {key.example}", "example")["value"]
    assert key.value.read(value) != key.default, path


@pytest.mark.parametrize(("path", "key"), KEYED)
def test_a_key_names_a_page_that_is_there(path: str, key: Key) -> None:
    assert not key.see or (REFERENCE / key.see).is_file(), path


def examples() -> list[str]:
    page = "".join((REFERENCE / name).read_text() for name in ("configuration.md", "kinds.md"))
    return re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", examples())
def test_every_example_of_the_pages_is_sound(text: str) -> None:
    source = "pyproject.toml" if "[tool.devloop" in text else "devloop.toml"
    parse_config(text, source)
