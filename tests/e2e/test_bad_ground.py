"""Disks, directories, stores and repositories in a bad state: one sentence, never a false pass."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.support.guarded import CONFIG, DEVLOOP, Guarded, empty_repo, everything, one_check
from tests.support.repo import Done, Repo

CAN_MOUNT = (
    subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    ).returncode
    == 0
    if Path("/proc/self/ns").is_dir()
    else False
)
small_disk = pytest.mark.skipif(not CAN_MOUNT, reason="needs a mount namespace")


def clear(done: Done) -> str:
    """What was said, if it is fit for a person."""
    assert "Traceback" not in done.said
    assert "bug of devloop" not in done.said
    return done.said


def store_of(guarded: Guarded) -> Path:
    """The file of the store of results."""
    return guarded.path / ".git/devloop/verdicts.sqlite3"


def settled(guarded: Guarded) -> Guarded:
    """With a verdict in the store, no stamp that would answer in its place, and nobody else at it.

    In CI nothing is done aside, where it would open the store that a test has just damaged.
    """
    guarded.repo.environ["CI"] = "true"
    guarded.commit(state="good 1")
    guarded.runs()
    return guarded


# No place to work


def test_outside_of_a_repository_that_is_said(guarded: Guarded) -> None:
    said = clear(guarded.devloop("check", code=2, cwd=guarded.home))
    assert f"{guarded.home} is not in a git repository" in said


def test_a_bare_repository_has_nothing_to_check(guarded: Guarded) -> None:
    said = clear(guarded.devloop("check", code=3, cwd=guarded.remote))
    assert "no working tree" in said


def test_an_unborn_branch_can_be_checked(tmp_path: Path) -> None:
    repo = empty_repo(tmp_path)
    repo.stage({"devloop.toml": CONFIG, "state": "good 0\n"})
    guarded = Guarded(repo=repo, remote=tmp_path)
    guarded.devloop("check")
    repo.stage({"state": "bad 0\n"})
    guarded.devloop("check", code=1)
    assert guarded.runs() == ["quick good 0", "quick bad 0"]


def test_a_revision_that_is_not_there_is_said(guarded: Guarded) -> None:
    assert "there is no" in clear(guarded.devloop("check", "nowhere", code=2))
    clear(guarded.devloop("check", "--", "-x", code=2))


@pytest.mark.parametrize("operation", ["merge", "rebase", "bisect", "revert", "am"])
def test_in_the_middle_of_something_what_is_staged_is_judged(
    guarded: Guarded, operation: str
) -> None:
    repo = guarded.repo
    for number in (1, 2, 3):
        guarded.slip(f"good {number}")
    patch = repo.git("format-patch", "-1", "--stdout", "HEAD~1")
    begin = {
        "merge": ("merge", "--no-commit", "--no-ff", "side"),
        "rebase": ("rebase", "-q", "-x", "false", "HEAD~1"),
        "bisect": ("bisect", "start", "HEAD", "HEAD~3"),
        "revert": ("revert", "--no-edit", "HEAD~1"),
        "am": ("am", "-q"),
    }
    if operation == "merge":
        repo.git("switch", "-q", "-c", "side", "HEAD~1")
        repo.commit("side", {"side": "x\n"})
        repo.git("switch", "-q", "main")
    repo.git(*begin[operation], code=None, input=f"{patch}\n")
    repo.stage({"state": "bad now\n"})
    assert "quick failed" in clear(guarded.devloop("check", code=1))
    repo.stage({"state": "good now\n"})
    guarded.devloop("check")


# Configurations


def test_every_mistake_in_a_configuration_is_said_at_once(guarded: Guarded) -> None:
    mistakes = 'mainlin = ["main"]\n[size]\ntarget = "x"\n[checks.a]\nrun = 1\non = "comit"\n'
    guarded.repo.stage({"devloop.toml": mistakes})
    said = clear(guarded.commit(code=1))
    for place in ("mainlin", "size.target", "checks.a.run", "checks.a.on"):
        assert place in said
    assert clear(guarded.devloop("check", code=2))


def test_a_configuration_that_is_no_toml_is_said_with_its_line(guarded: Guarded) -> None:
    guarded.repo.stage({"devloop.toml": 'mainline = ["main"\n[checks'})
    assert "line" in clear(guarded.commit(code=1))


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"x = '\xe9'\n", b"\x00"])
def test_a_configuration_that_is_no_text_is_said(guarded: Guarded, text: bytes) -> None:
    guarded.repo.stage({"devloop.toml": text})
    clear(guarded.commit(code=1))
    clear(guarded.devloop("check", code=2))


def test_two_configurations_are_one_too_many(guarded: Guarded) -> None:
    guarded.repo.stage({"pyproject.toml": "[tool.devloop]\nmainline = ['main']\n"})
    said = clear(guarded.commit(code=1))
    assert "devloop.toml" in said
    assert "pyproject.toml" in said


def test_a_broken_configuration_in_the_working_tree_alone_does_not_count(guarded: Guarded) -> None:
    guarded.repo.write("devloop.toml", "[broken\n")
    guarded.commit("--", "state", state="good 1")


def test_own_settings_cannot_switch_a_check_off(guarded: Guarded) -> None:
    guarded.repo.write("devloop.local.toml", "[checks.quick]\nrun = 'true'\n")
    clear(guarded.commit(state="bad 1", code=1))
    assert "devloop.local.toml" in clear(guarded.devloop("check", code=2))


# Caches


def test_a_file_where_the_cache_should_be_is_said_and_nothing_passes(guarded: Guarded) -> None:
    (guarded.home / "taken").touch()
    guarded.repo.environ["DEVLOOP_CACHE_DIR"] = str(guarded.home / "taken/cache")
    said = clear(guarded.commit(state="good 1", code=1))
    assert "workspaces cannot be created in" in said
    assert "DEVLOOP_CACHE_DIR" in said
    clear(guarded.devloop("check", code=3))


def damage(folder: Path, what: str) -> None:
    """Harm what devloop keeps in its cache."""
    (lane,) = folder.glob("workspaces/*/slots/whole")
    slot = max(lane.glob("[0-9]"))
    if what == "the lane":
        subprocess.run(["rm", "-rf", str(lane)], check=True)
        lane.write_text("a file\n")
    elif what == "the tree":
        subprocess.run(["rm", "-rf", str(slot / "tree")], check=True)
        (slot / "tree").write_text("a file\n")
    elif what == "the index":
        (slot / "index").write_bytes(b"DIRC damaged")
    elif what == "the note":
        (slot / "clean.json").write_text("{")
    elif what == "a file in the tree":
        (slot / "tree/state").write_text("good, but edited\n")
    elif what == "everything":
        subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.mark.parametrize(
    "what", ["the tree", "the index", "the note", "everything", "a file in the tree"]
)
def test_a_damaged_workspace_is_made_anew(guarded: Guarded, what: str) -> None:
    guarded.commit(state="good 1")
    damage(guarded.home / ".cache/devloop", what)
    guarded.commit(state="bad 2", code=1)
    guarded.commit(state="good 3")
    assert guarded.runs() == ["quick good 1", "quick bad 2", "quick good 3"]


def test_a_file_where_workspaces_should_be_is_said(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    damage(guarded.home / ".cache/devloop", "the lane")
    assert "cannot be created" in clear(guarded.commit(state="good 2", code=1))


def on_small_disk(guarded: Guarded, place: Path, size: str, command: str) -> Done:
    """Run a command where `place` is a disk of its own."""
    place.mkdir(parents=True, exist_ok=True)
    mount = f"mount -t tmpfs -o size={size} none {shlex.quote(str(place))}"
    return guarded.repo.run("unshare", "-rm", "sh", "-c", f"{mount} && {command}", code=None)


BIG = {f"data/{n}": "x" * 50_000 for n in range(20)}


@small_disk
def test_a_disk_too_full_for_a_workspace_is_said_and_nothing_is_lost(guarded: Guarded) -> None:
    guarded.repo.stage(BIG)
    guarded.repo.git("write-tree")
    before = everything(guarded)
    cache = guarded.home / ".cache/devloop"
    done = on_small_disk(guarded, cache, "300k", "git commit -q -m step")
    assert done.code == 1
    assert "No space left on device" in clear(done)
    assert "DEVLOOP_CACHE_DIR" in done.said
    assert everything(guarded) == before
    guarded.commit()


@small_disk
def test_a_disk_that_fills_up_in_a_check_is_no_failure_of_the_content(guarded: Guarded) -> None:
    guarded.configure(one_check("dd if=/dev/zero of=big bs=1k count=2000"))
    guarded.repo.stage({"state": "good 1\n"})
    cache = guarded.home / ".cache/devloop"
    done = on_small_disk(guarded, cache, "500k", "git commit -q -m step")
    assert done.code == 1
    assert "free some space, or set DEVLOOP_CACHE_DIR" in clear(done)
    guarded.commit()


@small_disk
@pytest.mark.parametrize("size", ["4k", "16k", "40k"])
def test_a_disk_too_full_for_verdicts_is_said_and_good_content_still_passes(
    guarded: Guarded, size: str
) -> None:
    store = guarded.path / ".git/devloop"
    for state, code in (("good 1", 0), ("bad 2", 1)):
        guarded.repo.stage({"state": f"{state}\n"})
        done = on_small_disk(guarded, store, size, "git commit -q -m step")
        assert done.code == code, done.said
        assert "store" in clear(done)


def test_a_lock_on_the_index_keeps_no_check_out(guarded: Guarded) -> None:
    """`git commit FILE` holds it for as long as its own hooks run."""
    lock = guarded.path / ".git/index.lock"
    for state, code in (("good 1", 0), ("bad 2", 1)):
        guarded.repo.stage({"state": f"{state}\n"})
        lock.touch()
        clear(guarded.devloop("check", code=code))
        lock.unlink()
    assert guarded.runs() == ["quick good 1", "quick bad 2"]


def read_only(guarded: Guarded, place: Path, command: str) -> Done:
    """Run a command where nothing below `place` can be written, whoever asks."""
    name = shlex.quote(str(place))
    mount = f"mount --bind {name} {name} && mount -o remount,bind,ro {name}"
    return guarded.repo.run("unshare", "-rm", "sh", "-c", f"{mount} && {command}", code=None)


@small_disk
@pytest.mark.parametrize(("state", "code"), [("good 2", 0), ("bad 2", 1)])
def test_in_a_git_directory_that_is_read_only_content_is_judged(
    guarded: Guarded, state: str, code: int
) -> None:
    settled(guarded).repo.stage({"state": f"{state}\n"})
    guarded.repo.git("write-tree")
    done = read_only(guarded, guarded.path / ".git", f"{shlex.quote(str(DEVLOOP))} check")
    assert done.code == code, done.said
    assert "cannot be written" in clear(done)


@small_disk
def test_a_cache_that_is_read_only_is_said_and_nothing_passes(guarded: Guarded) -> None:
    settled(guarded).repo.stage({"state": "good 2\n"})
    done = read_only(guarded, guarded.home / ".cache", "git commit -q -m step")
    assert done.code == 1
    assert "Read-only file system" in clear(done)
    assert guarded.runs() == []
    guarded.commit()


def test_a_limit_on_file_sizes_is_survived(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "good 1\n"})
    done = guarded.repo.run("sh", "-c", "ulimit -f 16; exec git commit -q -m step", code=None)
    clear(done)
    guarded.repo.stage({"state": "bad 2\n"})
    guarded.repo.run("sh", "-c", "ulimit -f 16; exec git commit -q -m step", code=1)
    guarded.commit(state="good 3")


# Stores


def test_a_file_where_the_store_should_be_is_said_and_good_content_still_passes(
    guarded: Guarded,
) -> None:
    place = guarded.path / ".git/devloop"
    shutil.rmtree(place)
    place.write_text("a file\n")
    assert "store" in clear(guarded.commit(state="good 1"))
    clear(guarded.commit(state="bad 2", code=1))
    guarded.push("main")
    guarded.slip("bad 3")
    clear(guarded.push("main", code=1))


def test_a_damaged_store_is_set_aside_said_and_is_a_miss(guarded: Guarded) -> None:
    store = store_of(settled(guarded))
    for ending in ("-wal", "-shm"):
        store.with_name(store.name + ending).unlink(missing_ok=True)
    store.write_bytes(b"no database at all" * 1000)
    said = clear(guarded.devloop("check"))
    assert "the store of results was damaged; a new one was started, the old one is" in said
    assert guarded.runs() == ["quick good 1"]
    assert list(store.parent.glob("*.damaged-*"))
    guarded.devloop("check")
    assert guarded.runs() == []


@pytest.mark.parametrize("share", [0.02, 0.4, 0.9])
def test_a_store_that_was_cut_short_is_a_miss(guarded: Guarded, share: float) -> None:
    store = store_of(settled(guarded))
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = store.read_bytes()
    store.write_bytes(data[: int(len(data) * share)])
    guarded.repo.stage({"state": "bad 2\n"})
    clear(guarded.devloop("check", code=1))
    guarded.repo.stage({"state": "good 2\n"})
    clear(guarded.devloop("check"))


def test_a_store_of_a_newer_devloop_is_left_alone_and_is_a_miss(guarded: Guarded) -> None:
    store = store_of(settled(guarded))
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    said = clear(guarded.devloop("check"))
    assert "was written by a newer devloop; this one cannot use it" in said
    assert guarded.runs() == ["quick good 1"]
    clear(guarded.commit(state="bad 2", code=1))
    with sqlite3.connect(store) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)
        assert connection.execute("SELECT count(*) FROM verdict").fetchone() == (1,)
    connection.close()


def test_a_store_that_is_locked_for_a_moment_is_waited_for(guarded: Guarded) -> None:
    connection = sqlite3.connect(store_of(settled(guarded)), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    guarded.repo.stage({"state": "good 2\n"})
    check = subprocess.Popen([str(DEVLOOP), "check"], cwd=guarded.path, env=guarded.repo.environ)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            check.wait(timeout=1.5)
        connection.execute("COMMIT")
        assert check.wait(timeout=20) == 0
    finally:
        connection.close()
    guarded.devloop("check")
    assert guarded.runs() == ["quick good 2"]


def test_a_verdict_under_another_manifest_is_a_miss(guarded: Guarded) -> None:
    """The manifest is compared, so that a key alone proves nothing."""
    with sqlite3.connect(store_of(settled(guarded))) as connection:
        connection.execute("UPDATE manifest SET body = body || ' '")
    connection.close()
    guarded.devloop("check")
    assert guarded.runs() == ["quick good 1"]


@pytest.mark.parametrize("name", ["claims", "logs", "memo.json", "stamps"])
def test_a_file_or_folder_where_the_other_should_be_stops_nobody(
    guarded: Guarded, name: str
) -> None:
    place = guarded.path / ".git/devloop" / name
    place.parent.mkdir(exist_ok=True)
    if name == "memo.json":
        place.unlink()
        place.mkdir()
    else:
        place.write_text("a file\n")
    clear(guarded.commit(state="good 1"))
    clear(guarded.commit(state="bad 2", code=1))
    clear(guarded.commit(state="good 3"))


@pytest.mark.parametrize("text", [b"", b"\x00\xff", b"devloop memo 2 abc\n{}", b"[]\n"])
def test_a_damaged_memo_is_an_empty_one(guarded: Guarded, text: bytes) -> None:
    (settled(guarded).path / ".git/devloop/memo.json").write_bytes(text)
    guarded.devloop("check")
    assert guarded.runs() == []


def test_objects_that_are_gone_are_said_and_nothing_passes(guarded: Guarded) -> None:
    guarded.repo.stage({"other": "good\n"})
    blob = guarded.repo.git("rev-parse", ":other")
    (guarded.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    clear(guarded.devloop("check", code=3))


def test_a_repository_that_moved_is_guarded_where_it_is_now(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    moved = guarded.path.parent / "moved"
    guarded.path.rename(moved)
    there = Guarded(repo=Repo(path=moved, environ=guarded.repo.environ), remote=guarded.remote)
    there.commit(state="bad 2", code=1)
    there.commit(state="good 3")
