"""The text of a configuration as `init` proposes it.

Comments teach, and what is off is written down as a comment that can be switched on: a line
that begins with `#` and no space is such configuration; with a space, it is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from string import Template

from devloop.config.key import keys_of
from devloop.config.model import Check, Quarantine, SizeRule
from devloop.config.off_checks import ELSEWHERE, OFF
from devloop.config.packaged import packaged
from devloop.detect.guessed import Guess
from devloop.detect.proposal import Offer, Proposal, caches_of

RELEASE = re.compile(r"v?\d+\.\d")
"""How tags of releases begin."""


def configuration_text(
    proposal: Proposal,
    rule: SizeRule,
    mainline: tuple[str, ...],
    history: str,
    tags: tuple[str, ...] = (),
) -> str:
    """The text of a `devloop.toml`; `history` is a sentence on what its limits are drawn from."""
    template = Template((packaged("templates") / "devloop.toml").read_text(encoding="utf-8"))
    checks = (
        *(_chosen(guess, dict(proposal.slow)) for guess in proposal.chosen),
        *map(_offered, proposal.offered),
        *_quarantine(proposal.quarantine),
    )
    return template.substitute(
        mainline=_mainline(mainline),
        tags=_tags(tags),
        history=f"\n# {history}" if history else "",
        target=rule.target,
        limit=rule.limit,
        share=_share(proposal.shares),
        caches=_caches(proposal),
        checks="\n".join(checks),
    )


def _tags(patterns: tuple[str, ...]) -> str:
    line = f"{'' if patterns else '#'}gate-tags = {toml_value(patterns or ('v*',))}"
    return f"{line:<35}# go only onto checked commits of a main branch, and stay"


def release_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Patterns of the tags that look like releases, such as `v1.2` and `1.2`."""
    found = {"v*" if name.startswith("v") else "*.*" for name in names if RELEASE.match(name)}
    return tuple(sorted(found))


def _mainline(branches: tuple[str, ...]) -> str:
    if branches:
        return f"mainline = {toml_value(branches)}"
    return '#mainline = ["main"]            # default: the remote\'s own, else main and master'


def _share(names: tuple[str, ...]) -> str:
    if names:
        return f"share = {toml_value(names)}  # ignored by git, and needed by checks"
    return '#share = [".venv", "node_modules"] # ignored folders that checks need'


def _caches(proposal: Proposal) -> str:
    kept = caches_of(proposal)
    return f"\ncaches = {toml_value(kept)}  # what may outlive a run" if kept else ""


def _chosen(guess: Guess, slow: Mapping[str, str]) -> str:
    seen = slow.get(guess.check.name, "")
    if seen:
        return "\n".join(("", f"# {_title(guess)}", f"# {seen}", *table_lines(guess.check)))
    return "\n".join(("", f"# {_title(guess)}", *table_lines(guess.check)))


def _offered(offer: Offer) -> str:
    off = (f"#{line}" for line in table_lines(offer.guess.check))
    why = f"{ELSEWHERE if offer.elsewhere else OFF}{' '.join(offer.because.split())}"
    return "\n".join(("", f"# {_title(offer.guess)}", why, *off))


def _quarantine(entries: tuple[Quarantine, ...]) -> Iterator[str]:
    if entries:
        yield "\n# Tests that fail today. After the last day it counts again that they do."
    for entry in entries:
        yield f"[quarantine.{toml_value(entry.test)}]"
        yield f"reason = {toml_value(entry.reason)}"
        yield f"until = {entry.until}"


def _title(guess: Guess) -> str:
    return f"{guess.what} ({guess.why})"


def table_lines(check: Check) -> Iterator[str]:
    """A check as a table of TOML: what is not as it would be anyway."""
    yield f"[checks.{check.name}]"
    for field, key in keys_of(Check).items():
        value = getattr(check, field)
        if value != key.default:
            yield f"{key.name} = {toml_value(key.plain(value))}"


def toml_value(value: object) -> str:
    """A value as TOML writes it."""
    import tomlkit

    plain = value.value if isinstance(value, Enum) else value
    if isinstance(plain, Mapping):
        table = tomlkit.inline_table()
        table.update(plain)
        return table.as_string()
    return tomlkit.item(list(plain) if isinstance(plain, tuple) else plain).as_string()
