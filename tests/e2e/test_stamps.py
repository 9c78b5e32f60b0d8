"""A stamp lets a repeated commit pass without Python, and nothing that has changed."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.guarded import CONFIG, DEVLOOP, Guarded, one_check

SETTLED = 3.2
"""Seconds after which devloop believes the times of files."""


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    """A repository with an environment of its own, and a stamp for what is staged in it."""
    guarded = Guarded.create(tmp_path_factory.mktemp("stamped"))
    repo = guarded.repo
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", repo.path / ".venv"], check=True)
    info = next((repo.path / ".venv").glob("lib/python*/site-packages")) / "thing-1.0.dist-info"
    info.mkdir()
    (info / "RECORD").write_text("thing.py,sha256=1,1\n")
    repo.write(".git/info/exclude", ".venv\n")
    repo.git("config", "core.attributesFile", "~/attributes")
    (guarded.home / "attributes").write_text("*.bin binary\n")
    repo.stage({"state": "good 1\n"})
    leave_stamps(guarded)
    return guarded


HOOK = ("git", "hook", "run", "pre-commit")


def leave_stamps(*guarded: Guarded, command: tuple[str, ...] = HOOK) -> None:
    """Ask for what is staged until a stamp is left everywhere, once the files are old enough."""
    left = guarded
    for _ in range(20):
        time.sleep(SETTLED)
        for one in left:
            one.repo.run(*command)
        left = tuple(one for one in left if not appears(one))
        if not left:
            return
    raise AssertionError(f"no stamp is left in {[one.path.parent.name for one in left]}")


def appears(guarded: Guarded, *, seconds: float = 3.0) -> bool:
    """Whether a stamp is left in time; the hook does not wait for it."""
    end = time.monotonic() + seconds
    while not stamp_of(guarded).exists():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def stamp_of(guarded: Guarded) -> Path:
    """Where the stamp for what is staged is."""
    return guarded.path / ".git/devloop/stamps" / guarded.repo.git("write-tree")


def without_stamps(guarded: Guarded) -> Guarded:
    """The same with none."""
    for stamp in (guarded.path / ".git/devloop/stamps").iterdir():
        stamp.unlink()
    return guarded


def copy(stamped: Guarded) -> str:
    """The stamp's text."""
    return stamp_of(stamped).read_text()


def says(stamped: Guarded, text: str, env: dict[str, str] | None = None) -> bool:
    """Whether a stamp of this text allows, asked the way the shim asks it."""
    repo = stamped.repo
    stamp = repo.write("../stamp.sh", text)
    done = repo.run(
        "/bin/sh",
        "-c",
        '. "$stamp" 2>/dev/null',
        code=None,
        env={
            "stamp": str(stamp),
            "GIT_INDEX_FILE": ".git/index",
            **hook_environment(),
            **(env or {}),
        },
    )
    return done.stdout.strip() == f"allowed {repo.git('write-tree')}"


def hook_environment() -> dict[str, str]:
    """What git adds to the environment of a hook: its own programs, first on the PATH."""
    exec_path = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True)
    return {"PATH": f"{exec_path.stdout.strip()}:{os.environ['PATH']}"}


def test_a_repeated_commit_starts_no_python(stamped: Guarded) -> None:
    """The shim answers alone: it does so even where devloop itself is gone."""
    hook = stamped.path / ".git/hooks/pre-commit"
    text = hook.read_text()
    lines = [
        "devloop=/nowhere/devloop" if x.startswith("devloop=") else x for x in text.split("\n")
    ]
    hook.write_text("\n".join(lines))
    try:
        done = stamped.repo.run("git", "hook", "run", "pre-commit")
        assert "already known, nothing to run" in done.said
        stamped.repo.stage({"state": "good 2\n"})
        assert (
            "no longer at /nowhere/devloop"
            in stamped.repo.run("git", "hook", "run", "pre-commit", code=1).said
        )
    finally:
        hook.write_text(text)
        stamped.repo.stage({"state": "good 1\n"})


def test_where_there_is_news_it_is_told_first(stamped: Guarded) -> None:
    """A failure in the background that nobody has heard of is worth the start of Python."""
    (stamped.path / ".git/devloop/news").write_text(
        '[{"commit": "0123456789", "subject": "step", "lane": "main", "checks": ["tests"]}]'
    )
    told, silent = (stamped.repo.run("git", "hook", "run", "pre-commit").said for _ in range(2))
    assert told.startswith("✗ in the background: tests failed on 012345678 (step)")
    assert silent.startswith("✓ devloop already known, nothing to run")


def test_a_check_answers_the_commit_that_follows(stamped: Guarded, tmp_path: Path) -> None:
    """`devloop check` in a terminal leaves the stamp that the hook of the commit finds."""
    guarded = without_stamps(stamped.copied_to(tmp_path / "copy"))
    guarded.repo.stage({"state": "good 3\n"})
    leave_stamps(guarded, command=(str(DEVLOOP), "check"))
    guarded.devloop("install")
    assert "already known, nothing to run" in guarded.commit().said


def test_the_stamp_as_it_is_allows(stamped: Guarded) -> None:
    assert says(stamped, copy(stamped))


def test_no_part_of_a_stamp_allows(stamped: Guarded) -> None:
    """A stamp that was cut off anywhere, as a full disk or a crash would, says nothing."""
    text = copy(stamped)
    cuts = [*range(len(text) - 80, len(text) - 1), *range(0, len(text), 997)]
    assert not any(says(stamped, text[:cut]) for cut in cuts)


def upgrade_a_package(repo: Path) -> None:
    info = next(repo.glob(".venv/lib/python*/site-packages")) / "thing-1.0.dist-info"
    info.rename(info.with_name("thing-2.0.dist-info"))


def rebuild_a_package(repo: Path) -> None:
    """Another RECORD of the same size and with the same time of change."""
    (record,) = repo.glob(".venv/lib/python*/site-packages/thing-*/RECORD")
    stat = record.stat()
    record.write_text("thing.py,sha256=2,1\n")
    os.utime(record, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def add_a_start_up_file(repo: Path) -> None:
    site = next(repo.glob(".venv/lib/python*/site-packages"))
    (site / "new.pth").write_text("import os\n")


def swap_the_interpreter(repo: Path) -> None:
    python = repo / ".venv/bin/python"
    python.unlink()
    python.write_text("#!/bin/sh\nexit 0\n")
    python.chmod(0o755)


def set_git_to_other_line_endings(repo: Path) -> None:
    subprocess.run(["git", "config", "core.autocrlf", "true"], cwd=repo, check=True)


def add_personal_attributes(repo: Path) -> None:
    (repo / ".git/info/attributes").write_text("* text eol=crlf\n")


def edit_the_attributes_that_were_chosen(repo: Path) -> None:
    (repo.parent / "home/attributes").write_text("* text eol=crlf\n")


def add_a_shared_folder(repo: Path) -> None:
    (repo / "node_modules").mkdir()


def begin_a_merge(repo: Path) -> None:
    (repo / ".git/MERGE_HEAD").write_text("0" * 40 + "\n")


QUARANTINE = '[quarantine]\n"a.py::test_a" = { reason = "slow", until = %s }\n'
"""Which day it is counts where anything is in quarantine, whether it holds or not."""

CHANGES = (
    upgrade_a_package,
    rebuild_a_package,
    add_a_start_up_file,
    swap_the_interpreter,
    set_git_to_other_line_endings,
    add_personal_attributes,
    edit_the_attributes_that_were_chosen,
    add_a_shared_folder,
    begin_a_merge,
)


@pytest.fixture(scope="module")
def crowd(stamped: Guarded, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Guarded]:
    """For each change a repository of its own with a stamp."""
    folder = tmp_path_factory.mktemp("crowd")
    names = [change.__name__ for change in CHANGES]
    found = {
        name: without_stamps(stamped.copied_to(folder / name)) for name in (*names, "quarantine")
    }
    soon = dt.datetime.now(dt.timezone.utc).date() + dt.timedelta(days=30)
    found["quarantine"].repo.commit("rule", {"devloop.toml": f"{CONFIG}{QUARANTINE % soon}"})
    found["quarantine"].repo.stage({"state": "good 2\n"})
    leave_stamps(*found.values())
    return found


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_decision_rests_on_takes_the_stamp_away(
    crowd: dict[str, Guarded], change: Callable[[Path], None]
) -> None:
    guarded = crowd[change.__name__]
    text = copy(guarded)
    assert says(guarded, text)
    change(guarded.path)
    assert not says(guarded, text)


def test_a_stamp_that_rests_on_a_quarantine_holds_for_its_day_alone(
    crowd: dict[str, Guarded],
) -> None:
    guarded = crowd["quarantine"]
    text = copy(guarded)
    assert says(guarded, text)
    assert not says(guarded, "date() { echo 2999-12-31; }\n" + text)


@pytest.mark.parametrize(
    "env",
    [
        {"PATH": "/usr/bin:/bin"},
        {"LANG": "de_DE.UTF-8"},
        {"PIP_INDEX_URL": "file:///elsewhere"},
        {"GIT_CONFIG_COUNT": "0"},
        {"VIRTUAL_ENV": "/elsewhere"},
        {"LC_TIME": "C\nexport PATH='x'"},
    ],
)
def test_another_environment_takes_the_stamp_away(stamped: Guarded, env: dict[str, str]) -> None:
    text = copy(stamped)
    assert says(stamped, text)
    assert not says(stamped, text, env)


def test_another_head_takes_the_stamp_away(stamped: Guarded) -> None:
    """The size of a step depends on what it is a step from."""
    text = copy(stamped)
    branch = stamped.path / ".git/refs/heads/main"
    old = branch.read_text()
    branch.write_text("0" * 40 + "\n")
    try:
        assert not says(stamped, text)
    finally:
        branch.write_text(old)
    assert says(stamped, text)


def test_another_worktree_takes_the_stamp_away(stamped: Guarded, tmp_path: Path) -> None:
    text = copy(stamped)
    other = text.replace(f'"$PWD" = {stamped.path}', f'"$PWD" = {tmp_path}')
    assert other != text
    assert not says(stamped, other)


def test_a_failure_on_the_same_content_takes_the_stamp_away(
    stamped: Guarded, tmp_path: Path
) -> None:
    """A check that fails where it has passed is not known to pass any more."""
    guarded = stamped.copied_to(tmp_path / "copy")
    guarded.configure(one_check('! [ -e "$HOME/broken" ]'))
    guarded.repo.stage({"state": "good 4\n"})
    (guarded.path / ".git/devloop/stamps/any").touch()
    guarded.devloop("check", "--again", "only")
    assert (guarded.path / ".git/devloop/stamps/any").exists()
    (guarded.home / "broken").touch()
    guarded.devloop("check", "--again", "only", code=1)
    assert not list((guarded.path / ".git/devloop/stamps").iterdir())


def test_a_stamp_holds_no_secret_and_knows_another_one(
    stamped: Guarded, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Values of variables that checks ask for stand in it as a digest under a key."""
    guarded = stamped.copied_to(tmp_path_factory.mktemp("secret"))
    text = CONFIG.replace("[checks.quick]", '[checks.quick]\npass-env = ["API_TOKEN"]')
    guarded.repo.commit("ask for it", {"devloop.toml": text})
    guarded.repo.environ.update(API_TOKEN="s3cr3t-token", HTTPS_PROXY="http://me:passw0rd@proxy")  # noqa: S106
    leave_stamps(guarded)
    left = copy(guarded)
    assert "s3cr3t" not in left
    assert "passw0rd" not in left
    assert says(guarded, left)
    assert not says(guarded, left, {"API_TOKEN": "another"})
    assert not says(guarded, left, {"HTTPS_PROXY": ""})
    key = guarded.path / ".git/devloop/key"
    assert key.stat().st_mode & 0o077 == 0
    key.write_text("0" * 64 + "\n")
    assert not says(guarded, left)


def test_a_secret_that_is_set_afterwards_counts(stamped: Guarded) -> None:
    left = copy(stamped)
    assert says(stamped, left)
    assert not says(stamped, left, {"HTTPS_PROXY": "http://me:passw0rd@proxy"})
