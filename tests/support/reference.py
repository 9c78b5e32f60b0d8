"""Rewrites the generated parts of the reference: keys, schema, commands, errors."""

from __future__ import annotations

from pathlib import Path

from devloop.config.reference import with_tables
from devloop.config.schema import schema_text
from tests.support.commands_page import commands_page
from tests.support.messages_page import with_errors

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def rewrite() -> None:
    """Rewrite each generated page, or its generated part."""
    (REFERENCE / "devloop.schema.json").write_text(schema_text(), encoding="utf-8")
    (REFERENCE / "commands.md").write_text(commands_page(), encoding="utf-8")
    messages = REFERENCE / "messages.md"
    messages.write_text(with_errors(messages.read_text(encoding="utf-8")), encoding="utf-8")
    page = REFERENCE / "configuration.md"
    page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
