"""JSON as values of Python, for type checkers."""

from __future__ import annotations

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
"""Values of a JSON document."""
