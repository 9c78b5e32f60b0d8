"""Writes anew what of the reference is made from the declarations of keys."""

from __future__ import annotations

from pathlib import Path

from devloop.config.reference import with_tables
from devloop.config.schema import schema_text

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def rewrite() -> None:
    """Rewrite the schema, and the tables of the page of keys."""
    (REFERENCE / "devloop.schema.json").write_text(schema_text(), encoding="utf-8")
    page = REFERENCE / "configuration.md"
    page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
