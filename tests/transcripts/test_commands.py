"""A day with every command: what it prints when checks pass and when they do not."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from tests.support.repo import Repo
from tests.transcripts.conftest import Say

CONFIG = """
[size]
target = 3
limit = 5

[checks.lint]
run = "! grep -n bad {files}"
fix = "sed -i s/bad/good/ {files}"
files = ["*.txt"]
per-file = true

[checks.tests]
run = "grep -q good a.txt"
needs = ["lint"]
"""
FUNCTIONS = "".join(f"\n\ndef f{n}():\n    x = {n}\n    return x\n" for n in range(3))


@pytest.fixture(autouse=True)
def project(repo: Repo, own_python: None) -> None:  # noqa: ARG001 - made first
    """A repository with two checks and one commit."""
    repo.write("devloop.local.toml", "jobs = 1\n")
    repo.commit("Begin", {"devloop.toml": CONFIG, "a.txt": "good\n"})


def test_check_twice(repo: Repo, say: Say) -> None:
    repo.stage({"b.txt": "good\n"})
    assert say("devloop check", "devloop check") == snapshot("""\
$ devloop check
✓ staged tree  lint TIME, tests TIME
· the hooks of this clone do not guard its commits: devloop install

$ devloop check
✓ staged tree  lint, tests: already known, nothing to run
· the hooks of this clone do not guard its commits: devloop install
""")


def test_check_fails(repo: Repo, say: Say) -> None:
    repo.stage({"b.txt": "bad\n"})
    assert say("devloop check", "devloop check --json") == snapshot("""\
$ devloop check
✗ lint failed (TIME, exit code 1)
  b.txt:1:bad
  → devloop fix lint
- tests: not run, because lint failed
✗ staged tree  lint failed, tests not run
· the hooks of this clone do not guard its commits: devloop install
[exit code 1]

$ devloop check --json
{
  "schema": "devloop.check/1",
  "tree": "db79de53d1140ad2f1581857f3f264f32df1019f",
  "decision": "failed",
  "checks": [
    {
      "name": "lint",
      "outcome": "failed",
      "reused": true,
      "seconds": SECONDS,
      "key": "DIGEST"
    },
    {
      "name": "tests",
      "outcome": "cancelled",
      "reused": false,
      "seconds": SECONDS,
      "key": null
    }
  ]
}
[exit code 1]
""")


def test_check_that_could_not_run(repo: Repo, say: Say) -> None:
    repo.stage({"devloop.toml": '[checks.lint]\nrun = ["no-such-linter"]\n'})
    assert say("devloop check") == snapshot("""\
$ devloop check
! lint could not run (TIME)
  no-such-linter is not installed: not on the PATH, not beside REPO/.venv/bin/python
! staged tree  lint could not run
· the hooks of this clone do not guard its commits: devloop install
[exit code 3]
""")


def test_check_with_a_long_log(repo: Repo, say: Say) -> None:
    repo.stage({"devloop.toml": '[checks.long]\nrun = "seq 100; false"\n'})
    said = say("devloop check")
    assert [line for line in said.splitlines() if "hidden" in line] == snapshot(
        ["  … 40 lines hidden; full output: devloop why long --log"]
    )


def test_the_command_that_is_offered_for_a_long_log_runs(repo: Repo, say: Say) -> None:
    repo.stage({"devloop.toml": '[checks.long]\nrun = "seq 100; false"\n'})
    (hidden,) = (line for line in say("devloop check").splitlines() if "hidden" in line)
    whole = say(hidden.rpartition("full output: ")[2])
    assert whole.splitlines()[1:] == [str(number) for number in range(1, 101)]


def test_check_a_range(repo: Repo, say: Say) -> None:
    repo.commit("Break", {"b.txt": "bad\n"})
    repo.commit("Repair", {"b.txt": "good\n"})
    assert say("devloop check HEAD~2..", "devloop check HEAD~.. --json") == snapshot("""\
$ devloop check HEAD~2..
✗ lint failed (TIME, exit code 1)
  b.txt:1:bad
  → devloop fix lint
- tests: not run, because lint failed
✗ commit 4920ee96b (Break)  lint failed, tests not run
✓ commit e9b98effd (Repair)  lint TIME, tests TIME
· the hooks of this clone do not guard its commits: devloop install
[exit code 1]

$ devloop check HEAD~.. --json
{
  "schema": "devloop.check-range/1",
  "commits": [
    {
      "schema": "devloop.check/1",
      "commit": "e9b98effd3a05c88e8f258274f536dcc1355e9fc",
      "tree": "32b8eb8b93291addfa5e07664fceded66760e424",
      "decision": "passed",
      "checks": [
        {
          "name": "lint",
          "outcome": "passed",
          "reused": true,
          "seconds": SECONDS,
          "key": "DIGEST"
        },
        {
          "name": "tests",
          "outcome": "passed",
          "reused": true,
          "seconds": SECONDS,
          "key": "DIGEST"
        }
      ]
    }
  ]
}
""")


def test_fix(repo: Repo, say: Say) -> None:
    repo.stage({"b.txt": "bad\n"})
    assert say("devloop fix --dry-run", "devloop fix", "devloop fix") == snapshot("""\
$ devloop fix --dry-run
diff --git a/b.txt b/b.txt
index 67be85f..12799cc 100644
--- a/b.txt
+++ b/b.txt
@@ -1 +1 @@
-bad
+good
✓ 1 file would be fixed: b.txt

$ devloop fix
diff --git a/b.txt b/b.txt
index 67be85f..12799cc 100644
--- a/b.txt
+++ b/b.txt
@@ -1 +1 @@
-bad
+good
✓ 1 file fixed (index and working tree): b.txt
  to undo: `devloop log` lists the old contents; git cat-file blob ID > FILE

$ devloop fix
✓ no fixes needed: lint found nothing
""")


def test_fix_of_what_the_fixer_cannot_fix(repo: Repo, say: Say) -> None:
    repo.stage({"devloop.toml": CONFIG.replace("sed -i s/bad/good/", "! cat"), "b.txt": "bad\n"})
    assert say("devloop fix") == snapshot("""\
$ devloop fix
! lint: there are problems that the fixer cannot fix; nothing was changed
  → devloop check --only lint
[exit code 1]
""")


def test_size(repo: Repo, say: Say) -> None:
    repo.stage({"new.py": FUNCTIONS, "README.md": "words\n"})
    assert say("devloop size", "devloop size --explain", "devloop size --json") == snapshot("""\
$ devloop size
staged tree
████████████████████████┃████████████████  9 effective lines, above the limit of 5

     9  code       new.py     6 blank left out
     ·  doc        README.md  1 line
total lines: 9 code, 1 doc
  → devloop split, or give a reason in the message: Size-Override: <reason>
[exit code 1]

$ devloop size --explain
staged tree
████████████████████████┃████████████████  9 effective lines, above the limit of 5

     9  code       new.py     6 blank left out; code: no other rule fits
                   line    1: +15 -0, 9 counted; 6 blank left out
                        1-2 blank, 3-5 counts, 6-7 blank, 8-10 counts, 11-12 blank, 13-15 counts
     ·  doc        README.md  1 line; doc: by name (*.md)
                   line    1: +1 -0, 1 lines
total lines: 9 code, 1 doc
  → devloop split, or give a reason in the message: Size-Override: <reason>
[exit code 1]

$ devloop size --json
{
  "schema": "devloop.size/1",
  "commits": [
    {
      "commit": null,
      "effective": 9,
      "target": 3,
      "limit": 5,
      "decision": "over-limit",
      "why": "9 effective lines, above the limit of 5",
      "classes": {
        "code": 9,
        "test": 0,
        "doc": 1,
        "generated": 0,
        "moved": 0,
        "format": 0,
        "deleted": 0
      },
      "files": [
        {
          "path": "README.md",
          "class": "doc",
          "effective": 0,
          "why": "1 line; doc: by name (*.md)"
        },
        {
          "path": "new.py",
          "class": "code",
          "effective": 9,
          "why": "9 lines; 6 blank left out"
        }
      ]
    }
  ]
}
[exit code 1]
""")


def test_size_of_a_history(repo: Repo, say: Say) -> None:
    repo.commit("Add functions", {"new.py": FUNCTIONS})
    assert say("devloop size HEAD~..", "devloop size --history") == snapshot("""\
$ devloop size HEAD~..
d88b5f42b Add functions
████████████████████████┃████████████████  9 effective lines, above the limit of 5

     9  code       new.py  6 blank left out
  → devloop split
[exit code 1]

$ devloop size --history
The last commit, in effective lines  merges left out, 1 exempt
          0  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░     0
          1  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░     0
     2 to 3  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░     0  ← target
     4 to 5  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░     0  ← limit
    6 to 10  ████████████████████████████████     1
 11 or more  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░     0

too few commits for percentiles
""")


def test_split(repo: Repo, say: Say) -> None:
    repo.stage({"new.py": FUNCTIONS})
    assert say("devloop split", "devloop split --apply", "git log --format=%s") == snapshot("""\
$ devloop split
staged tree: 9 effective lines in 3 parts
  1     3  ████████████┃░░░░░░░░  Add f0 in new.py
           new.py: lines 1-5
  2     3  ████████████┃░░░░░░░░  Add f1 in new.py
           new.py: lines 6-10
  3     3  ████████████┃░░░░░░░░  Add f2 in new.py
           new.py: lines 11-15
  → check every part: devloop split --verify
  → make the commits: devloop split --apply

$ devloop split --apply
staged tree: 9 effective lines in 3 parts
  1     3  ████████████┃░░░░░░░░  Add f0 in new.py
           new.py: lines 1-5
  2     3  ████████████┃░░░░░░░░  Add f1 in new.py
           new.py: lines 6-10
  3     3  ████████████┃░░░░░░░░  Add f2 in new.py
           new.py: lines 11-15
✓ 3 commits made, ending in the same tree; the original is refs/devloop/backup/ID
  → check each: devloop check 6d09ae28e..HEAD
  → to undo: git reset --soft 6d09ae28e

$ git log --format=%s
Add f2 in new.py
Add f1 in new.py
Add f0 in new.py
Begin
""")


def test_install_commit_push_and_uninstall(repo: Repo, say: Say) -> None:
    repo.git("init", "-q", "--bare", "../remote.git")
    repo.git("remote", "add", "origin", "../remote.git")
    repo.stage({"b.txt": "good\n"})
    said = say(
        "devloop install",
        "git commit -qm 'Add b'",
        "printf 'bad\\n' > b.txt; git commit -qam 'Break b'",
        "git checkout -q HEAD b.txt; printf 'x = 1\\n%.0s' 1 2 3 4 5 6 > new.py; git add new.py",
        "git commit -qm 'Add lines'",
        "git commit -qm 'Add lines' -m 'Size-Override: a table'",
        "git push -q origin main",
        "git push -q origin :main",
        "devloop log",
        "devloop uninstall",
    )
    assert said == snapshot("""\
$ devloop install
✓ hooks written to REPO/.git/hooks: pre-commit, pre-merge-commit, commit-msg, pre-push, post-commit, post-rewrite

$ git commit -qm 'Add b'
✓ devloop lint TIME, tests TIME

$ printf 'bad\\n' > b.txt; git commit -qam 'Break b'
✗ lint failed (TIME, exit code 1)
  1:bad
  → devloop fix lint
- tests: not run, because lint failed
devloop: commit refused: lint failed
[exit code 1]

$ git checkout -q HEAD b.txt; printf 'x = 1\\n%.0s' 1 2 3 4 5 6 > new.py; git add new.py

$ git commit -qm 'Add lines'
devloop: commit refused: 6 effective lines in one commit; the limit is 5
  → devloop split, or give a reason in the message: Size-Override: <reason>
[exit code 1]

$ git commit -qm 'Add lines' -m 'Size-Override: a table'
✓ devloop tests TIME, lint known
  size override: a table

$ git push -q origin main
✓ devloop main: 3 commits passed, 1 check ran (TIME); median 1 effective line, within the target of 3

$ git push -q origin :main
devloop: push refused: main
  main is a main branch and cannot be deleted by a push
error: failed to push some refs to '../remote.git'
[exit code 1]

$ devloop log
WHEN  push    ✗ refused  refs/heads/main
                  main is a main branch and cannot be deleted by a push
WHEN  push    ✓ allowed  refs/heads/main
                  main: 3 commits passed, 1 check ran (TIME); median 1 effective line, within the target of 3
WHEN  commit  ✓ allowed  Add lines
                  size override: a table
WHEN  commit  ✗ refused  staged tree
                  6 effective lines in one commit; the limit is 5
WHEN  commit  ✗ refused  staged tree
                  lint failed
WHEN  commit  ✓ allowed  Add b

$ devloop uninstall
✓ pre-commit hook removed
✓ pre-merge-commit hook removed
✓ commit-msg hook removed
✓ pre-push hook removed
✓ post-commit hook removed
✓ post-rewrite hook removed
""")


def test_install_as_json(say: Say) -> None:
    assert say("devloop install --json", "devloop uninstall --json") == snapshot("""\
$ devloop install --json
{
  "schema": "devloop.install/1",
  "changes": [
    "hooks written to REPO/.git/hooks: pre-commit, pre-merge-commit, commit-msg, pre-push, post-commit, post-rewrite"
  ]
}

$ devloop uninstall --json
{
  "schema": "devloop.uninstall/1",
  "changes": [
    "pre-commit hook removed",
    "pre-merge-commit hook removed",
    "commit-msg hook removed",
    "pre-push hook removed",
    "post-commit hook removed",
    "post-rewrite hook removed"
  ]
}
""")


def test_push(repo: Repo, say: Say) -> None:
    repo.git("init", "-q", "--bare", "../remote.git")
    repo.git("remote", "add", "origin", "../remote.git")
    repo.commit("Break", {"b.txt": "bad\n"})
    assert say("devloop push origin main", "devloop push origin main --json") == snapshot("""\
$ devloop push origin main
✗ lint failed (TIME, exit code 1)
  b.txt:1:bad
  → devloop fix lint
- tests: not run, because lint failed
devloop: push refused: main
  commit 4920ee96b (Break) does not pass
[exit code 1]

$ devloop push origin main --json
{
  "schema": "devloop.push/1",
  "remote": "origin",
  "decision": "refused",
  "pushed": false,
  "ran": 1,
  "refs": [
    {
      "ref": "refs/heads/main",
      "source": "refs/heads/main",
      "plan": "[new branch]",
      "decision": "refused"
    }
  ],
  "reasons": [
    "commit 4920ee96b (Break) does not pass"
  ]
}
✗ lint failed (TIME, exit code 1, already known)
  b.txt:1:bad
  → devloop fix lint
  → run it again: devloop check --again lint
- tests: not run, because lint failed
devloop: push refused: main
  commit 4920ee96b (Break) does not pass
[exit code 1]
""")


def test_status(repo: Repo, say: Say) -> None:
    repo.stage({"b.txt": "good\n"})
    repo.write("c.txt", "untracked\n")
    assert say("devloop status", "devloop status --json") == snapshot("""\
$ devloop status
branch      main
hooks       ✗ devloop's hooks are not in REPO/.git/hooks
            → devloop install
staged      1 file, 1 effective line  ████░░░░░░░░░░░░░░░░░░░░  (target 3, limit 5)
            · lint   would run over 2 files
            · tests  would run
not staged  1 untracked
commits     1 of 1 commit unchecked
            · 6d09ae28e  Begin
            → devloop check 6d09ae28e

$ devloop status --json
{
  "schema": "devloop.status/1",
  "branch": "main",
  "upstream": null,
  "ahead": null,
  "behind": null,
  "operation": null,
  "hooks": {
    "in_place": false,
    "findings": [
      "devloop's hooks are not in REPO/.git/hooks"
    ]
  },
  "unguarded": [],
  "staged": {
    "tree": "32b8eb8b93291addfa5e07664fceded66760e424",
    "effective": 1,
    "target": 3,
    "limit": 5,
    "size": "within",
    "checks": [
      {
        "name": "lint",
        "known": false,
        "outcome": null,
        "expected_seconds": null
      },
      {
        "name": "tests",
        "known": false,
        "outcome": null,
        "expected_seconds": null
      }
    ]
  },
  "not_judged": {
    "unstaged": 0,
    "untracked": 1,
    "unmerged": 0
  },
  "base": null,
  "commits": [
    {
      "commit": "6d09ae28e5cbb30b91b6f981ef710c0df8428eaa",
      "subject": "Begin",
      "state": "unknown"
    }
  ],
  "decisions": [],
  "troubles": [],
  "background": []
}
""")


def test_why(repo: Repo, say: Say) -> None:
    say("devloop check")
    repo.stage({"b.txt": "good\n"})
    said = say("devloop why tests", "devloop why tests HEAD", "devloop why tests --log")
    told = [
        line
        for line in said.splitlines()
        if not line.startswith(
            ("  python", "  variables", "  platform", "  installed", "  settings")
        )
    ]
    assert "\n".join(told) == snapshot("""\
$ devloop why tests
tests on staged tree
  - this has not been checked yet
  nearest: ✓ passed WHEN, in TIME  tree 53d3dffdf
  since then:
    tree 53d3dffdf -> 32b8eb8b9

  key         DIGEST
  tree        32b8eb8b93291addfa5e07664fceded66760e424
  kind        command
  run         grep -q good a.txt
  program     /bin/sh  /bin/sh
  program     grep  /usr/bin/grep
  shares      .venv

$ devloop why tests HEAD
tests on commit 6d09ae28e (Begin)
  ✓ passed WHEN, in TIME

  key         DIGEST
  tree        53d3dffdfed7db81faaaf1b9573c6301fcc6b5a9
  kind        command
  run         grep -q good a.txt
  program     /bin/sh  /bin/sh
  program     grep  /usr/bin/grep
  shares      .venv
  looked at   not recorded

$ devloop why tests --log
devloop: tests: this has not been checked yet, so there is no log
  → devloop check --only tests
[exit code 2]\
""")


def test_log(repo: Repo, say: Say) -> None:
    repo.stage({"b.txt": "bad\n"})
    assert say("devloop log", "devloop check", "devloop log", "devloop log --json") == snapshot("""\
$ devloop log
no decisions yet
  → devloop check

$ devloop check
✗ lint failed (TIME, exit code 1)
  b.txt:1:bad
  → devloop fix lint
- tests: not run, because lint failed
✗ staged tree  lint failed, tests not run
· the hooks of this clone do not guard its commits: devloop install
[exit code 1]

$ devloop log
WHEN  check  ✗ failed  staged tree
                 lint failed, tests not run

$ devloop log --json
{
  "schema": "devloop.log/1",
  "events": [
    {
      "kind": "check",
      "time": "TIME",
      "tree": "db79de53d1140ad2f1581857f3f264f32df1019f",
      "subject": "staged tree",
      "decision": "failed",
      "detail": "lint failed, tests not run"
    }
  ]
}
""")


def test_doctor(say: Say) -> None:
    assert say("devloop doctor", "devloop install", "devloop doctor") == snapshot("""\
$ devloop doctor
✗ hooks  devloop's hooks are not in REPO/.git/hooks
  → devloop install
✗ history  1 commit has not been checked (--no-verify, or rewritten): 6d09ae28e (Begin)
  → devloop check 6d09ae28e
· recording  what checks look at is not recorded here: DEVLOOP_RECORD is off; verdicts rest on whole trees and on lists of settings
[exit code 1]

$ devloop install
✓ hooks written to REPO/.git/hooks: pre-commit, pre-merge-commit, commit-msg, pre-push, post-commit, post-rewrite

$ devloop doctor
✗ history  1 commit has not been checked (--no-verify, or rewritten): 6d09ae28e (Begin)
  → devloop check 6d09ae28e
· recording  what checks look at is not recorded here: DEVLOOP_RECORD is off; verdicts rest on whole trees and on lists of settings
[exit code 1]
""")


def test_flaky(say: Say) -> None:
    assert say("devloop flaky", "devloop flaky --json") == snapshot("""\
$ devloop flaky
no test has failed and passed on the same tree

$ devloop flaky --json
{
  "schema": "devloop.flaky/1",
  "tests": []
}
""")


def test_gc(say: Say) -> None:
    assert say("devloop gc --dry-run", "devloop gc --json") == snapshot("""\
$ devloop gc --dry-run
✓ nothing to delete

$ devloop gc --json
{
  "schema": "devloop.gc/1",
  "dry_run": false,
  "verdicts": 0,
  "logs": 0,
  "removed": [
    {
      "kind": "workspaces",
      "count": 0,
      "bytes": 0
    },
    {
      "kind": "scratch files",
      "count": 0,
      "bytes": 0
    },
    {
      "kind": "shortcuts of repeated commits",
      "count": 0,
      "bytes": 0
    },
    {
      "kind": "caches of repositories that are gone",
      "count": 0,
      "bytes": 0
    }
  ]
}
""")


def test_init(say: Say) -> None:
    assert say("devloop init --dry-run") == snapshot("""\
$ devloop init --dry-run
What this project uses
  ✓ conflict-markers  no file holds what a merge left behind; nothing else was recognised

The last commit, in effective lines
  within  20  ████████████████████████  100 %    none above
  within  50  ████████████████████████  100 %    none above
  within 100  ████████████████████████  100 %    none above

✓ devloop.toml configures devloop; it is not changed
nothing was changed
✓ each commit: lint, tests
""")


def test_init_of_an_empty_project(repo: Repo, say: Say) -> None:
    repo.git("rm", "-q", "devloop.toml")
    said = say("devloop init --dry-run")
    assert said.partition("devloop.toml ")[0] == snapshot("""\
$ devloop init --dry-run
# What devloop checks in this repository, and when. It is read from the tree being checked.
# All keys: docs/reference/configuration.md in the repository of devloop-hooks. Try it:
#
#   devloop check      check what is staged
#   devloop status     see where you stand
#   devloop doctor     diagnose why hooks do not protect you

# The main branches: a push to them goes through if every first-parent commit passes.
mainline = ["main"]
#gate-branches = ["release/*"]     # others whose tip has to pass when pushed
#gate-tags = ["v*"]                # go only onto checked commits of a main branch, and stay

# A commit is measured in effective lines: code that is new or changed. Tests, docs, comments,
# moved lines and generated files are free.
# Of the last commit here: 100 % within 20, 100 % within 50, 100 % within 100.
[size]
target = 20                        # a hint above it
limit = 50                         # refused above it, unless the message says why, as in
                                   #   Size-Override: one table, copied from the standard
#ignore = ["vendor/**"]            # files that do not count, beyond those recognised

# Checks see the project's Python (.venv, else the active environment), no variables but
# common ones, and an exact copy of the tree being checked, without untracked or ignored files.
[environment]
#python = ".venv/bin/python"
#share = [".venv", "node_modules"] # ignored folders that checks need
#pass-env = ["DATABASE_URL"]       # variables that they need

# A check passes when its command ends with 0. A list runs as it is, a string runs in sh.
#
#   on = "commit"        the default; "push": only before a push, "ci": only there
#   per-file = true      a result per file: {files} are those without one
#   inputs = ["src/**"]  all files it depends on: no other makes it run again
#   timeout = "5m"       the default is ten minutes
#   fix = "..."          what `devloop fix` runs

# no file holds what a merge left behind (nothing else was recognised)
[checks.conflict-markers]
run = "! git grep -nIE '^(<<<<<<<|>>>>>>>) ' -- ."
What this project uses
  ✓ conflict-markers  no file holds what a merge left behind; nothing else was recognised

The last commit, in effective lines
  within  20  ████████████████████████  100 %    none above
  within  50  ████████████████████████  100 %    none above
  within 100  ████████████████████████  100 %    none above

""")


def test_wait_for_what_is_known(say: Say) -> None:
    say("devloop check HEAD --stage push")
    assert say("devloop wait", "devloop wait --json") == snapshot("""\
$ devloop wait
✓ commit 6d09ae28e (Begin)  lint, tests: already known, nothing to run

$ devloop wait --json
{
  "schema": "devloop.wait/1",
  "commit": "6d09ae28e5cbb30b91b6f981ef710c0df8428eaa",
  "tree": "53d3dffdfed7db81faaaf1b9573c6301fcc6b5a9",
  "decision": "passed",
  "checks": [
    {
      "name": "lint",
      "outcome": "passed",
      "reused": true,
      "seconds": SECONDS,
      "key": "DIGEST"
    },
    {
      "name": "tests",
      "outcome": "passed",
      "reused": true,
      "seconds": SECONDS,
      "key": "DIGEST"
    }
  ]
}
✓ commit 6d09ae28e (Begin)  lint, tests: already known, nothing to run
""")


def test_hook(say: Say) -> None:
    assert say("devloop hook") == snapshot("""\
$ devloop hook
git calls:
  pre-commit        check the staged tree before a commit
  pre-merge-commit  check the staged tree before a merge commit
  commit-msg        read the trailers of the message, for a commit above the size limit
  pre-push          check every guarded ref of a push
  post-commit       check the new commit in the background
  post-rewrite      the same after a rebase
the installed hooks call:
  pushed            record a push that a shortcut has allowed
hook frameworks call:
  check             the checks of the commit stage, on the staged tree
  size              the size of the commit
  message           the size of the commit, and the trailers of its message
  push              the one ref that the framework passes on
""")


def test_completion(say: Say) -> None:
    assert say("devloop --completion bash", "devloop --version") == snapshot("""\
$ devloop --completion bash
eval "$(_DEVLOOP_COMPLETE=bash_source devloop)"
put this line into ~/.bashrc

$ devloop --version
devloop, version VERSION
""")
