"""JSON as values of Python, for type checkers."""

from __future__ import annotations

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
"""What a document of JSON can hold."""
