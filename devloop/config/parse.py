"""From the text of a configuration to a `Config`, with every mistake at once.

The keys are declared in `model` and `check`, their values in `values`, and what must hold between
them in `contradictions`.
"""

from __future__ import annotations

from devloop.config.contradictions import in_check, in_needs, in_size, in_stages
from devloop.config.document import PYPROJECT, TABLE_IN_PYPROJECT, devloop_table, read_toml
from devloop.config.key import names_of
from devloop.config.mistake import shown
from devloop.config.model import Check, Config, EnvironmentRule, Quarantine, SizeRule
from devloop.config.section import Section
from devloop.errors import ConfigError

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
NAME_CHARACTERS = LETTERS | frozenset("-_.")


def parse_config(text: str, source: str) -> Config:
    """The configuration in a text; `source` is the name of its file.

    In `pyproject.toml` it stands under `[tool.devloop]`. Raises `ConfigError` with all mistakes.
    """
    document = read_toml(text, source)
    return config_of(devloop_table(document) if source == PYPROJECT else document, source)


def config_of(table: object, source: str) -> Config:
    """The configuration in a table of a file; None is an empty table."""
    at = TABLE_IN_PYPROJECT if source == PYPROJECT else ""
    if not isinstance(table, dict | None):
        raise ConfigError(source, (f"{at}: must be a table, not {shown(table)}",))
    root = Section(content=table or {}, at=at, mistakes=[])
    config = _config(root, source)
    if root.mistakes:
        raise ConfigError(source, tuple(root.mistakes))
    return config


def _config(root: Section, source: str) -> Config:
    root.only(names_of(Config))
    return Config(
        **root.keys(Config),
        size=root.section("size").record(SizeRule, in_size),
        environment=root.section("environment").record(EnvironmentRule),
        checks=_checks(root.section("checks")),
        quarantine=tuple(
            section.record(Quarantine, test=test)
            for test, section in root.section("quarantine").sections()
        ),
        source=source,
    )


def _checks(section: Section) -> tuple[Check, ...]:
    before = len(section.mistakes)
    checks = tuple(one.record(Check, in_check, name=name) for name, one in section.sections())
    sound = len(section.mistakes) == before
    for name in section.content:
        if name[:1] not in LETTERS or not NAME_CHARACTERS.issuperset(name):
            section.say(name, "a name starts with a letter or digit; then also '-', '_', '.'")
    for name, sentence in (*in_needs(checks), *(in_stages(checks) if sound else ())):
        section.section(name).say("needs", sentence)
    return checks
