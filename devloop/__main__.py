"""`python -m devloop` is `devloop`."""

from __future__ import annotations

from devloop.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
