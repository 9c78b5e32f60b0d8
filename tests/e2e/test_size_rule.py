"""The size rule at the hooks: hints, refusals, reasons, and commands that are replayed."""

from __future__ import annotations

import pytest

from tests.support.guarded import CONFIG, Guarded

RULE = CONFIG + "\n[size]\ntarget = 5\nlimit = 10\n"
UPPER = "tr a-z A-Z < words.py > t && mv t words.py"


def code(count: int, name: str = "value") -> str:
    return "".join(f"{name}_{number} = {number}\n" for number in range(count))


@pytest.fixture
def ruled(guarded: Guarded) -> Guarded:
    """A guarded repository with small limits, and a file of twenty lines."""
    guarded.repo.commit("words", {"words.py": code(20), "devloop.toml": RULE})
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main")
    return guarded


def commit(ruled: Guarded, message: str, files: dict[str, str], code: int = 0) -> str:
    ruled.repo.stage(files)
    return ruled.repo.run("git", "commit", "-m", message, code=code).stderr


def shout(ruled: Guarded, more: str = "") -> dict[str, str]:
    return {"words.py": ruled.text("words.py").upper() + more}


def test_within_the_target_the_size_is_not_spoken_of(ruled: Guarded) -> None:
    assert "lines" not in commit(ruled, "step", {"a.py": code(5)})


def test_above_the_target_one_line_offers_the_split(ruled: Guarded) -> None:
    said = commit(ruled, "step", {"a.py": code(6)})
    assert "  6 effective lines, above the target of 5: devloop split\n" in said


def test_above_the_limit_it_is_refused_before_any_check_runs(ruled: Guarded) -> None:
    said = commit(ruled, "step", {"a.py": code(11)}, code=1)
    assert "11 effective lines in one commit; the limit is 10" in said
    assert "→ devloop split, or give a reason in the message: Size-Override: <reason>" in said
    assert ruled.runs() == []


def test_a_reason_lets_it_through_and_is_in_log_and_status(ruled: Guarded) -> None:
    said = commit(ruled, "step\n\nSize-Override: one table", {"a.py": code(11)})
    assert "size override: one table" in said
    assert "size override: one table" in ruled.devloop("log").stdout
    assert "size override: one table" in ruled.devloop("status").stdout


def test_a_reason_without_a_text_is_refused_and_says_what_is_wanted(ruled: Guarded) -> None:
    said = commit(ruled, "step\n\nSize-Override:", {"a.py": code(1)}, code=1)
    assert "Size-Override has no reason: say in the same line why" in said


def test_a_command_that_makes_the_whole_change_exempts_it(ruled: Guarded) -> None:
    said = commit(ruled, f"shout\n\nMechanical: {UPPER}", shout(ruled))
    assert f"mechanical change, reproduced by: {UPPER}\n" in said
    assert "mechanical change, reproduced by" in ruled.devloop("log").stdout
    assert ruled.text("words.py") == code(20).upper()


def test_a_replay_adds_and_removes_files_too(ruled: Guarded) -> None:
    text = ruled.text("words.py")
    ruled.repo.git("rm", "-q", "words.py")
    command = "sed s/value/word/ words.py > other.py; rm words.py"
    commit(ruled, f"move\n\nMechanical: {command}", {"other.py": text.replace("value", "word")})


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("exit 3", "Mechanical: `exit 3` fails on the tree before this commit: exit code 3"),
        ("true", "Mechanical: `true` changes nothing in the tree before this commit"),
        ("echo >> words.py", "does not reproduce this commit"),
        ("no-such-program", "cannot be replayed on the tree before this commit"),
        ("", "Mechanical has no command: say in the same line what made the change"),
    ],
)
def test_a_command_that_does_not_make_the_change_is_refused(
    ruled: Guarded, command: str, said: str
) -> None:
    assert said in commit(ruled, f"shout\n\nMechanical: {command}", shout(ruled), code=1)


def test_the_push_gate_replays_what_no_hook_has_seen(ruled: Guarded) -> None:
    ruled.repo.commit(f"shout\n\nMechanical: {UPPER}", shout(ruled))
    ruled.push("main")


def test_the_push_gate_refuses_what_the_command_does_not_make(ruled: Guarded) -> None:
    ruled.repo.commit(f"shout\n\nMechanical: {UPPER}", shout(ruled, more="y = 1\n"))
    assert "does not reproduce this commit" in ruled.refused("main")


def test_a_command_is_replayed_once(ruled: Guarded) -> None:
    counted = f'echo replayed >> "$HOME/runs"; {UPPER}'
    commit(ruled, f"shout\n\nMechanical: {counted}", shout(ruled))
    ruled.push("main")
    assert ruled.runs().count("replayed") == 1


def test_showing_a_size_runs_nothing(ruled: Guarded) -> None:
    counted = f'echo replayed >> "$HOME/runs"; {UPPER}'
    ruled.repo.commit(f"shout\n\nMechanical: {counted}", shout(ruled))
    ruled.devloop("size", "HEAD", code=1)
    assert ruled.runs() == []


def test_a_push_tells_the_median_step(ruled: Guarded) -> None:
    for number, count in enumerate((1, 6, 8)):
        ruled.repo.commit(f"step {number}", {f"m{number}.py": code(count, f"m{number}")})
    assert "; median 6 effective lines, above the target of 5\n" in ruled.push("main").stderr


def test_a_copy_of_a_commit_on_mainline_is_free_elsewhere(ruled: Guarded) -> None:
    ruled.configure(RULE.replace('["main"]', '["main", "release"]'))
    ruled.repo.git("push", "-q", "--no-verify", "origin", "main:release")
    ruled.repo.git("branch", "release")
    ruled.repo.commit("big\n\nSize-Override: one table", {"a.py": code(30)})
    ruled.push("main")
    ruled.repo.git("checkout", "-q", "release")
    ruled.repo.commit("other", {"b.py": "b = 1\n"})
    ruled.repo.git("cherry-pick", "--no-commit", "main")
    said = ruled.repo.run("git", "commit", "-m", "copied").stderr
    assert "one part" not in said
    ruled.push("release")


def test_lines_that_were_free_are_new_where_they_become_code(ruled: Guarded) -> None:
    """A test, a document, and code between marks of a comment: free to write, not to use."""
    hidden = f"/*\n{''.join(f'call({n});' + chr(10) for n in range(12))}*/\n"
    commit(ruled, "free", {"tests/kit.py": code(12), "notes.md": code(12, "note"), "a.js": hidden})
    for number, move in enumerate(("mv tests/kit.py kit.py", "mv notes.md notes.py")):
        ruled.repo.git(*move.split())
        said = commit(ruled, f"use {number}", {}, code=1)
        assert "12 effective lines in one commit; the limit is 10" in said
        ruled.repo.git("reset", "-q", "--hard")
    said = commit(ruled, "use the rest", {"a.js": hidden[3:-3]}, code=1)
    assert "12 effective lines in one commit; the limit is 10" in said


def test_a_history_of_its_own_is_no_way_around(ruled: Guarded) -> None:
    """A second first commit, merged, counts at the push."""
    repo = ruled.repo
    repo.git("checkout", "-q", "--orphan", "other")
    repo.git("rm", "-rqf", ".")
    repo.commit("another first commit", {"engine.py": code(12), "devloop.toml": RULE})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-verify", "--allow-unrelated-histories", "-s", "ours", "other")
    said = repo.run("git", "push", "origin", "main", code=1).stderr
    assert "(another first commit): 22 effective lines in one commit" in said


def test_a_merge_of_three_counts_what_no_parent_has(ruled: Guarded) -> None:
    repo = ruled.repo
    for name in ("one", "two"):
        repo.git("checkout", "-q", "-b", name, "main")
        repo.commit(name, {f"{name}.py": f"{name} = 1\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-verify", "-m", "three", "one", "two")
    repo.stage({"own.py": code(12)})
    repo.git("commit", "-q", "--amend", "--no-verify", "--no-edit")
    said = repo.run("git", "push", "origin", "main", code=1).stderr
    assert "12 effective lines in one commit" in said
