"""Facts about the queue of commits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from devloop.git.ids import CommitId, TreeId
from devloop.run.background.queue import (
    QueuedCommit,
    QueuePosition,
    Running,
    enter,
    entries,
    is_next,
)

HOLD = """
import sys, time
from pathlib import Path
from devloop.run.background.queue import QueuedCommit, enter
enter(Path(sys.argv[1]), QueuedCommit(commit="c", tree="t", subject="s", lane="dead", pid=1))
print("in", flush=True)
time.sleep(60)
"""


def enter_as(folder: Path, lane: str, commit: str = "c") -> QueuePosition:
    return enter(
        folder,
        QueuedCommit(
            commit=CommitId(commit), tree=TreeId("t"), subject="s", lane=lane, pid=os.getpid()
        ),
    )


def commits(folder: Path) -> list[str]:
    return [entry.commit for entry in entries(folder)]


def test_a_queue_that_was_never_used_is_empty(tmp_path: Path) -> None:
    assert entries(tmp_path / "queue") == ()


def test_the_newest_comes_first(tmp_path: Path) -> None:
    places = [enter_as(tmp_path, lane, lane) for lane in "abc"]
    assert commits(tmp_path) == ["c", "b", "a"]
    assert [is_next(tmp_path, place.entry.name) for place in places] == [False, False, True]
    for place in places:
        place.leave()


def test_a_newer_commit_of_a_lane_takes_the_place_of_the_older(tmp_path: Path) -> None:
    old, new = enter_as(tmp_path, "a", "1"), enter_as(tmp_path, "a", "2")
    assert (old.stands, new.stands) == (False, True)
    assert commits(tmp_path) == ["2"]
    old.leave()
    assert commits(tmp_path) == ["2"]
    new.leave()


def test_who_has_lost_its_place_cannot_speak_any_more(tmp_path: Path) -> None:
    old, new = enter_as(tmp_path, "a", "1"), enter_as(tmp_path, "a", "2")
    old.tell(blocked_by="none")
    old.leave()
    new.leave()
    assert list(tmp_path.iterdir()) == []


def test_who_leaves_is_gone(tmp_path: Path) -> None:
    enter_as(tmp_path, "a").leave()
    assert entries(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_others_see_what_is_told(tmp_path: Path) -> None:
    place = enter_as(tmp_path, "a")
    running = Running(check="tests", began=1.0, expected=None)
    place.tell(running=running, left=("wheel",))
    (entry,) = entries(tmp_path)
    assert (entry.running, entry.left) == (running, ("wheel",))
    place.tell(blocked_by="on battery")
    (entry,) = entries(tmp_path)
    assert (entry.blocked_by, entry.running, entry.left) == ("on battery", None, ())
    place.leave()


def test_one_that_runs_keeps_nobody_from_being_next(tmp_path: Path) -> None:
    waiting, running = enter_as(tmp_path, "a"), enter_as(tmp_path, "b")
    running.tell(running=Running(check="tests", began=1.0, expected=2.0))
    assert is_next(tmp_path, waiting.entry.name)
    waiting.leave()
    running.leave()


def test_the_place_of_a_killed_process_is_cleared_away(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert len(entries(tmp_path)) == 1
        holder.send_signal(signal.SIGKILL)
    assert entries(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_understood_is_not_in_the_queue(tmp_path: Path) -> None:
    place = enter_as(tmp_path, "a")
    about = tmp_path / f"{place.entry.name}.json"
    for text in ("", "[]", "{}", '{"running": null, "left": [], "new": 1}'):
        about.write_text(text)
        assert entries(tmp_path) == ()
    place.leave()
