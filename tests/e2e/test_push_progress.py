"""A push with many commits says how far it is."""

from __future__ import annotations

from tests.support.guarded import Guarded


def test_many_commits_are_announced_before_they_are_looked_at(guarded: Guarded) -> None:
    parts = ["from refs/heads/main^0\n"]
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@example.org> {1_600_000_000 + n} +0000\n"
        f"data 4\nstep\n{parts.pop() if parts else ''}M 100644 inline state\ndata 7\ngood {n:02}\n"
        for n in range(50)
    )
    guarded.repo.run("git", "fast-import", "--quiet", input=stream)
    said = guarded.push("main").said
    assert said.index("measuring 50 commits") < said.index("50 commits passed")


def test_few_are_not(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    assert "measuring" not in guarded.push("main").said
