"""`devloop fix` fixes what is staged and loses nothing that is not."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Devloop
from tests.support.guarded import traces
from tests.support.repo import Repo

MEND = """
for f in {files}; do sed s/bad/good/ "$f" > "$f.part" && cat "$f.part" > "$f"; rm "$f.part"; done
"""
CONFIG = f"""\
[checks.words]
run = "! grep -q bad {{files}}"
files = ["*.txt"]
fix = '''{MEND}'''

[checks.silent]
run = "true"
"""
BODY = "".join(f"line {number}\n" for number in range(9))


@pytest.fixture(autouse=True)
def configured(repo: Repo) -> None:
    repo.commit("base", {"devloop.toml": CONFIG, "old.txt": "bad old\n"})


def configure(repo: Repo, fix: str, more: str = "") -> None:
    text = f"[checks.words]\nrun = 'true'\nfiles = ['*.txt']\nfix = '''{fix}'''\n{more}"
    repo.commit("configure", {"devloop.toml": text})


def staged(repo: Repo, name: str) -> str:
    return repo.git("cat-file", "blob", f":{name}") + "\n"


def on_disk(repo: Repo, name: str) -> str:
    return (repo.path / name).read_bytes().decode()


def test_index_and_working_tree_get_the_fix(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"new.txt": "bad new\n"})
    said = devloop("fix")
    assert (staged(repo, "new.txt"), on_disk(repo, "new.txt")) == ("good new\n", "good new\n")
    assert repo.git("status", "--short") == "A  new.txt"
    assert "1 file fixed" in said.stderr
    assert "-bad new\n+good new\n" in said.stdout


def test_only_changed_files_are_given_unless_all_are_asked_for(
    repo: Repo, devloop: Devloop
) -> None:
    repo.stage({"new.txt": "bad new\n"})
    devloop("fix")
    assert on_disk(repo, "old.txt") == "bad old\n"
    devloop("fix", "--all")
    assert on_disk(repo, "old.txt") == "good old\n"


def test_a_dry_run_shows_it_and_changes_nothing(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"new.txt": "bad new\n"})
    before = traces(repo.path), repo.git("ls-files", "--stage"), repo.git("count-objects")
    said = devloop("fix", "--dry-run")
    assert before == (
        traces(repo.path),
        repo.git("ls-files", "--stage"),
        repo.git("count-objects"),
    )
    assert "+good new" in said.stdout
    assert "would be fixed" in said.stderr


def test_a_dry_run_does_not_keep_the_real_one_from_writing_objects(
    repo: Repo, devloop: Devloop
) -> None:
    repo.stage({"new.txt": "bad new\n"})
    devloop("fix", "--dry-run")
    devloop("fix")
    assert staged(repo, "new.txt") == "good new\n"
    repo.git("fsck", "--strict")


def test_unstaged_edits_are_kept(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"new.txt": f"bad\n{BODY}"})
    repo.write("new.txt", f"bad\n{BODY}more\n")
    devloop("fix")
    assert staged(repo, "new.txt") == f"good\n{BODY}"
    assert on_disk(repo, "new.txt") == f"good\n{BODY}more\n"


def test_a_conflict_leaves_file_and_entry_alone_and_is_named(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"one.txt": "bad one\n", "two.txt": "bad two\n"})
    repo.write("one.txt", "worse one\n")
    said = devloop("fix", code=1).stderr
    assert (staged(repo, "one.txt"), on_disk(repo, "one.txt")) == ("bad one\n", "worse one\n")
    assert (staged(repo, "two.txt"), on_disk(repo, "two.txt")) == ("good two\n", "good two\n")
    assert "one.txt is left alone: your unstaged edits touch the same lines" in said


def test_a_deleted_working_copy_stays_deleted(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"new.txt": "bad new\n"})
    (repo.path / "new.txt").unlink()
    said = devloop("fix", code=1).stderr
    assert staged(repo, "new.txt") == "bad new\n"
    assert not (repo.path / "new.txt").exists()
    assert "new.txt is left alone: you have deleted it" in said


def test_the_mode_of_a_file_is_kept(repo: Repo, devloop: Devloop) -> None:
    repo.write("new.txt", "bad new\n", mode=0o750)
    repo.git("add", "new.txt")
    devloop("fix")
    assert (repo.path / "new.txt").stat().st_mode & 0o777 == 0o750
    assert repo.git("ls-files", "--stage", "new.txt").startswith("100755")


def test_line_endings_on_disk_stay_as_git_writes_them(repo: Repo, devloop: Devloop) -> None:
    repo.commit("endings", {".gitattributes": "*.txt eol=crlf\n"})
    repo.stage({"new.txt": f"bad\r\n{BODY}".replace("\n", "\r\n").replace("\r\r", "\r")})
    repo.write("new.txt", on_disk(repo, "new.txt") + "more\r\n")
    devloop("fix")
    assert on_disk(repo, "new.txt") == f"good\n{BODY}more\n".replace("\n", "\r\n")
    assert staged(repo, "new.txt") == f"good\n{BODY}"


def test_a_filter_is_applied_both_ways(repo: Repo, devloop: Devloop) -> None:
    repo.git("config", "filter.rot.clean", "tr a-z b-za")
    repo.git("config", "filter.rot.smudge", "tr b-za a-z")
    repo.commit("filter", {".gitattributes": "*.txt filter=rot\n"})
    repo.stage({"new.txt": "bad new\n"})
    devloop("fix")
    assert on_disk(repo, "new.txt") == "good new\n"
    assert repo.git("diff", "--name-only", "new.txt") == ""
    assert staged(repo, "new.txt") == "hppe ofx\n"


def test_a_link_gets_its_new_target(repo: Repo, devloop: Devloop) -> None:
    configure(repo, "ln -sf there a.txt")
    (repo.path / "a.txt").symlink_to("here")
    repo.git("add", "a.txt")
    repo.stage({"new.txt": "a file, since links alone are not given to fixers\n"})
    devloop("fix")
    assert (repo.path / "a.txt").readlink() == Path("there")
    assert staged(repo, "a.txt") == "there\n"


def test_what_a_fixer_deletes_goes(repo: Repo, devloop: Devloop) -> None:
    configure(repo, "rm {files}")
    repo.stage({"a.txt": "one\n", "b.txt": "two\n"})
    repo.write("b.txt", "two, edited\n")
    said = devloop("fix", code=1).stderr
    assert not (repo.path / "a.txt").exists()
    assert on_disk(repo, "b.txt") == "two, edited\n"
    assert repo.git("diff", "--cached", "--name-only") == "b.txt"
    assert "b.txt is left alone" in said


def test_new_files_come_when_the_check_is_about_them(repo: Repo, devloop: Devloop) -> None:
    configure(repo, "echo made > made.txt; echo junk > junk.log; echo more > there.txt")
    repo.stage({"a.txt": "one\n"})
    repo.write("there.txt", "mine\n")
    said = devloop("fix", code=1).stderr
    assert (staged(repo, "made.txt"), on_disk(repo, "made.txt")) == ("made\n", "made\n")
    assert on_disk(repo, "there.txt") == "mine\n"
    assert not (repo.path / "junk.log").exists()
    assert "created by the fixer and ignored: junk.log" in said
    assert "there.txt is left alone: it would be new" in said


def test_nothing_is_written_through_a_link_to_a_folder(
    repo: Repo, devloop: Devloop, tmp_path: Path
) -> None:
    repo.stage({"sub/a.txt": "bad\n"})
    (repo.path / "sub").rename(tmp_path / "moved")
    (repo.path / "sub").symlink_to(tmp_path / "moved")
    devloop("fix", code=1)
    assert (tmp_path / "moved/a.txt").read_text() == "bad\n"
    assert staged(repo, "sub/a.txt") == "bad\n"


@pytest.mark.parametrize("name", ["-a b.txt", 'q"uo\nte.txt', os.fsdecode(b"\xe9.txt")])
def test_any_name_can_be_fixed(repo: Repo, devloop: Devloop, name: str) -> None:
    repo.stage({name: "bad\n"})
    devloop("fix")
    assert (on_disk(repo, name), repo.git("diff", "--name-only")) == ("good\n", "")


def test_fixers_run_one_after_the_other_in_the_order_of_the_file(
    repo: Repo, devloop: Devloop
) -> None:
    again = "[checks.again]\nrun = 'true'\nfix = 'echo again >> a.txt'\n"
    configure(repo, "echo first >> a.txt", again)
    repo.stage({"a.txt": "a\n"})
    devloop("fix")
    assert on_disk(repo, "a.txt") == "a\nfirst\nagain\n"


def test_one_fixer_can_be_named(repo: Repo, devloop: Devloop) -> None:
    again = "[checks.again]\nrun = 'true'\nfix = 'echo again >> a.txt'\n"
    configure(repo, "echo first >> a.txt", again)
    repo.stage({"a.txt": "a\n"})
    devloop("fix", "again")
    assert on_disk(repo, "a.txt") == "a\nagain\n"


def test_a_fixer_that_cannot_run_changes_nothing(repo: Repo, devloop: Devloop) -> None:
    configure(repo, "echo half > a.txt; no-such-program")
    repo.stage({"a.txt": "whole\n"})
    said = devloop("fix", code=3).stderr
    assert on_disk(repo, "a.txt") == "whole\n"
    assert "failed; nothing was changed" in said


def test_a_fixer_that_ends_with_a_failure_has_still_fixed(repo: Repo, devloop: Devloop) -> None:
    configure(repo, "echo fixed > a.txt; exit 1")
    repo.stage({"a.txt": "a\n"})
    said = devloop("fix").stderr
    assert on_disk(repo, "a.txt") == "fixed\n"
    assert "words ended with exit code 1" in said


def test_what_was_there_can_be_had_back(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"new.txt": f"bad\n{BODY}"})
    repo.write("new.txt", f"bad\n{BODY}more\n")
    report = json.loads(devloop("fix", "--json").stdout)
    (file,) = report["files"]
    assert report["schema"] == "devloop.fix/1"
    assert repo.git("cat-file", "blob", file["before"]["file"]) == f"bad\n{BODY}more"
    assert repo.git("cat-file", "blob", file["before"]["index"]) + "\n" == f"bad\n{BODY}"
    assert file["before"]["file"] in devloop("log", "--json").stdout


def test_doing_it_again_after_a_kill_stages_what_is_fixed(repo: Repo, devloop: Devloop) -> None:
    """Killed before the index was written: the working tree is fixed, the index is not."""
    repo.stage({"new.txt": "bad new\n"})
    repo.write("new.txt", "good new\n")
    devloop("fix")
    assert (staged(repo, "new.txt"), on_disk(repo, "new.txt")) == ("good new\n", "good new\n")


def test_a_locked_index_stops_it_before_anything_is_written(repo: Repo, devloop: Devloop) -> None:
    lock = f"touch {repo.path}/.git/index.lock; echo fixed > new.txt"
    configure(repo, lock, '[environment]\nsandbox = "plain"')
    repo.stage({"new.txt": "bad new\n"})
    said = devloop("fix", code=3).stderr
    assert on_disk(repo, "new.txt") == "bad new\n"
    assert "another git process is writing the index" in said


def test_nothing_to_fix_is_said_in_one_line(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"new.txt": "good\n"})
    assert devloop("fix").said == "✓ no fixes needed: words found nothing\n"


def test_nothing_staged_for_a_fixer_is_said_too(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"new.md": "bad\n"})
    assert devloop("fix").said == "✓ no fixes needed: no fixer applies to what is staged\n"


@pytest.mark.parametrize(
    ("name", "what"),
    [("silent", "silent has no fixer"), ("word", "there is no check 'word'")],
)
def test_a_name_without_a_fixer_is_a_mistake(devloop: Devloop, name: str, what: str) -> None:
    said = devloop("fix", name, code=2).stderr
    assert what in said
    assert "checks with a fixer: words" in said


def test_without_any_fixer_it_says_how_to_give_one(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"devloop.toml": "[checks.a]\nrun = 'true'\n"})
    assert "fix = " in devloop("fix", code=2).stderr


def test_a_first_commit_can_be_fixed(repo: Repo, devloop: Devloop) -> None:
    repo.git("checkout", "-q", "--orphan", "fresh")
    devloop("fix")
    assert on_disk(repo, "old.txt") == "good old\n"


def moving(to: str) -> str:
    return f'for f in {{files}}; do mv "$f" {to}; done'


@pytest.mark.parametrize(
    "to", ["new.txt", "new.md", "hidden.log"], ids=["taken", "other", "ignored"]
)
def test_a_rename_whose_new_file_does_not_arrive_leaves_the_old_one(
    repo: Repo, devloop: Devloop, to: str
) -> None:
    """A file of mine is there, the check is about others, or git ignores it."""
    configure(repo, moving(to))
    repo.commit("ignore", {".gitignore": "*.log\n"})
    repo.stage({"b.txt": "my work\n"})
    repo.write("new.txt", "mine\n")
    done = devloop("fix", code=1)
    assert (staged(repo, "b.txt"), on_disk(repo, "b.txt")) == ("my work\n", "my work\n")
    assert on_disk(repo, "new.txt") == "mine\n"
    assert f"b.txt is left alone: it may have been renamed to {to}" in done.said
    assert repo.git("status", "--short") == "A  b.txt\n?? new.txt"


def test_a_rename_that_arrives_is_carried_out(repo: Repo, devloop: Devloop) -> None:
    configure(repo, moving("new.txt"))
    repo.stage({"b.txt": "my work\n"})
    devloop("fix")
    assert repo.git("status", "--short") == "A  new.txt"
    assert staged(repo, "new.txt") == "my work\n"


def test_a_file_with_edits_of_mine_is_not_renamed_by_half(repo: Repo, devloop: Devloop) -> None:
    configure(repo, moving("new.txt"))
    repo.stage({"b.txt": BODY})
    repo.write("b.txt", f"{BODY}mine\n")
    devloop("fix", code=1)
    assert repo.git("status", "--short") == "AM b.txt"


def test_a_file_that_becomes_a_folder_is_not_lost(repo: Repo, devloop: Devloop) -> None:
    configure(repo, 'for f in {files}; do mv "$f" t; mkdir "$f"; mv t "$f/k.txt"; done')
    repo.stage({"b.txt": "my work\n"})
    devloop("fix", code=1)
    assert on_disk(repo, "b.txt") == "my work\n"
    assert repo.git("status", "--short") == "A  b.txt"
