"""The tables of keys in `docs/reference/configuration.md`, made from the declarations."""

from __future__ import annotations

import re

from devloop.config.key import NEEDED, Declared, Key, keys_of
from devloop.config.model import Check, Comfort, Config, EnvironmentRule, Quarantine, SizeRule

TABLES: dict[str, tuple[str, type[Declared]]] = {
    "repository": ("", Config),
    "size": ("size.", SizeRule),
    "environment": ("environment.", EnvironmentRule),
    "checks": ("checks.NAME.", Check),
    "quarantine": ("quarantine.TEST.", Quarantine),
    "comfort": ("", Comfort),
}
"""By the name that the page gives to a table: what goes before its keys, and the record."""

HEAD = "| key | type | default | what it does | example |\n|---|---|---|---|---|\n"
PART = re.compile(r"(<!-- keys: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_tables(page: str) -> str:
    """The page with its tables of keys made anew, between the comments that mark them."""
    return PART.sub(lambda found: f"{found[1]}{_table(*TABLES[found[2]])}{found[3]}", page)


def _table(inside: str, record: type[Declared]) -> str:
    return HEAD + "".join(_row(inside, key) for key in keys_of(record).values())


def _row(inside: str, key: Key) -> str:
    doc = f"{key.doc} See [{key.see.removesuffix('.md')}]({key.see})." if key.see else key.doc
    cells = (f"`{inside}{key.name}`", key.value.words, _default(key), doc, f"`{key.example}`")
    return f"| {' | '.join(cells)} |\n"


def _default(key: Key) -> str:
    if key.unset:
        return key.unset
    if key.default is NEEDED:
        return "none; needed"
    import json

    return f"`{json.dumps(key.plain(key.default))}`"
