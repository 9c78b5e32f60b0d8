"""What a check looked at decides whether it runs again, in the tree and outside of it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.record.support import needs_recording, trouble
from tests.support.guarded import Guarded

__all__ = ["trouble"]

pytestmark = needs_recording


def config(run: str, more: str = "") -> str:
    """A configuration with one check, which tells that it ran."""
    return (
        f"background = false\n[checks.look]\nrun = '''echo ran >> \"$HOME/runs\"; {run}'''\n{more}"
    )


def guarded_by(folder: Path, run: str, more: str = "", **files: str) -> Guarded:
    """A repository with the check and some files, of which the check has passed on HEAD."""
    guarded = Guarded.bare_handed(folder, config(run, more))
    guarded.repo.commit("files", files or {"read": "1\n", "listed/x": "1\n", "other": "1\n"})
    guarded.devloop("check", "HEAD")
    assert guarded.runs() == ["ran"]
    return guarded


def judged(guarded: Guarded, files: dict[str, str], code: int | None = 0) -> bool:
    """Commit files; true where the check had to run on them."""
    guarded.repo.commit("step", files)
    guarded.devloop("check", "HEAD", code=code)
    return guarded.runs() == ["ran"]


LOOKS = "cat read && ls listed && test -e there && ! test -e absent && ! test -e gone/deep/x"
TREE = {"read": "1\n", "listed/x": "1\n", "there": "1\n", "other": "1\n"}


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    return guarded_by(tmp_path, LOOKS, **TREE)


UNSEEN = {
    "another file": {"other": "2\n"},
    "a new file elsewhere": {"new": "1\n"},
    "a new folder elsewhere": {"new/x/y": "1\n"},
    "what is listed, edited": {"listed/x": "2\n"},
    "below what is listed": {"listed/x": "1\n", "other": "3\n"},
}


@pytest.mark.parametrize("step", UNSEEN)
def test_what_it_did_not_look_at_runs_nothing(guarded: Guarded, step: str) -> None:
    assert not judged(guarded, UNSEEN[step])


SEEN = {
    "what it read": ({"read": "2\n"}, 0),
    "a name in what it listed": ({"listed/y": "1\n"}, 0),
    "a folder in what it listed": ({"listed/y/z": "1\n"}, 0),
    "what it found absent": ({"absent": "1\n"}, 1),
    "what it found absent, as a folder": ({"absent/x": "1\n"}, 1),
    "the missing folder of what it wanted": ({"gone/deep/y": "1\n"}, 0),
    "attributes": ({".gitattributes": "* text\n"}, 0),
}


@pytest.mark.parametrize("step", SEEN)
def test_what_it_looked_at_runs_it_again(guarded: Guarded, step: str) -> None:
    files, code = SEEN[step]
    assert judged(guarded, files, code)


def test_a_verdict_by_record_says_where_it_was_found(guarded: Guarded) -> None:
    tree = guarded.repo.rev("HEAD^{tree}")
    judged(guarded, {"other": "2\n"})
    told = guarded.devloop("why", "look", "HEAD").stdout
    assert f"found on tree {tree[:9]}: nothing that it looked at is another one here" in told
    assert "looked at   1 read, 1 listed" in told
    document = json.loads(guarded.devloop("why", "look", "HEAD", "--json").stdout)
    assert document["by_record"] is True
    assert document["looks"]["tree"]["read"] == "read"
    assert document["looks"]["tree"]["absent"] == "is not there"


def test_what_was_found_by_record_is_looked_up_by_its_key_from_then_on(guarded: Guarded) -> None:
    judged(guarded, {"other": "2\n"})
    kept = len(documents_of(guarded))
    assert kept == 4
    guarded.devloop("check", "HEAD")
    assert guarded.runs() == []
    assert len(documents_of(guarded)) == kept


def test_the_first_answer_that_differs_is_said(guarded: Guarded) -> None:
    guarded.repo.commit("step", {"read": "2\n"})
    assert "it looked at read, which differs" in guarded.devloop("why", "look", "HEAD").stdout
    assert (
        "it looked at read, which differs" in guarded.devloop("why", "look", "HEAD~", "HEAD").stdout
    )


def test_a_failure_is_known_by_record_too(guarded: Guarded) -> None:
    judged(guarded, {"absent": "1\n"}, 1)
    assert not judged(guarded, {"other": "2\n"}, 1)
    guarded.repo.git("rm", "-q", "absent")
    assert not judged(guarded, {"other": "3\n"})


def test_a_file_that_is_deleted_runs_it_again(guarded: Guarded) -> None:
    guarded.repo.git("rm", "-q", "there")
    assert judged(guarded, {"other": "1\n"}, 1)


def test_a_link_that_is_swapped_runs_it_again(tmp_path: Path) -> None:
    guarded = Guarded.bare_handed(tmp_path, config("grep -q good link"))
    guarded.repo.write("a", "good\n")
    guarded.repo.write("b", "bad\n")
    (guarded.path / "link").symlink_to("a")
    guarded.repo.git("add", ".")
    guarded.repo.commit("link")
    guarded.devloop("check", "HEAD")
    (guarded.path / "link").unlink()
    (guarded.path / "link").symlink_to("b")
    guarded.repo.git("add", ".")
    guarded.repo.commit("swapped")
    guarded.devloop("check", "HEAD", code=1)


def test_what_it_makes_itself_does_not_run_it_again(tmp_path: Path) -> None:
    guarded = guarded_by(
        tmp_path, "cp read made && cat made && mkdir d && mv made d/x && grep 1 d/x"
    )
    assert not judged(guarded, {"other": "2\n"})
    assert judged(guarded, {"read": "12\n"})


OUTSIDE = {
    "a file in HOME": 'cat "$HOME/settings"',
    "a file in HOME that is not there": '! test -e "$HOME/bad"',
    "a folder in HOME": '! ls "$HOME/folder" | grep -q bad',
    "a link in HOME": 'cat "$HOME/link"',
    "through a program": '"$HOME/bin/tool"',
}


@pytest.mark.parametrize("way", OUTSIDE)
def test_what_it_looked_at_outside_counts_for_the_same_tree(tmp_path: Path, way: str) -> None:
    home = tmp_path / "home"
    for name in ("bin", "v1", "v2", "folder"):
        (home / name).mkdir(parents=True)
    (home / "settings").write_text("1")
    (home / "v1/real").write_text("#!/bin/sh\nexit 0\n")
    (home / "v2/real").write_text("#!/bin/sh\nexit 1\n")
    (home / "link").symlink_to("v1/real")
    (home / "bin/tool").write_text('#!/bin/sh\nexec "$HOME/link"\n')
    for program in ("bin/tool", "v1/real", "v2/real"):
        (home / program).chmod(0o755)
    guarded = guarded_by(tmp_path, OUTSIDE[way])
    guarded.devloop("check", "HEAD")
    assert guarded.runs() == []
    (home / "settings").unlink()
    (home / "bad").touch()
    (home / "folder/bad").touch()
    (home / "link").unlink()
    if way != "a link in HOME":
        (home / "link").symlink_to("v2/real")
    guarded.devloop("check", "HEAD", code=1)
    assert guarded.runs() == ["ran"]


def test_another_file_in_home_runs_nothing(tmp_path: Path) -> None:
    guarded = guarded_by(tmp_path, 'test -d "$HOME"')
    (tmp_path / "home/news").touch()
    guarded.devloop("check", "HEAD")
    assert guarded.runs() == []


PER_FILE = 'files = ["*.txt"]\nper-file = true\n'


def test_a_file_judged_by_itself_rests_on_what_else_was_looked_at(tmp_path: Path) -> None:
    run = "! test -e neighbour && cat {files}"
    guarded = guarded_by(tmp_path, run, PER_FILE, **{"a.txt": "1\n", "b.txt": "1\n"})
    assert not judged(guarded, {"other": "1\n"})
    assert judged(guarded, {"a.txt": "2\n"})
    assert judged(guarded, {"neighbour": "1\n"}, 1)


def test_files_judged_by_themselves_do_not_rest_on_each_other(tmp_path: Path) -> None:
    guarded = Guarded.bare_handed(
        tmp_path, config('echo {files} >> "$HOME/files"; cat {files}', PER_FILE)
    )
    guarded.repo.commit("files", {"a.txt": "1\n", "b.txt": "1\n"})
    guarded.devloop("check", "HEAD")
    guarded.repo.commit("step", {"b.txt": "2\n"})
    guarded.devloop("check", "HEAD")
    assert (tmp_path / "home/files").read_text().splitlines() == ["a.txt b.txt", "b.txt"]


def logs_of(guarded: Guarded) -> Path:
    return guarded.path / ".git/devloop/logs"


def documents_of(guarded: Guarded) -> list[Path]:
    """The documents of the kept records."""
    with closing(sqlite3.connect(guarded.path / ".git/devloop/verdicts.sqlite3")) as connection:
        rows = connection.execute("SELECT record, outside FROM verdict").fetchall()
    return [logs_of(guarded) / name[:2] / f"{name}.z" for row in rows for name in row if name]


def test_a_record_that_is_damaged_or_gone_proves_nothing(guarded: Guarded) -> None:
    for damage in (b"damaged", None):
        for place in documents_of(guarded):
            if damage is None:
                place.unlink(missing_ok=True)
            else:
                place.write_bytes(damage)
        guarded.devloop("check", "HEAD")
        assert guarded.runs() == ["ran"]


def test_a_record_of_another_run_in_its_place_proves_nothing(guarded: Guarded) -> None:
    first, second = documents_of(guarded)[:2]
    shutil.copy(first, second)
    guarded.devloop("check", "HEAD")
    assert guarded.runs() == ["ran"]


def test_a_check_that_writes_into_devloop_s_folder_forges_nothing(tmp_path: Path) -> None:
    forge = "mkdir -p .git/devloop/logs; echo forged > .git/devloop/verdicts.sqlite3; cat read"
    guarded = guarded_by(tmp_path, forge)
    assert judged(guarded, {"read": "2\n"})


def test_nothing_is_recorded_where_that_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded = Guarded.bare_handed(tmp_path, config("cat read"))
    monkeypatch.setitem(guarded.repo.environ, "DEVLOOP_RECORD", "off")
    guarded.repo.commit("files", {"read": "1\n"})
    guarded.devloop("check", "HEAD")
    assert not documents_of(guarded)
    guarded.runs()
    assert judged(guarded, {"other": "1\n"})


def test_an_opaque_run_stands_for_its_whole_tree(tmp_path: Path) -> None:
    guarded = guarded_by(tmp_path, "git ls-files")
    guarded.devloop("check", "HEAD")
    assert guarded.runs() == []
    assert judged(guarded, {"other": "2\n"})
    assert (
        "opaque      it asks git about the whole tree"
        in guarded.devloop("why", "look", "HEAD").stdout
    )


def test_a_check_that_devloop_is_killed_in_leaves_no_verdict(tmp_path: Path) -> None:
    run = "cat read; kill -9 $(ps -o ppid= -p $$); sleep 0.2"
    guarded = Guarded.bare_handed(tmp_path, config(run))
    guarded.repo.commit("files", {"read": "1\n"})
    guarded.devloop("check", "HEAD", code=-9)
    assert not documents_of(guarded)


def test_a_commit_hook_knows_by_record(tmp_path: Path) -> None:
    guarded = guarded_by(tmp_path, "cat read", read="1\n", other="1\n")
    guarded.devloop("install")
    guarded.repo.stage({"other": "2\n"})
    assert "already known" in guarded.commit().said
    guarded.repo.stage({"read": "2\n"})
    guarded.commit()
    assert guarded.runs() == ["ran"]
