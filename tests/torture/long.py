"""`python -m tests.torture.long --steps 10000`: the state machine for as long as it takes."""

from __future__ import annotations

import argparse
import sys
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.torture.gate_truth import outcomes
from tests.torture.hard_life import HardLife
from tests.torture.machine import steps

LIVES = 40
"""Of a seed; the first one always does the simplest thing."""

AT_ONCE = 50
"""Steps of a life, at most."""


def main() -> int:
    """Run until so many steps are done, then say what they were."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture.long", description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--shrink", action="store_true", help="Make a failure as short as can be.")
    options = parser.parse_args()
    began = time.monotonic()
    number = options.seed
    while sum(steps.values()) < options.steps:
        try:
            _live(number, shrink=options.shrink)
        except BaseException:
            sys.stderr.write(f"seed {number}, after {sum(steps.values())} steps\n")
            raise
        minutes = (time.monotonic() - began) / 60
        sys.stderr.write(f"{sum(steps.values())} steps in {minutes:.1f} min, seed {number}\n")
        number += 1
    for name, count in (*sorted(steps.items()), *sorted(outcomes.items())):
        sys.stdout.write(f"{count:6} {name}\n")
    return 0


def _live(number: int, *, shrink: bool) -> None:
    how = settings(
        max_examples=LIVES,
        stateful_step_count=AT_ONCE,
        deadline=None,
        database=None,
        print_blob=False,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(HardLife), settings=how)


if __name__ == "__main__":
    sys.exit(main())
