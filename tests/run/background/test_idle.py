"""Facts about when the background may run."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.run.background.foreground import foreground_lock, is_foreground_busy
from devloop.run.background.idle import IdleDetector, MachineLoad, blocked_by
from devloop.run.background.power import discharging

IDLE = MachineLoad(load=0.0, on_battery=False, foreground=False)


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (IDLE, ""),
        (MachineLoad(load=1.0, on_battery=False, foreground=False), ""),
        (MachineLoad(load=1.1, on_battery=False, foreground=False), "the machine is busy"),
        (MachineLoad(load=0.0, on_battery=True, foreground=False), "on battery"),
        (MachineLoad(load=9.0, on_battery=True, foreground=True), "another devloop is at work"),
    ],
)
def test_what_stands_in_the_way(machine: MachineLoad, told: str) -> None:
    assert blocked_by(machine, most_load=1) == told


def test_what_runs_already_may_add_to_the_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (2.5, 0.0, 0.0))
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    detector = IdleDetector(tmp_path, 1, battery=lambda: False)
    assert detector.blocked_by(running=False) == "the machine is busy"
    assert detector.blocked_by(running=True) == ""


def test_the_power_supply_is_not_asked_again_at_once(tmp_path: Path) -> None:
    answers = iter([True])
    detector = IdleDetector(tmp_path, 1e9, battery=lambda: next(answers))
    assert {detector.blocked_by(running=True) for _ in range(3)} == {"on battery"}


def supply(folder: Path, name: str, **properties: str) -> None:
    (folder / name).mkdir()
    for key, value in properties.items():
        (folder / name / key).write_text(value + "\n")


def test_a_battery_that_empties_is_one_that_is_lived_on(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", status="Discharging")
    supply(tmp_path, "AC", type="Mains", online="0")
    assert discharging(tmp_path)


def test_a_battery_that_empties_on_mains_is_not_lived_on(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", status="Discharging")
    supply(tmp_path, "AC", type="Mains", online="1")
    assert not discharging(tmp_path)


def test_a_full_battery_is_not_lived_on(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", status="Full")
    assert not discharging(tmp_path)


def test_the_battery_of_a_mouse_does_not_count(tmp_path: Path) -> None:
    supply(tmp_path, "mouse", type="Battery", scope="Device", status="Discharging")
    assert not discharging(tmp_path)


def test_a_machine_that_tells_nothing_is_on_mains(tmp_path: Path) -> None:
    assert not discharging(tmp_path / "nothing")


def test_somebody_works_as_long_as_a_mark_is_held(tmp_path: Path) -> None:
    assert not is_foreground_busy(tmp_path)
    with foreground_lock(tmp_path), foreground_lock(tmp_path):
        assert is_foreground_busy(tmp_path)
    assert not is_foreground_busy(tmp_path)


def test_the_mark_of_the_dead_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "foreground").mkdir()
    (tmp_path / "foreground/1-1").touch()
    assert not is_foreground_busy(tmp_path)
    assert list((tmp_path / "foreground").iterdir()) == []


def test_work_goes_on_where_no_mark_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "foreground").touch()
    with foreground_lock(tmp_path):
        assert not is_foreground_busy(tmp_path)
