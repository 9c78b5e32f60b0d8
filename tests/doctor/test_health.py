"""Facts about what the rules find, on values alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.doctor.health import Branches, Facts, Problem, examine
from devloop.environment.project_python import FoundPython, Way
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import replace
from devloop.hooks_install.hook_state import HookFile, HookState

HOOK = HookFile(
    name="pre-commit",
    place=Path("/r/.git/hooks/pre-commit"),
    present=True,
    executable=True,
    ours=True,
    program="/bin/devloop",
    program_runs=True,
)
WELL = Facts(
    git_version=(2, 39, 5),
    shallow=False,
    hooks=HookState(
        directory=Path("/r/.git/hooks"),
        directory_there=True,
        configured=None,
        scope=None,
        files=(HOOK,),
        elsewhere=False,
        events=(),
    ),
    own_program="/bin/devloop",
    configuration="devloop.toml",
    branches=Branches(mainline=("main",), explicit=True, here=("main",), there=("main",)),
    python=FoundPython(path=Path("/v/python"), way=Way.FOLDER),
    free_bytes=10**12,
)


def commit(number: int, *, parents: tuple[str, ...] = ("0" * 40,)) -> Commit:
    return Commit(
        id=CommitId(f"{number:040}"),
        tree=TreeId(f"{number:040}"),
        parents=tuple(CommitId(parent) for parent in parents),
        time=0,
        message=f"step {number}\n",
    )


def branches(
    mainline: tuple[str, ...], *, explicit: bool, here: str = "main", there: str = ""
) -> Facts:
    return replace(
        WELL,
        branches=Branches(
            mainline=mainline,
            explicit=explicit,
            here=tuple(here.split()),
            there=tuple(there.split()),
        ),
    )


def test_where_all_is_well_nothing_is_found() -> None:
    assert examine(WELL) == ()


@pytest.mark.parametrize(
    ("facts", "about", "words"),
    [
        (replace(WELL, git_version=(2, 29, 3)), "git", "git is 2.29.3; 2.30 is needed"),
        (replace(WELL, mistakes=(Problem(text="size.limt"),)), "configuration", "size.limt"),
        (
            replace(WELL, configuration=None, unstaged="devloop.toml"),
            "configuration",
            "devloop.toml is not staged, so it is ignored",
        ),
        (
            replace(WELL, stranger="/usr/bin/devloop"),
            "command",
            "the devloop that comes first on the PATH is another program: /usr/bin/devloop",
        ),
        (replace(WELL, environment=(Problem(text="gone"),)), "environment", "gone"),
        (
            replace(WELL, missing=(("lint", "ruff"),)),
            "environment",
            "checks.lint: ruff is not on the PATH, not in the environment of /v/python",
        ),
        (replace(WELL, store=(Problem(text="read-only"),)), "store", "read-only"),
        (replace(WELL, cache=(Problem(text="full"),)), "workspaces", "full"),
        (
            replace(WELL, free_bytes=3 * 1024 * 1024),
            "workspaces",
            "only 3 MB are free where workspaces are kept",
        ),
        (
            branches(("mian",), explicit=True, there="main"),
            "mainline",
            "no branch here or on a remote is called mian, so no push to it is checked",
        ),
        (
            branches(("mian", "release/*"), explicit=True),
            "mainline",
            "no branch here or on a remote is called mian, so no push to it is checked",
        ),
        (
            branches(("main", "master"), explicit=False, here="trunk"),
            "mainline",
            "no branch here or on a remote is called main or master, so no push to it is checked",
        ),
        (
            replace(WELL, past_the_gate=(commit(1),)),
            "history",
            "1 commit has not been checked (--no-verify, or rewritten): 000000000 (step 1)",
        ),
    ],
)
def test_each_thing_that_is_wrong_is_said(facts: Facts, about: str, words: str) -> None:
    (finding,) = examine(facts)
    assert (finding.about, finding.text, finding.wrong) == (about, words, True)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(WELL, configuration=None), "there is none, so the checks are guessed"),
        (
            replace(WELL, own_program="/other/devloop"),
            "they start /bin/devloop, but this is /other/devloop",
        ),
        (replace(WELL, shallow=True), "this clone is shallow"),
        (replace(WELL, store_notes=("it was damaged",)), "it was damaged"),
        (branches(("main",), explicit=True, there="other"), "no remote is known to have main"),
    ],
)
def test_some_things_are_only_good_to_know(facts: Facts, words: str) -> None:
    (finding,) = examine(facts)
    assert finding.text.startswith(words)
    assert not finding.wrong


@pytest.mark.parametrize(
    "facts",
    [
        branches(("main", "master"), explicit=False),
        branches(("main", "master"), explicit=False, here="main topic", there="main"),
        branches(("release/*",), explicit=True, here="release/1"),
        branches(("main", "release/*"), explicit=True, here="main", there="main"),
        branches(("main",), explicit=True, here=""),
    ],
)
def test_a_mainline_that_is_there_or_may_yet_come_is_well(facts: Facts) -> None:
    assert examine(facts) == ()


def test_commits_past_the_gate_are_fixed_from_the_oldest_on() -> None:
    own = tuple(commit(number) for number in (5, 4, 3, 2))
    (finding,) = examine(replace(WELL, past_the_gate=own))
    assert finding.text.startswith("4 commits have not been checked")
    assert finding.text.endswith("and 1 more")
    assert finding.fix == f"devloop check {own[-1].short}~..HEAD"


def test_the_first_commit_of_all_has_nothing_before_it() -> None:
    (finding,) = examine(replace(WELL, past_the_gate=(commit(1, parents=()),)))
    assert finding.fix == f"devloop check {commit(1).short}"


def test_missing_walls_are_named_with_the_page_that_says_which() -> None:
    (found,) = examine(replace(WELL, sandbox="unshare: Operation not permitted"))
    assert found.about == "sandbox"
    assert "checks are not sealed here: unshare: Operation not permitted" in found.text
    assert "docs/explanation/security.md" in found.text
