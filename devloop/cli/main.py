"""Where `devloop` starts.

Hooks go straight to their command, past the command-line library, because a person waits for
them; everything else is loaded when it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from devloop.cli.isolated import heed_no_variables
from devloop.cli.terminal.console import Console, environment, open_console
from devloop.cli.terminal.error_boundary import guarded, leave, uncollected


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code (0 good, 1 refused, 2 usage, 3 not judged)."""
    if argv is None:
        heed_no_variables()
    args = list(sys.argv[1:] if argv is None else argv)
    if args[:1] == ["hook"] and len(args) > 1 and not args[1].startswith("-"):
        code = _hook(args[1:])
        return leave(code) if argv is None else code
    from devloop.cli.commands import run

    return run(args)


def _hook(args: list[str]) -> int:
    environ = environment()
    console = open_console(environ)
    return guarded(console, lambda: _run_hook(args, console, environ))


def _run_hook(args: list[str], console: Console, environ: Mapping[str, str]) -> int:
    """Run a hook; git begins to work while the rest is imported."""
    from devloop.cli.hooks.prefetch import begin

    repo = begin(args[0], environ)
    try:
        with uncollected():
            from devloop.cli.hooks.dispatch import run_hook

        return run_hook(args[0], tuple(args[1:]), console, environ, repo)
    finally:
        if repo is not None:
            repo.close()
