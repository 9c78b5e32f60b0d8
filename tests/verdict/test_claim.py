"""Of those who ask the same, one works it out and the others wait, as long as that one lives."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from devloop.verdict.claim import claim
from devloop.verdict.outcome import Digest
from tests.support.patience import PATIENCE

KEY, OTHER = Digest("a" * 64), Digest("b" * 64)


def never() -> bool:
    return False


def refuse(who: str) -> None:
    raise AssertionError(f"waited for {who}")


def test_the_first_to_ask_waits_for_nobody(tmp_path: Path) -> None:
    with claim(tmp_path / "claims", KEY, "me", on_wait=refuse, cancelled=never) as waited:
        assert not waited


def test_a_claim_can_be_had_again(tmp_path: Path) -> None:
    for _ in range(2):
        with claim(tmp_path, KEY, "me", on_wait=refuse, cancelled=never) as waited:
            assert not waited


def test_other_keys_are_no_reason_to_wait(tmp_path: Path) -> None:
    with (
        claim(tmp_path, KEY, "me", on_wait=refuse, cancelled=never),
        claim(tmp_path, OTHER, "me", on_wait=refuse, cancelled=never) as waited,
    ):
        assert not waited


def test_the_second_is_told_for_whom_it_waits_and_waits(tmp_path: Path) -> None:
    order: list[str] = []
    told = threading.Event()

    def second() -> None:
        def on_wait(who: str) -> None:
            order.append(f"waits for {who}")
            told.set()

        with claim(tmp_path, KEY, "second", on_wait=on_wait, cancelled=never) as waited:
            order.append(f"works, waited: {waited}")

    with claim(tmp_path, KEY, "git commit", on_wait=refuse, cancelled=never):
        thread = threading.Thread(target=second)
        thread.start()
        assert told.wait(PATIENCE)
        order.append("first ends")
    thread.join()
    assert order == ["waits for git commit", "first ends", "works, waited: True"]


def test_a_wait_ends_when_it_is_cancelled(tmp_path: Path) -> None:
    with (
        claim(tmp_path, KEY, "first", on_wait=refuse, cancelled=never),
        claim(tmp_path, KEY, "me", on_wait=lambda _: None, cancelled=lambda: True) as waited,
    ):
        assert waited


def test_a_claim_ends_with_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        claim(tmp_path, KEY, "me", on_wait=refuse, cancelled=never),
    ):
        raise ZeroDivisionError
    with claim(tmp_path, KEY, "me", on_wait=refuse, cancelled=never) as waited:
        assert not waited


HOLDER = """
import sys
from pathlib import Path
from devloop.verdict.claim import claim
with claim(Path(sys.argv[1]), sys.argv[2], "a doomed one",
           on_wait=print, cancelled=lambda: False):
    print("has it", flush=True)
    sys.stdin.read()
"""


def test_a_holder_that_is_killed_gives_its_claim_up(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), KEY],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "has it\n"

        def kill(who: str) -> None:
            assert who == "a doomed one"
            holder.kill()

        with claim(tmp_path, KEY, "me", on_wait=kill, cancelled=never) as waited:
            assert waited


def a_file(place: Path) -> None:
    place.write_text("")


def a_folder_for_the_key(place: Path) -> None:
    (place / KEY).mkdir(parents=True)


@pytest.mark.parametrize("blocked_by", [a_file, a_folder_for_the_key])
def test_where_nothing_can_be_locked_the_work_goes_ahead(
    tmp_path: Path, blocked_by: Callable[[Path], None]
) -> None:
    blocked_by(tmp_path / "claims")
    with claim(tmp_path / "claims", KEY, "me", on_wait=refuse, cancelled=never) as waited:
        assert not waited
