"""`python -m tests.torture.crash_run`: strike at every write of every scenario, in every way."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from tests.support.guarded import Guarded
from tests.torture.crashes import WAYS, Scenario, count, put_in_place, run, some
from tests.torture.scenarios import SCENARIOS


def strike(pattern: Guarded, scenario: Scenario, how: str, folder: Path, most: int) -> list[int]:
    """Strike at some writes of a scenario; gives at which."""
    shutil.rmtree(folder, ignore_errors=True)
    total = count(_prepared(pattern, scenario, folder / "count"), scenario)
    shutil.rmtree(folder / "count")
    struck = list(some(total, most))
    for number in struck:
        place = folder / str(number)
        guarded = _prepared(pattern, scenario, place)
        ended_well = run(guarded, scenario, number, how)
        try:
            scenario.after(guarded, ended_well=ended_well)
        except AssertionError as error:
            error.add_note(f"{scenario.name}, {how} at {number} of {total}, in {place}")
            raise
        shutil.rmtree(place)
    return struck


def _prepared(pattern: Guarded, scenario: Scenario, folder: Path) -> Guarded:
    guarded = pattern.copied_to(folder)
    if scenario.installed:
        guarded.devloop("install")
    put_in_place(guarded)
    scenario.prepare(guarded)
    return guarded


def main() -> int:
    """Strike everywhere, and say how often."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture.crash_run", description=__doc__)
    parser.add_argument("--most", type=int, default=10_000, help="Points of a scenario and way.")
    parser.add_argument("--only", default="", help="Scenarios with this in their name.")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="torture-crash-"))
    pattern = Guarded.bare_handed(folder / "pattern")
    faults = 0
    for scenario in SCENARIOS:
        for how in WAYS if options.only in scenario.name else ():
            try:
                struck = strike(pattern, scenario, how, folder / "struck", options.most)
                sys.stdout.write(f"{len(struck):5} {scenario.name}, {how}\n")
            except AssertionError:
                faults += 1
                traceback.print_exc()
            sys.stdout.flush()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
