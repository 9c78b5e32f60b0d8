"""Facts about `devloop split`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Devloop
from tests.support.repo import Repo

CONFIG = """\
background = false

[size]
target = 4
limit = 8

[checks.syntax]
run = "python -m compileall -q ."
"""
BASE = {"devloop.toml": CONFIG, "a.py": "import os\n\n\ndef old():\n    return os\n"}


def function(name: str, uses: str = "os") -> str:
    return f"\n\ndef {name}():\n    first = {uses}\n    return first\n"


LARGE = BASE["a.py"] + function("one") + function("two") + function("three")


@pytest.fixture(autouse=True)
def project(repo: Repo) -> None:
    repo.commit("first", BASE)


def subjects(repo: Repo, revisions: str) -> list[str]:
    return repo.git("log", "--reverse", "--format=%s", revisions).split("\n")


def plan(devloop: Devloop, *args: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(devloop("split", "--json", *args).stdout)
    return found


def test_a_plan_is_shown_and_nothing_changes(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": LARGE})
    before = repo.git("for-each-ref"), repo.rev("HEAD")
    done = devloop("split")
    assert done.stdout == (
        "staged tree: 9 effective lines in 3 parts\n"
        "  1     3  ███████░░░┃░░░░░░░░░░  Add one in a.py\n"
        "           a.py: lines 6-10\n"
        "  2     3  ███████░░░┃░░░░░░░░░░  Add two in a.py\n"
        "           a.py: lines 11-15\n"
        "  3     3  ███████░░░┃░░░░░░░░░░  Add three in a.py\n"
        "           a.py: lines 16-20\n"
    )
    assert done.stderr == (
        "  → check every part: devloop split --verify\n"
        "  → make the commits: devloop split --apply\n"
    )
    assert (repo.git("for-each-ref"), repo.rev("HEAD")) == before


def test_applying_commits_the_index_and_leaves_unstaged_edits(repo: Repo, devloop: Devloop) -> None:
    first = repo.rev("HEAD")
    repo.stage({"a.py": LARGE})
    tree = repo.git("write-tree")
    repo.write("a.py", LARGE + "unstaged = 1\n")
    repo.write("untracked.py", "x = 1\n")
    devloop("split", "--apply")
    assert repo.rev("HEAD^{tree}") == tree
    assert subjects(repo, f"{first}..") == [f"Add {n} in a.py" for n in ("one", "two", "three")]
    assert repo.git("status", "--porcelain") == " M a.py\n?? untracked.py"
    assert (repo.path / "a.py").read_text() == LARGE + "unstaged = 1\n"


def test_a_backup_ref_keeps_what_was_staged(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": LARGE})
    tree = repo.git("write-tree")
    devloop("split", "--apply")
    assert repo.git("for-each-ref", "--format=%(tree)", "refs/devloop/backup") == tree


def test_the_commit_at_head_is_rewritten_with_its_author_and_text(
    repo: Repo, devloop: Devloop
) -> None:
    repo.stage({"a.py": LARGE})
    message = "Add three\n\nBecause.\n\nSize-Override: no time\nSigned-off-by: Bob"
    who = {"GIT_AUTHOR_NAME": "Bob", "GIT_AUTHOR_DATE": "2019-05-05T00:00:00+02:00"}
    repo.git("commit", "-q", "--no-verify", "-m", message, env=who)
    repo.git("notes", "add", "-m", "reviewed")
    repo.git("notes", "--ref=ci", "add", "-m", "green")
    old, tree = repo.rev("HEAD"), repo.rev("HEAD^{tree}")
    devloop("split", "HEAD", "--apply")
    assert repo.rev("HEAD^{tree}") == tree
    for part in ("HEAD", "HEAD~1", "HEAD~2"):
        assert (
            repo.git("log", "-1", "--format=%B", part).rstrip().endswith("\n\nSigned-off-by: Bob")
        )
        assert repo.git("notes", "show", part) == "reviewed"
        assert repo.git("notes", "--ref=ci", "show", part) == "green"
    assert repo.rev("HEAD~3") == repo.rev(f"{old}~")
    authors = repo.git("log", "-3", "--format=%an %aI").split("\n")
    assert set(authors) == {"Bob 2019-05-05T00:00:00+02:00"}
    assert repo.git("log", "-1", "--format=%B").rstrip() == (
        "Add three in a.py\n\nPart 3 of 3 of: Add three\n\nBecause.\n\nSigned-off-by: Bob"
    )
    assert repo.git("for-each-ref", "--format=%(objectname)", "refs/devloop/backup") == old


def test_what_is_made_needs_no_object_of_devloop(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": LARGE, "pkg/b.py": LARGE})
    devloop("split", "--verify", "--apply")
    repo.git("fsck", "--strict", "--no-dangling")


def test_a_definition_comes_before_its_uses_and_its_test_with_it(
    repo: Repo, devloop: Devloop
) -> None:
    repo.stage(
        {
            "a.py": "from b import fresh\n" + BASE["a.py"] + function("user", "fresh()"),
            "b.py": "def fresh():\n    return [\n        1,\n        2,\n    ]\n",
            "c.py": "def other():\n    return [\n        1,\n        2,\n    ]\n",
            "tests/test_b.py": "from b import fresh\n\n\ndef test():\n    assert fresh()\n",
        }
    )
    steps = [[str(p) for p in part["pieces"]] for part in plan(devloop)["parts"]]  # type: ignore[attr-defined]
    where = {name: n for n, names in enumerate(steps) for name in names}
    assert where["b.py: lines 1-5"] < where["a.py: lines 1"]
    assert where["tests/test_b.py: lines 1-5"] == where["b.py: lines 1-5"]
    assert where["c.py: lines 1-5"] != where["b.py: lines 1-5"]


def test_what_a_machine_did_comes_first(repo: Repo, devloop: Devloop) -> None:
    repo.git("mv", "a.py", "z.py")
    repo.stage({"uv.lock": "x\n", "new.py": function("one").lstrip(), "README.md": "hello\n"})
    messages = [part["message"] for part in plan(devloop)["parts"]]
    assert messages == [
        "Rename z.py",
        "Update uv.lock",
        "Add one in new.py",
        "Document in README.md",
    ]


def test_verifying_joins_a_step_that_does_not_pass_alone(repo: Repo, devloop: Devloop) -> None:
    check = 'run = "! grep -q def.one a.py || grep -q def.two a.py"'
    repo.commit("stricter", {"devloop.toml": CONFIG + f"\n[checks.pair]\n{check}\n"})
    repo.stage({"a.py": LARGE})
    assert len(plan(devloop)["parts"]) == 3
    done = devloop("split", "--json", "--verify")
    assert "· joined with the next part: Add one in a.py (pair failed)\n" in done.stderr
    found = json.loads(done.stdout)
    assert [part["effective"] for part in found["parts"]] == [6, 3]
    assert bool(found["verified"])


def test_what_does_not_pass_as_a_whole_cannot_be_verified(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": LARGE + "def (\n"})
    said = devloop("split", "--verify", "--apply", code=3).stderr
    assert "staged tree does not pass as a whole" in said
    assert subjects(repo, "HEAD") == ["first"]


Edit = Callable[[dict[str, object], list[dict[str, object]]], None]


def edited(devloop: Devloop, tmp_path: Path, edit: Edit) -> str:
    document = plan(devloop)
    edit(document, document["parts"])  # type: ignore[arg-type]
    place = tmp_path / "plan.json"
    place.write_text(json.dumps(document))
    return str(place)


def test_an_edited_plan_is_applied(repo: Repo, devloop: Devloop, tmp_path: Path) -> None:
    repo.stage({"a.py": LARGE})
    tree = repo.git("write-tree")

    def edit(_: dict[str, object], parts: list[dict[str, object]]) -> None:
        parts[0]["message"] = "The last one first"
        parts[0]["pieces"], parts[2]["pieces"] = parts[2]["pieces"], parts[0]["pieces"]

    devloop("split", "--plan", edited(devloop, tmp_path, edit), "--apply")
    assert subjects(repo, "HEAD~3..")[0] == "The last one first"
    assert "def three" in repo.git("show", "HEAD~2:a.py")
    assert repo.rev("HEAD^{tree}") == tree


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda _, parts: parts.pop(), "the plan leaves out a.py: lines 16-20: put it into a part"),
        (lambda _, parts: parts.append(parts[0]), "the plan has a piece 2 times: a.py: lines 6-10"),
        (lambda d, _: d.update(tree="0" * 40), "the plan was made for another tree"),
        (lambda _, parts: parts[0].update(message=" "), "part 1 of the plan has no message"),
        (lambda _, parts: parts[1].update(pieces=["x"]), "part 2 of the plan: there is no piece"),
        (lambda d, _: d.update(schema="x"), "this is not a plan"),
    ],
)
def test_a_plan_that_is_not_whole_is_refused(
    repo: Repo, devloop: Devloop, tmp_path: Path, edit: Edit, said: str
) -> None:
    repo.stage({"a.py": LARGE})
    place = edited(devloop, tmp_path, edit)
    assert said in devloop("split", "--plan", place, "--apply", code=2).stderr
    assert subjects(repo, "HEAD") == ["first"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nowhere",), "there is no commit 'nowhere' here"),
        (("HEAD",), "(first) is the first commit: it cannot be split"),
        (("--staged",), "nothing is staged"),
        (("--plan", "nowhere.json"), "the first commit"),
        (("HEAD", "--staged"), "give only one of"),
    ],
)
def test_what_cannot_be_split_is_said(devloop: Devloop, args: tuple[str, ...], said: str) -> None:
    assert said in devloop("split", *args, code=2).stderr


def test_only_the_commit_at_head_is_rewritten(repo: Repo, devloop: Devloop) -> None:
    repo.commit("large", {"a.py": LARGE})
    repo.commit("later", {"b.py": "x = 1\n"})
    assert "in 3 parts" in devloop("split", "HEAD~").stdout
    assert "is not the commit at HEAD" in devloop("split", "HEAD~", "--apply", code=2).stderr


def test_one_piece_stays_one_commit(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": BASE["a.py"] + "x = 1\n"})
    assert "there is only one part" in devloop("split", "--apply", code=2).stderr


def test_an_unborn_branch_has_nothing_to_split(repo: Repo, devloop: Devloop) -> None:
    repo.git("checkout", "-q", "--orphan", "new")
    assert "there is no commit yet" in devloop("split", code=2).stderr


def test_a_merge_under_way_makes_one_commit(repo: Repo, devloop: Devloop) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side", {"side.py": LARGE})
    repo.git("checkout", "-q", "main")
    repo.commit("ours", {"ours.py": LARGE})
    repo.git("merge", "-q", "--no-commit", "side")
    assert "a merge is in progress" in devloop("split", "--apply", code=2).stderr


def test_names_of_any_bytes_are_split_too(repo: Repo, devloop: Devloop) -> None:
    name = "b\udcff\n\"'\t.py"
    repo.stage({name: LARGE, "a.py": LARGE})
    tree = repo.git("write-tree")
    devloop("split", "--apply")
    assert repo.rev("HEAD^{tree}") == tree
