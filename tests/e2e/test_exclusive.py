"""Two worktrees of a repository never run an exclusive check at the same time."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.guarded import DEVLOOP, WAIT, Guarded
from tests.support.patience import until

ALONE = f"""\
mainline = ["main"]
background = false

[checks.server]
run = 'mkdir "$HOME/port" || exit 1; if grep -q slow state; then {WAIT}; fi; rmdir "$HOME/port"'
exclusive = true
"""


def test_a_second_worktree_waits_and_is_told_for_whom(guarded: Guarded, tmp_path: Path) -> None:
    repo = guarded.repo
    repo.commit("alone", {"devloop.toml": ALONE})
    other = tmp_path / "other"
    repo.git("worktree", "add", "-q", str(other))
    repo.stage({"state": "slow\n"})
    first = subprocess.Popen(
        [DEVLOOP, "check"], cwd=repo.path, env=repo.environ, stderr=subprocess.DEVNULL
    )
    until((guarded.home / "started").exists)
    second = subprocess.Popen(
        [DEVLOOP, "check", "HEAD"],
        cwd=other,
        env=repo.environ,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert second.stderr is not None
    said = second.stderr.readline()
    assert said.startswith("server: waiting for server of `devloop check` (process ")
    assert said.endswith(", since server runs alone\n")
    (guarded.home / "go").touch()
    assert first.wait() == 0
    said = second.stderr.read()
    second.stderr.close()
    assert second.wait() == 0, said
