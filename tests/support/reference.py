"""Rewrites the generated parts of the reference: keys, schema, commands, errors."""

from __future__ import annotations

from pathlib import Path

from devloop.config.reference import with_tables
from devloop.config.schema import schema_text
from tests.support.commands_page import commands_page
from tests.support.messages_page import with_errors
from tests.support.variables_list import with_variables

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PARTS = {
    "configuration": with_tables,
    "environment-variables": with_variables,
    "messages": with_errors,
}
"""Pages that are made in part."""


def rewrite() -> None:
    """Rewrite each generated page, or its generated part."""
    (REFERENCE / "devloop.schema.json").write_text(schema_text(), encoding="utf-8")
    (REFERENCE / "commands.md").write_text(commands_page(), encoding="utf-8")
    for name, made_anew in PARTS.items():
        page = REFERENCE / f"{name}.md"
        page.write_text(made_anew(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
