"""Nothing of the caller's is imported into devloop: not by `PYTHONPATH`, not from where it stands.

The command `devloop` sees to that before Python starts. This is for the other ways to start it,
`python -m devloop` and commands that other installers make; it imports nothing itself.
"""

from __future__ import annotations

import os
import sys

ROOT = os.path.abspath(f"{__file__}/../../..")  # noqa: PTH100 - pathlib might be the caller's
"""Where the package lies."""

AGAIN = (
    "import sys; sys.path[:1] = []; sys.path.append(sys.argv.pop(1)); sys.argv.pop(0);"
    " from devloop.cli.main import main; sys.exit(main())"
)
"""Code that an isolated Python is started with; `ROOT` comes last, so that it hides nothing."""


def heed_no_variables() -> None:
    """Start this process anew with `-E` where some variable steers its Python."""
    steered = (name.startswith("PYTHON") and name[6:7] != "_" for name in os.environ)
    if not sys.flags.ignore_environment and any(steered):
        os.execv(sys.executable, [sys.executable, "-E", "-c", AGAIN, ROOT, *sys.argv])  # noqa: S606


def forget_folder() -> None:
    """Import nothing from the folder that `python -m` puts before all others."""
    if not getattr(sys.flags, "safe_path", False):
        sys.path[:1] = []
        sys.path.append(ROOT)
