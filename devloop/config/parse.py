"""From the text of a configuration to a `Config`, with every mistake at once.

It knows which tables there are; the keys are in `keys`, their values in `values`, and what must
hold between them in `contradictions`.
"""

from __future__ import annotations

from devloop.config import check_keys, keys
from devloop.config.contradictions import in_check, in_needs, in_size, in_stages
from devloop.config.document import PYPROJECT, TABLE_IN_PYPROJECT, devloop_table, read_toml
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
    root.only(keys.ROOT)
    return Config(
        mainline=root.get(keys.MAINLINE),
        gate_branches=root.get(keys.GATE_BRANCHES),
        gate_tags=root.get(keys.GATE_TAGS),
        merge_sides=root.get(keys.MERGE_SIDES),
        background=root.get(keys.BACKGROUND),
        size=_size(root.section(keys.SIZE.name)),
        environment=_environment(root.section(keys.ENVIRONMENT.name)),
        checks=_checks(root.section(check_keys.CHECKS.name)),
        quarantine=_quarantine(root.section(keys.QUARANTINE.name)),
        source=source,
    )


def _quarantine(section: Section) -> tuple[Quarantine, ...]:
    found = []
    for test in section.content:
        entry = section.section(test)
        entry.only(keys.QUARANTINE)
        for key in (keys.REASON, keys.UNTIL):
            if key.name not in entry.content:
                entry.say(key.name, "is missing")
        reason, until = entry.get(keys.REASON), entry.get(keys.UNTIL)
        found.append(Quarantine(test=test, reason=reason, until=until))
    return tuple(found)


def _size(section: Section) -> SizeRule:
    before = len(section.mistakes)
    section.only(keys.SIZE)
    rule = SizeRule(
        target=section.get(keys.TARGET),
        limit=section.get(keys.LIMIT),
        strict=section.get(keys.STRICT),
        ignore=section.get(keys.IGNORE),
    )
    if len(section.mistakes) == before:
        section.say_each(in_size(rule))
    return rule


def _environment(section: Section) -> EnvironmentRule:
    section.only(keys.ENVIRONMENT)
    return EnvironmentRule(
        python=section.get(keys.PYTHON),
        share=section.get(keys.SHARE),
        caches=section.get(keys.CACHES),
        pass_env=section.get(keys.SHARED_PASS_ENV),
    )


def _checks(section: Section) -> tuple[Check, ...]:
    before = len(section.mistakes)
    checks = tuple(_check(name, section.section(name)) for name in section.content)
    sound = len(section.mistakes) == before
    for name in section.content:
        if name[:1] not in LETTERS or not NAME_CHARACTERS.issuperset(name):
            section.say(name, "a name starts with a letter or digit; then also '-', '_', '.'")
    for name, sentence in (*in_needs(checks), *(in_stages(checks) if sound else ())):
        section.section(name).say(check_keys.NEEDS.name, sentence)
    return checks


def _check(name: str, section: Section) -> Check:
    before = len(section.mistakes)
    section.only(check_keys.CHECKS)
    check = Check(
        name=name,
        kind=section.get(check_keys.KIND),
        run=section.get(check_keys.RUN),
        fix=section.get(check_keys.FIX),
        files=section.get(check_keys.FILES),
        per_file=section.get(check_keys.PER_FILE),
        inputs=section.get(check_keys.INPUTS),
        on=section.get(check_keys.ON),
        timeout=section.get(check_keys.TIMEOUT),
        env=section.get(check_keys.ENV),
        pass_env=section.get(check_keys.PASS_ENV),
        reads_history=section.get(check_keys.READS_HISTORY),
        exclusive=section.get(check_keys.EXCLUSIVE),
        needs=section.get(check_keys.NEEDS),
        isolation=section.get(check_keys.ISOLATION),
        coverage=section.get(check_keys.COVERAGE),
        min_diff_coverage=section.get(check_keys.MIN_DIFF_COVERAGE),
        flaky=section.get(check_keys.FLAKY),
    )
    if len(section.mistakes) == before:
        section.say_each(in_check(check))
    return check
