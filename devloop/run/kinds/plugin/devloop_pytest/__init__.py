"""Plugin for the project's pytest; runs in the project's Python, 3.8 or later."""

import sys

if sys.version_info < (3, 8):  # noqa: UP036 - the project's Python, not devloop's
    why = "it needs Python 3.8 or later, and this is {}.{}".format(*sys.version_info)
    raise ImportError(why)
