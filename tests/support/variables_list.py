"""The list of variables that pass to checks, as a part of the page of variables."""

from __future__ import annotations

import re
import textwrap

from devloop.environment.variables import ALLOWED

PART = re.compile(r"(<!-- variables: .*? -->\n).*?(<!-- end -->)", re.DOTALL)


def with_variables(page: str) -> str:
    """The page with its list of variables made anew."""
    names = " ".join(f"`{name}`" for name in ALLOWED)
    listed = "\n".join(textwrap.wrap(names, 110, break_on_hyphens=False))
    return PART.sub(lambda found: f"{found[1]}\n{listed}\n\n{found[2]}", page)
