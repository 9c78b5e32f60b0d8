"""Facts about `devloop size`."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Devloop
from tests.support.repo import Repo

RULE = "[size]\ntarget = 20\nlimit = 50\n"


def code(count: int) -> str:
    return "".join(f"value_{number} = {number}\n" for number in range(count))


@pytest.fixture(autouse=True)
def project(repo: Repo) -> None:
    repo.commit("first", {"devloop.toml": RULE, "README.md": "hello\n"})


def test_a_step_within_the_target_is_one_bar_and_its_files(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": "# why\n\nx = 1\n", "tests/test_a.py": "def test(): pass\n"})
    assert devloop("size").stdout == (
        "staged tree\n"
        "█░░░░░░░░░░░░░░░┃░░░░░░░░░░░░░░░░░░░░░░░░  1 effective line, within the target of 20\n"
        "\n"
        "     1  code       a.py             1 blank, 1 comment left out\n"
        "     ·  test       tests/test_a.py  1 line\n"
        "total lines: 1 code, 1 test\n"
    )


def test_above_the_target_the_split_is_offered(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": code(30)})
    done = devloop("size")
    assert "30 effective lines, above the target of 20, within the limit of 50" in done.stdout
    assert done.stderr == "  → devloop split\n"


def test_above_the_limit_it_ends_with_1(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": code(51)})
    assert "above the limit of 50" in devloop("size", code=1).stdout


def test_explain_says_the_rule_of_each_file_and_what_each_hunk_is_worth(
    repo: Repo, devloop: Devloop
) -> None:
    repo.stage({"a.py": "# why\n\nx = 1\n"})
    said = devloop("size", "--explain").stdout
    assert "1 blank, 1 comment left out; code: no other rule fits\n" in said
    assert "line    1: +3 -0, 1 counted; 1 blank, 1 comment left out\n" in said
    assert "1 comment, 2 blank, 3 counts\n" in said


def test_explain_names_lines_that_stayed_and_are_no_comment_any_more(
    repo: Repo, devloop: Devloop
) -> None:
    repo.commit("hidden", {"a.js": "/*\nf();\ng();\n*/\nh();\n"})
    repo.stage({"a.js": "f();\ng();\nh();\n"})
    said = devloop("size", "--explain").stdout
    assert "2 effective lines" in said
    assert "line    1: +2 -2, 2 counted; stayed, and no comment any more\n" in said
    found = json.loads(devloop("size", "--explain", "--json").stdout)
    *_, woken = found["commits"][0]["files"][0]["hunks"]
    assert woken["runs"] == [{"first": 1, "last": 2, "why": "counts"}]


def test_json_is_the_published_document(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": "x = 1\n"})
    found = json.loads(devloop("size", "--json").stdout)
    assert found["schema"] == "devloop.size/1"
    (step,) = found["commits"]
    assert (step["commit"], step["effective"], step["decision"]) == (None, 1, "within")
    assert (step["target"], step["limit"]) == (20, 50)
    assert set(step["classes"]) == {
        *("code", "test", "doc", "generated", "moved", "format", "deleted")
    }
    assert step["files"] == [{"path": "a.py", "class": "code", "effective": 1, "why": "1 line"}]


def test_a_range_is_a_line_a_commit_oldest_first(repo: Repo, devloop: Devloop) -> None:
    base = repo.rev("HEAD")
    one = repo.commit("small", {"a.py": "x = 1\n"})
    two = repo.commit("large", {"b.py": code(30)})
    lines = devloop("size", f"{base}..HEAD").stdout.splitlines()
    assert [line.split()[2] for line in lines[:2]] == [one[:9], two[:9]]
    assert lines[-1] == "1 of 2 within the target of 20, median 1"


def test_each_commit_is_judged_by_its_own_rule(repo: Repo, devloop: Devloop) -> None:
    repo.commit("large", {"b.py": code(30)})
    repo.commit("stricter", {"devloop.toml": "[size]\ntarget = 2\nlimit = 3\n"})
    repo.commit("small", {"c.py": code(4)})
    found = json.loads(devloop("size", "HEAD~3..HEAD", "--json", code=1).stdout)
    decisions = [step["decision"] for step in found["commits"]]
    assert decisions == ["over-target", "within", "over-limit"]


def test_a_reason_in_the_message_is_shown(repo: Repo, devloop: Devloop) -> None:
    repo.commit("big\n\nSize-Override: one table", {"b.py": code(90)})
    assert "reason given: one table" in devloop("size", "HEAD").stdout


def test_a_commit_on_mainline_is_no_copy_of_itself(repo: Repo, devloop: Devloop) -> None:
    repo.commit("big", {"b.py": code(30)})
    assert "30 effective lines" in devloop("size", "HEAD").stdout


def test_a_copy_of_a_commit_on_mainline_is_known(repo: Repo, devloop: Devloop) -> None:
    repo.git("branch", "side")
    repo.commit("big", {"b.py": code(30)})
    repo.git("checkout", "-q", "side")
    repo.commit("other", {"c.py": "y = 1\n"})
    repo.git("cherry-pick", "main")
    assert "makes again" in devloop("size", "HEAD").stdout


def test_the_history_is_a_histogram_with_percentiles(repo: Repo, devloop: Devloop) -> None:
    for number, count in enumerate((1, 2, 3, 30, 60)):
        repo.commit(f"step {number}", {f"m{number}.py": code(count)})
    said = devloop("size", "--history").stdout
    assert "The last 5 commits, in effective lines  merges left out, 1 exempt\n" in said
    assert "  21 to 50  ██████████░░░░░░░░░░░░░░░░░░░░░░     1  ← limit\n" in said
    assert said.endswith("median 3, 90th percentile 60; 60.0% within 20, 80.0% within 50\n")


def test_the_history_as_json(repo: Repo, devloop: Devloop) -> None:
    repo.commit("step", {"a.py": code(7)})
    found = json.loads(devloop("size", "--history", "1", "--json").stdout)
    assert (found["schema"], found["p50"], found["commits"]) == ("devloop.size-history/1", 7, 1)


def test_nothing_staged_is_said_with_the_way_on(devloop: Devloop) -> None:
    done = devloop("size")
    assert (done.stdout, done.stderr) == (
        "nothing is staged\n",
        "  → git add FILE, or ask about a commit: devloop size HEAD\n",
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nowhere",), "there is no commit 'nowhere' here"),
        (("nowhere..HEAD",), "there is no commit 'nowhere' here"),
        (("HEAD..HEAD",), "HEAD..HEAD holds no commit"),
        (("HEAD", "--staged"), "give only one of: a revision, --staged, --history"),
    ],
)
def test_what_makes_no_sense_is_said(devloop: Devloop, args: tuple[str, ...], said: str) -> None:
    assert said in devloop("size", *args, code=2).stderr


def test_a_range_without_a_base_is_said(repo: Repo, devloop: Devloop) -> None:
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit("unrelated", {"z.py": "z = 1\n"})
    assert (
        "main..other: the two histories have no common commit"
        in devloop("size", "main..other", code=2).stderr
    )


def test_an_unborn_branch_counts_beside_mainline_and_has_no_history(
    repo: Repo, devloop: Devloop
) -> None:
    repo.git("checkout", "-q", "--orphan", "new")
    assert "3 effective lines" in devloop("size").stdout
    repo.git("branch", "-D", "main")
    assert "a first commit may have any size" in devloop("size").stdout
    assert "there is no commit yet" in devloop("size", "--history", code=2).stderr


def test_an_index_with_conflicts_is_no_content_yet(repo: Repo, devloop: Devloop) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("theirs", {"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("ours", {"a.py": "x = 2\n"})
    repo.git("merge", "side", code=1)
    assert "the index has unmerged files: a.py" in devloop("size", code=3).stderr
