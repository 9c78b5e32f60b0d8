"""Facts about the published schema and the page that describes every key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from devloop.config.document import read_toml
from devloop.config.key import Key, Table
from devloop.config.keys import COMFORT, ROOT
from devloop.config.parse import parse_config
from devloop.config.schema import json_schema, schema_text

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
REWRITE = (
    "python -c 'from devloop.config.schema import schema_text; print(schema_text(), end=\"\")' "
    "> docs/reference/devloop.schema.json"
)


def keyed(table: Table, inside: str = "") -> Iterator[tuple[str, Key[object]]]:
    """Every key by its dotted path, as the page writes it."""
    for key in table.keys:
        yield f"{inside}{key.name}", key
    for inner in table.tables:
        yield from keyed(inner, f"{inside}{inner.name}.{'NAME.' if inner.many else ''}")


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
    assert set(properties(json_schema())) == set(ROOT.names)


def test_the_schema_of_a_check_stands_under_any_name() -> None:
    check = properties(json_schema(), "properties", "checks", "additionalProperties")
    assert check["on"] == {
        "description": "When it is due; later stages include the earlier ones.",
        "enum": ["commit", "push", "ci"],
        "default": "commit",
    }


def rows() -> list[tuple[str, str]]:
    """Key and example of each row in the page's tables of keys."""
    page = (REFERENCE / "configuration.md").read_text()
    row = r"^\| `([a-zA-Z.-]+)` \|(?:[^|]*\|){3} `([^|]*)` \|$"
    return re.findall(row, page, re.MULTILINE)


def test_the_page_describes_every_key_and_no_other() -> None:
    known = [path for path, _ in (*keyed(ROOT), *keyed(COMFORT))]
    assert sorted(path for path, _ in rows()) == sorted(known)


@pytest.mark.parametrize(("path", "example"), rows())
def test_every_example_of_a_key_can_be_read(path: str, example: str) -> None:
    key = {**dict(keyed(COMFORT)), **dict(keyed(ROOT))}[path]
    assert key.value.read(read_toml(f"value = {example}", "example")["value"]) != key.default


def examples() -> list[str]:
    page = "".join((REFERENCE / name).read_text() for name in ("configuration.md", "kinds.md"))
    return re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", examples())
def test_every_example_of_the_pages_is_sound(text: str) -> None:
    source = "pyproject.toml" if "[tool.devloop" in text else "devloop.toml"
    parse_config(text, source)
