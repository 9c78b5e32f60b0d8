"""A sweep of workspaces takes what nobody uses, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devloop.git.repository import find_repository
from devloop.git.trees import staged_tree
from devloop.workspace.location import Area, area_of
from devloop.workspace.pool import Pool, hold, slots_in
from devloop.workspace.slot import Slot
from devloop.workspace.sweep import (
    RemovalKind,
    SweepOptions,
    sweep_areas,
    sweep_files,
    sweep_scratch,
    sweep_workspaces,
)
from tests.support.repo import Repo

DAY = 86400.0


@pytest.fixture
def pool(repo: Repo, tmp_path: Path) -> Pool:
    """A pool that has handed out one workspace, and got it back."""
    repo.stage({"a.txt": "a" * 1000})
    here = find_repository(repo.path, repo.environ)
    area = area_of(here, {"DEVLOOP_CACHE_DIR": str(tmp_path / "cache")})
    pool = Pool(repo=here, area=area, settings=())
    use(pool)
    return pool


def use(pool: Pool) -> None:
    with pool.lease(staged_tree(pool.repo)):
        pass


def slots(pool: Pool) -> tuple[Slot, ...]:
    return slots_in(pool.area.slots / "whole")


def age(slot: Slot, days: float) -> None:
    for path in (slot.note_file, slot.folder):
        set_age(path, days)


def set_age(path: Path, days: float) -> None:
    os.utime(path, (time.time() - days * DAY, time.time() - days * DAY))


def options(days: float = 30, *, dry_run: bool = False) -> SweepOptions:
    return SweepOptions(before=time.time() - days * DAY, dry_run=dry_run)


def test_a_slot_that_was_used_lately_stays(pool: Pool) -> None:
    assert sweep_workspaces(pool.area, options()).count == 0
    assert len(slots(pool)) == 1


def test_a_slot_that_was_not_used_for_long_goes(pool: Pool) -> None:
    age(slots(pool)[0], 31)
    removed = sweep_workspaces(pool.area, options())
    assert (removed.kind, removed.count, removed.size > 1000) == (RemovalKind.WORKSPACE, 1, True)
    assert slots(pool) == ()


def test_a_dry_run_tells_the_same_and_removes_nothing(pool: Pool) -> None:
    age(slots(pool)[0], 31)
    told = sweep_workspaces(pool.area, options(dry_run=True))
    assert len(slots(pool)) == 1
    age(slots(pool)[0], 31)
    assert sweep_workspaces(pool.area, options()) == told


def test_a_slot_in_use_stays_however_old(pool: Pool) -> None:
    with pool.lease(staged_tree(pool.repo)) as workspace:
        set_age(slots(pool)[0].folder, 31)
        assert sweep_workspaces(pool.area, options(), most_bytes=0).count == 0
        assert (workspace.path / "a.txt").exists()


def test_a_slot_held_by_another_process_stays(pool: Pool) -> None:
    (slot,) = slots(pool)
    age(slot, 31)
    holder = holding(slot)
    try:
        assert sweep_workspaces(pool.area, options()).count == 0
    finally:
        holder.communicate()
    assert sweep_workspaces(pool.area, options()).count == 1


def holding(slot: Slot) -> subprocess.Popen[bytes]:
    code = (
        "import sys; from pathlib import Path; from devloop.files.lock import try_lock;"
        f"try_lock(Path({str(slot.lock_file)!r})); print(flush=True); sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_what_the_dead_have_left_goes_at_any_age(pool: Pool) -> None:
    slots(pool)[0].note_file.unlink()
    assert sweep_workspaces(pool.area, options()).count == 1


def test_what_could_not_be_deleted_before_goes(pool: Pool) -> None:
    trash = pool.area.slots / "whole/7.retired-123"
    (trash / "tree").mkdir(parents=True)
    (trash / "tree/a").write_text("a")
    assert sweep_workspaces(pool.area, options()).count == 1
    assert not trash.exists()


def test_the_least_recently_used_go_until_the_rest_fits(pool: Pool) -> None:
    tree = staged_tree(pool.repo)
    with pool.lease(tree), pool.lease(tree):
        pass
    first, second = slots(pool)
    age(first, 2)
    age(second, 1)
    size = sum(path.stat().st_size for path in second.folder.rglob("*") if path.is_file())
    sweep_workspaces(pool.area, options(), most_bytes=size + 10)
    assert slots(pool) == (second,)


def test_a_number_is_never_used_again(pool: Pool) -> None:
    for number in (1, 2, 3):
        assert [slot.folder.name for slot in slots(pool)] == [str(number)]
        sweep_workspaces(pool.area, options(), most_bytes=0)
        use(pool)
    marks = [path.name for path in (pool.area.slots / "whole").glob("*.gone")]
    assert marks == ["3.gone"]


def test_a_slot_that_is_swept_while_it_is_taken_is_no_mistake(pool: Pool) -> None:
    (slot,) = slots(pool)
    sweep_workspaces(pool.area, options(), most_bytes=0)
    assert hold(slot) is None


def test_there_is_an_end_to_what_nobody_asked_for(pool: Pool) -> None:
    age(slots(pool)[0], 31)
    late = SweepOptions(before=time.time(), until=time.monotonic() - 1)
    assert sweep_workspaces(pool.area, late).count == 0


def test_old_scratch_files_go_and_those_at_work_stay(pool: Pool) -> None:
    old, new = pool.area.objects / "ab/old", pool.area.objects / "ab/new"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_text("old")
    new.write_text("new")
    set_age(old, 2)
    removed = sweep_scratch(pool.area, options(0))
    assert (removed.count, removed.size) == (1, 3)
    assert (old.exists(), new.exists()) == (False, True)


def test_files_of_other_kinds_go_by_age(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("x")
    set_age(tmp_path / "old", 31)
    (tmp_path / "new").write_text("x")
    assert sweep_files(tmp_path, RemovalKind.STAMP, options()).count == 1
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


@pytest.fixture
def orphan(pool: Pool, repo: Repo) -> Iterator[Area]:
    """The area of a repository that was deleted."""
    repo.path.rename(repo.path.with_name("elsewhere"))
    yield pool.area


def test_the_area_of_a_repository_that_is_there_stays(pool: Pool) -> None:
    assert sweep_areas(pool.area.root.parent, options()).count == 0
    assert pool.area.root.exists()


def test_the_area_of_a_repository_that_is_gone_goes(orphan: Area) -> None:
    removed = sweep_areas(orphan.root.parent, options())
    assert (removed.kind, removed.count) == (RemovalKind.AREA, 1)
    assert not orphan.root.exists()


def test_an_area_in_use_stays_even_if_its_repository_is_gone(pool: Pool, orphan: Area) -> None:
    lock = hold(slots(pool)[0])
    assert lock is not None
    assert sweep_areas(orphan.root.parent, options()).count == 0
    lock.release()
    assert orphan.root.exists()


def test_a_folder_that_does_not_say_whose_it_is_stays(tmp_path: Path) -> None:
    (tmp_path / "areas/notes").mkdir(parents=True)
    (tmp_path / "areas/notes/text").write_text("mine")
    assert sweep_areas(tmp_path / "areas", options()).count == 0
    assert (tmp_path / "areas/notes/text").exists()


def test_where_there_is_nothing_there_is_nothing_to_sweep(tmp_path: Path) -> None:
    area = Area(root=tmp_path / "none")
    assert sweep_workspaces(area, options()).count == 0
    assert sweep_scratch(area, options()).count == 0
    assert sweep_areas(tmp_path / "none", options()).count == 0
