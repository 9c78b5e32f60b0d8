"""devloop as an entry of somebody's `.pre-commit-config.yaml`, under pre-commit and under prek."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

import devloop
from tests.support.guarded import DEVLOOP, Guarded, traces

PROJECT = Path(devloop.__file__).parent.parent
FRAMEWORKS = ("pre-commit", "prek")
HERE = {name: Path(sys.executable).with_name(name) for name in FRAMEWORKS}
MACHINE = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("GIT_", "PYTHON", "XDG_", "VIRTUAL_ENV")) and name != "HOME"
}
"""The variables of this machine, before any test: how programs find the package index."""

SHARED = ("bin", "devloop", "hooks", "templates", "pyproject.toml", "README.md", "LICENSE")
LARGE = "".join(f"x{n} = {n}\n" for n in range(60))

LOCAL = """\
default_install_hook_types: [pre-commit, pre-merge-commit, commit-msg, pre-push]
repos:
- repo: local
  hooks:
"""

ENTRY = """\
  - id: {id}
    name: {id}
    entry: "'{devloop}' {command}"
    language: system
    stages: [{stages}]
    always_run: true
    pass_filenames: {names}
"""

COMMIT_STAGES = "pre-commit, pre-merge-commit"


def entry(command: str, stages: str = COMMIT_STAGES, *, names: bool = False) -> str:
    """One of devloop's hooks, run where it is installed already."""
    about = {"command": f"hook {command}", "stages": stages, "names": str(names).lower()}
    return ENTRY.format(id=f"devloop-{command}", devloop=DEVLOOP, **about)


CHECK = LOCAL + entry("check") + entry("push", "pre-push")
MESSAGE = CHECK + entry("message", "commit-msg", names=True)


@pytest.fixture(params=FRAMEWORKS)
def framework(request: pytest.FixtureRequest) -> str:
    """The program of a hook framework."""
    program = HERE[request.param]
    if not program.exists():
        pytest.skip(f"{request.param} is not installed")
    return str(program)


def under(framework: str, guarded: Guarded, config: str) -> Guarded:
    """The usual repository with a framework's hooks in place of devloop's."""
    guarded.repo.commit("framework", {".pre-commit-config.yaml": config})
    guarded.repo.git("push", "-q", "origin", "main")
    guarded.repo.run(framework, "install")
    return guarded


@pytest.fixture
def framed(framework: str, bare_handed: Guarded) -> Guarded:
    """With the framework, and devloop's checks at commit and push."""
    return under(framework, bare_handed, CHECK)


def test_a_good_commit_passes_and_is_not_checked_again_at_the_push(framed: Guarded) -> None:
    framed.commit(state="good 1")
    assert framed.runs() == ["quick good 1"]
    framed.push("main")
    assert framed.runs() == ["deep good 1"]


def test_a_bad_commit_is_refused_with_the_checks_own_words(framed: Guarded) -> None:
    assert "quick failed" in framed.commit(state="bad 1", code=1).said


def test_staged_bad_content_is_caught_and_unstaged_work_is_kept(framed: Guarded) -> None:
    framed.repo.stage({"state": "bad 1\n"})
    framed.repo.write("state", "good 1\n")
    framed.repo.write("untracked", "mine\n")
    framed.commit(code=1)
    assert (framed.path / "state").read_text() == "good 1\n"
    assert framed.repo.git("show", ":state") == "bad 1"
    assert "untracked" in traces(framed.path)


def test_an_untracked_file_is_not_seen(framed: Guarded) -> None:
    """The framework leaves it lying about; devloop judges the index."""
    framed.repo.stage({"devloop.toml": "[checks.quick]\nrun = 'test -e untracked'\n"})
    framed.repo.write("untracked", "mine\n")
    framed.commit(code=1)


def test_a_commit_of_all_and_of_paths_is_judged(framed: Guarded) -> None:
    framed.repo.write("state", "bad 1\n")
    framed.commit("-a", code=1)
    framed.commit("--", "state", code=1)
    framed.repo.write("state", "good 1\n")
    framed.commit("-a")


def test_a_bad_commit_in_the_middle_of_a_push_is_refused(framed: Guarded) -> None:
    framed.slip("bad 1")
    framed.slip("good 2")
    assert "does not pass" in framed.refused("main")


def test_a_fixed_working_tree_does_not_hide_a_bad_push(framed: Guarded) -> None:
    framed.slip("bad 1")
    framed.repo.stage({"state": "good 1\n"})
    framed.refused("main")


def test_a_branch_that_is_not_mainline_goes(framed: Guarded) -> None:
    framed.slip("bad 1")
    framed.push("HEAD:refs/heads/topic")


def test_a_clean_merge_is_judged(framed: Guarded) -> None:
    framed.repo.git("switch", "-q", "-c", "side")
    framed.slip("bad side", side="x\n")
    framed.repo.git("switch", "-q", "main")
    framed.repo.commit("main", {"other": "x\n"})
    framed.repo.git("merge", "--no-edit", "side", code=1)


def test_a_large_step_is_refused_by_its_size(framework: str, bare_handed: Guarded) -> None:
    guarded = under(framework, bare_handed, LOCAL + entry("size"))
    guarded.repo.stage({"code.py": LARGE})
    assert "the limit is 50" in guarded.commit(code=1).said
    guarded.repo.git("reset", "-q", "--hard")
    guarded.commit(state="good 1")


def test_a_large_step_is_allowed_by_a_message_that_says_why(
    framework: str, bare_handed: Guarded
) -> None:
    guarded = under(framework, bare_handed, MESSAGE)
    guarded.repo.stage({"code.py": LARGE})
    assert "the limit is 50" in guarded.commit(code=1).said
    guarded.commit("-m", "table\n\nSize-Override: one table that has no halves")
    guarded.push("main")


def test_native_hooks_live_beside_the_framework_and_nothing_runs_twice(framed: Guarded) -> None:
    framed.devloop("install")
    framed.commit(state="good 1")
    assert framed.runs() == ["quick good 1"]
    framed.commit(state="bad 1", code=1)
    framed.slip("bad 2")
    framed.refused("HEAD~1:refs/heads/topic", "main:main")
    framed.devloop("uninstall")
    framed.runs()
    framed.commit(state="good 3")
    assert framed.runs() == ["quick good 3"]


def test_native_hooks_see_the_refs_that_a_framework_does_not_hand_on(
    framework: str, bare_handed: Guarded
) -> None:
    guarded = under(framework, bare_handed, CHECK)
    guarded.devloop("install")
    guarded.repo.git("branch", "first")
    guarded.slip("bad 1")
    guarded.refused("first", "main")


def test_all_files_and_a_run_by_hand_judge_the_index(framed: Guarded, framework: str) -> None:
    framed.repo.stage({"state": "bad 1\n"})
    framed.repo.run(framework, "run", "--all-files", code=1)
    framed.repo.stage({"state": "good 1\n"})
    framed.repo.run(framework, "run", "--all-files")
    assert framed.runs() == ["quick bad 1", "quick good 1"]


# From the repository, as people use it


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    """A repository of devloop itself, as it is here."""
    folder = tmp_path_factory.mktemp("published")
    guarded = Guarded.bare_handed(folder)
    for name in (*SHARED, ".pre-commit-hooks.yaml"):
        source, place = PROJECT / name, guarded.path / name
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, place)
    guarded.repo.git("add", "-A")
    guarded.repo.commit("published")
    return guarded


def test_every_hook_that_is_published_is_one_that_devloop_has() -> None:
    text = (PROJECT / ".pre-commit-hooks.yaml").read_text()
    assert [line.split()[-1] for line in text.splitlines() if line.startswith("- id:")] == [
        "devloop-check",
        "devloop-size",
        "devloop-message",
        "devloop-push",
    ]


@pytest.mark.network
@pytest.mark.slow
def test_the_published_hooks_install_and_guard(
    framework: str, published: Guarded, tmp_path: Path
) -> None:
    rev = published.repo.rev("HEAD")
    ids = "".join(f"  - id: devloop-{n}\n" for n in ("check", "message", "push"))
    config = LOCAL.replace("- repo: local", f"- repo: {published.path}\n  rev: {rev}") + ids
    guarded = Guarded.bare_handed(tmp_path)
    guarded.repo.environ.update({**MACHINE, **guarded.repo.environ})
    guarded.repo.commit("framework", {".pre-commit-config.yaml": config})
    guarded.repo.git("push", "-q", "origin", "main")
    guarded.repo.run(framework, "install", "--install-hooks")
    guarded.commit(state="bad 1", code=1)
    guarded.commit(state="good 1")
    assert guarded.runs() == ["quick bad 1", "quick good 1"]
    guarded.push("main")
    assert guarded.runs() == ["deep good 1"]
    guarded.slip("bad 2")
    assert "does not pass" in guarded.refused("main")
    guarded.repo.git("reset", "-q", "--hard", "HEAD~1")
    guarded.repo.stage({"code.py": LARGE})
    assert "the limit is 50" in guarded.commit(code=1).said
