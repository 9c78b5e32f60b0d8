"""Long texts on a terminal: folded to its width, under their own beginning; whole in a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.cli.terminal.console import Console

NARROWEST = 20
"""Columns a text gets however far it is indented."""


def folded(console: Console, text: str, indent: int, most: int | None = None) -> Sequence[str]:
    """Lines of standard output, all indented; `most` bounds them on a terminal."""
    if not text:
        return []
    blank = " " * indent
    if not console.out.isatty():
        return [blank + text]
    import shutil
    import textwrap

    return textwrap.wrap(
        text,
        width=max(shutil.get_terminal_size().columns, indent + NARROWEST),
        initial_indent=blank,
        subsequent_indent=blank,
        max_lines=most,
        placeholder=" …",
    )
