"""Personal settings, `devloop.local.toml`: comfort only, never what is checked."""

from __future__ import annotations

from devloop.config.document import read_toml
from devloop.config.key import names_of
from devloop.config.model import Comfort, Config
from devloop.config.section import Section
from devloop.errors import ConfigError

SHARED = "cannot be set here, because it affects results; set it in devloop.toml"


def parse_comfort(text: str, source: str) -> Comfort:
    """The preferences in a text; raises `ConfigError` with all mistakes."""
    section = Section(content=read_toml(text, source), at="", mistakes=[])
    _refuse_shared(section)
    comfort = section.record(Comfort)
    if section.mistakes:
        raise ConfigError(source, tuple(section.mistakes))
    return comfort


def _refuse_shared(section: Section) -> None:
    """A check or a limit is refused with the reason, and not as a key that nobody knows."""
    shared = set(names_of(Config)).difference(names_of(Comfort))
    for name in [name for name in section.content if name in shared]:
        section.say(name, SHARED)
        del section.content[name]
