"""devloop: git hooks that check exactly what is committed, and remember the result."""

__version__ = "0.1.0"

DISTRIBUTION = "devloop-hooks"
"""Name for installers; package and command are called devloop."""
