"""`python -m devloop` is `devloop`."""

from __future__ import annotations

from devloop.cli.isolated import forget_folder, heed_no_variables

if __name__ == "__main__":
    heed_no_variables()
    forget_folder()

    from devloop.cli.main import main

    raise SystemExit(main())
