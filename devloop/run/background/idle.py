"""True if this is a moment to run what nobody waits for, decided from what the machine does."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from devloop.git.record import dataclass, field
from devloop.run.background.foreground import is_foreground_busy
from devloop.run.background.power import on_battery

USUAL_LOAD = 1
"""Processes per core that want to run, above which a machine is busy, unless a person says else."""

OWN_LOAD = 2
"""What the background itself may add to that, per core, before it takes others for the cause."""

POWER_SECONDS = 15.0
"""Between two looks at the power supply, which some machines are slow to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineLoad:
    """What counts for the decision."""

    load: float
    """Processes per core that want to run."""
    on_battery: bool
    foreground: bool
    """True if a person waits for another run of the same repository."""


def blocked_by(machine: MachineLoad, *, most_load: float) -> str:
    """Why the background has to wait, as a few words; nothing where it may run."""
    if machine.foreground:
        return "another devloop is at work"
    if machine.on_battery:
        return "on battery"
    if machine.load > most_load:
        return "the machine is busy"
    return ""


@dataclass(slots=True)
class IdleDetector:
    """Looks at the machine again and again."""

    directory: Path
    """devloop's in the common git directory."""
    most_load: float
    _power: tuple[float, bool] | None = None
    battery: Callable[[], bool] = field(default=on_battery)

    def blocked_by(self, *, running: bool) -> str:
        """Why not to run now; `running`: the background is part of the load."""
        most = self.most_load + OWN_LOAD if running else self.most_load
        return blocked_by(self._machine(), most_load=most)

    def _machine(self) -> MachineLoad:
        return MachineLoad(
            load=load_per_core(),
            on_battery=self._on_battery(),
            foreground=is_foreground_busy(self.directory),
        )

    def _on_battery(self) -> bool:
        now = time.monotonic()
        if self._power is None or now - self._power[0] > POWER_SECONDS:
            self._power = (now, self.battery())
        return self._power[1]


def load_per_core() -> float:
    """The load of the last minute by cores; 0 where the system does not tell."""
    try:
        return os.getloadavg()[0] / (os.cpu_count() or 1)
    except (OSError, AttributeError):
        return 0.0
