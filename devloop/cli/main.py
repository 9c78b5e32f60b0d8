"""Where `devloop` starts.

Hooks go straight to their command, past the command-line library, because a person waits for
them; everything else is loaded when it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from devloop.cli.console import environment, open_console
from devloop.cli.edge import guarded


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code (0 good, 1 refused, 2 usage, 3 not judged)."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args[:1] == ["hook"] and len(args) > 1 and not args[1].startswith("-"):
        return _hook(args[1:])
    from devloop.cli.commands import run

    return run(args)


def _hook(args: list[str]) -> int:
    from devloop.cli.hook import run_hook

    environ = environment()
    console = open_console(environ)
    return guarded(console, lambda: run_hook(args[0], tuple(args[1:]), console, environ))
