"""The documents that `--json` prints: one type each, one way to write them.

A `Document` names its form in `schema`, which is the tag of its class; docs/reference/json.md has
them all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import Struct, to_builtins

from devloop.cli.terminal.console import Console


class Document(Struct, frozen=True, tag_field="schema"):
    """What a command prints with `--json`; a class of it has its schema for a tag."""


def show_document(
    console: Console, document: Document | Mapping[str, object], *, in_one_line: bool = False
) -> None:
    """Print it, all in ASCII: names of files may hold bytes that are no text."""
    plain = to_builtins(document)
    console.result(json.dumps(plain, indent=None if in_one_line else 2))
