"""An exclusive check runs beside no other one, whichever process runs that."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from devloop.run.alone import beside_others
from tests.support.patience import until

HOLD = """
import sys
from pathlib import Path
from devloop.run.alone import beside_others
with beside_others(Path(sys.argv[1]), "tests of somebody", exclusive=sys.argv[2] == "exclusive",
                   on_wait=lambda _: None, cancelled=lambda: False):
    print("held", flush=True)
    sys.stdin.read()
"""


def somebody(directory: Path, how: str) -> subprocess.Popen[str]:
    """Another process that holds the lock until its standard input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(directory), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize(
    ("theirs", "mine", "waits"),
    [
        ("exclusive", True, True),
        ("exclusive", False, True),
        ("shared", True, True),
        ("shared", False, False),
    ],
)
def test_only_checks_that_are_not_exclusive_run_side_by_side(
    tmp_path: Path, *, theirs: str, mine: bool, waits: bool
) -> None:
    told: list[str] = []
    with somebody(tmp_path, theirs) as other:

        def on_wait(whom: str) -> None:
            told.append(whom)
            other.kill()

        with beside_others(
            tmp_path, "me", exclusive=mine, on_wait=on_wait, cancelled=lambda: False
        ) as lock:
            assert lock is not None
        other.kill()
    assert told == (["tests of somebody"] if waits else [])


def test_a_wait_ends_when_it_is_cancelled(tmp_path: Path) -> None:
    with somebody(tmp_path, "exclusive") as other:
        with beside_others(
            tmp_path, "me", exclusive=True, on_wait=lambda _: None, cancelled=lambda: True
        ) as lock:
            assert lock is None
        other.kill()


def test_whoever_waits_alone_is_not_overtaken(tmp_path: Path) -> None:
    """While an exclusive check waits, others that come after it wait behind it."""
    order: list[str] = []
    waiting = threading.Event()

    def take(name: str, *, exclusive: bool, on_wait: threading.Event) -> None:
        with beside_others(
            tmp_path,
            name,
            exclusive=exclusive,
            on_wait=lambda _: on_wait.set(),
            cancelled=lambda: False,
        ):
            order.append(name)

    with somebody(tmp_path, "shared") as other:
        first = threading.Thread(
            target=take, args=("alone",), kwargs={"exclusive": True, "on_wait": waiting}
        )
        first.start()
        until(waiting.is_set)
        behind = threading.Event()
        second = threading.Thread(
            target=take, args=("shared",), kwargs={"exclusive": False, "on_wait": behind}
        )
        second.start()
        until(behind.is_set)
        other.kill()
        first.join()
        second.join()
    assert order == ["alone", "shared"]


def test_where_nothing_can_be_locked_it_runs_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with beside_others(
        tmp_path / "file", "me", exclusive=True, on_wait=lambda _: None, cancelled=lambda: False
    ) as lock:
        assert lock is None
