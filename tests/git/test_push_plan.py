"""git's plan of a push is read whole, and its own rules are used for remotes."""

from __future__ import annotations

import pytest

from devloop.git.push_plan import PlannedRef, default_remote, parse_plan, plan_arguments
from devloop.git.repository import find_repository
from tests.support.repo import Repo

OLD, NEW = "1" * 40, "2" * 40
OUTPUT = f"""\
To /somewhere/with:colon.git
=\trefs/heads/same:refs/heads/same\t[up to date]
 \trefs/heads/main:refs/heads/main\t{OLD}..{NEW}
+\trefs/heads/f:refs/heads/f\t{OLD}...{NEW} (forced update)
-\t:refs/heads/old\t[deleted]
*\tHEAD~1:refs/heads/x\t[new branch]
!\trefs/heads/r:refs/heads/r\t[rejected] (fetch first)
Done
"""


def plan() -> dict[str, PlannedRef]:
    return {ref.target.removeprefix("refs/heads/"): ref for ref in parse_plan(OUTPUT.encode())}


def test_every_ref_is_read() -> None:
    assert list(plan()) == ["same", "main", "f", "old", "x", "r"]


@pytest.mark.parametrize(
    ("name", "changes", "old"),
    [
        ("same", False, None),
        ("main", True, OLD),
        ("f", True, OLD),
        ("old", True, None),
        ("x", True, None),
        ("r", False, None),
    ],
)
def test_what_a_ref_would_become_is_told(name: str, *, changes: bool, old: str | None) -> None:
    assert (plan()[name].changes, plan()[name].old) == (changes, old)


def test_a_source_is_as_typed_and_a_deletion_has_none() -> None:
    assert (plan()["x"].source, plan()["old"].source) == ("HEAD~1", "")


def test_a_ref_that_goes_to_two_addresses_is_told_once() -> None:
    assert len(parse_plan((OUTPUT + OUTPUT).encode())) == 6


def test_real_git_tells_ids_in_full(repo: Repo) -> None:
    repo.git("init", "-q", "--bare", "../remote.git")
    old = repo.commit("one")
    repo.git("push", "-q", "../remote.git", "main")
    new = repo.commit("two")
    repo.git("config", "core.abbrev", "7")
    output = repo.git(*plan_arguments("sha1", ("../remote.git", "main")))
    (ref,) = parse_plan(output.encode())
    assert (ref.old, ref.summary) == (old, f"{old}..{new}")


def test_the_remote_is_the_one_that_git_would_push_to(repo: Repo) -> None:
    found = []
    for key in ("branch.main.remote", "remote.pushDefault", "branch.main.pushRemote"):
        found.append(default_remote(find_repository(repo.path, repo.environ)))
        repo.git("config", key, f"by-{key}")
    found.append(default_remote(find_repository(repo.path, repo.environ)))
    assert found == [
        "origin",
        "by-branch.main.remote",
        "by-remote.pushDefault",
        "by-branch.main.pushRemote",
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (("-o", "ci.skip", "origin"), ("origin",)),
        (("-oci.skip", "origin"), ("origin",)),
        (("--push-option", "a", "origin", "main"), ("origin", "main")),
        (("--push-option=a", "--push-opt=b", "--push-o", "c", "origin"), ("origin",)),
        (("--porcelain", "--prune", "origin"), ("--porcelain", "--prune", "origin")),
        (("--", "-o", "main"), ("--", "-o", "main")),
        (("-o",), ()),
    ],
)
def test_push_options_are_no_part_of_a_plan(given: tuple[str, ...], kept: tuple[str, ...]) -> None:
    arguments = plan_arguments("sha1", given)
    assert arguments[arguments.index("--no-verify") + 1 :] == kept
    assert "push.pushOption=" in arguments
