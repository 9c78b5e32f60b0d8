"""True if the machine runs on its battery, as far as the system says."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")


def on_battery() -> bool:
    """True if there is a battery that the machine lives on; False where nothing is known."""
    if sys.platform == "darwin":
        return "Battery Power" in _pmset().partition("\n")[0]
    return discharging(SUPPLIES)


def discharging(supplies: Path) -> bool:
    """The answer of Linux: some battery of the machine's own is discharging, and no mains is on."""
    try:
        found = tuple(map(_properties, supplies.iterdir()))
    except OSError:
        return False
    if any(one["type"] == "Mains" and one["online"] == "1" for one in found):
        return False
    own = (one for one in found if one["type"] == "Battery" and one["scope"] != "Device")
    return any(one["status"] == "Discharging" for one in own)


def _properties(supply: Path) -> dict[str, str]:
    return {name: _text(supply / name) for name in ("type", "online", "scope", "status")}


def _text(place: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return place.read_text().strip()
    return ""


def _pmset() -> str:
    with suppress(OSError, subprocess.SubprocessError):
        command = ["/usr/bin/pmset", "-g", "batt"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
        return done.stdout
    return ""
