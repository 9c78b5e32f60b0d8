"""The help of every command."""

from __future__ import annotations

from inline_snapshot import snapshot

from tests.transcripts.conftest import Say


def test_devloop(say: Say) -> None:
    assert say("devloop --help") == snapshot("""\
$ devloop --help
Usage: devloop [OPTIONS] COMMAND [ARGS]...

  Git hooks that check exactly what you commit, and remember the result.

  A result is stored for each check, tree and environment: it is computed once
  and then reused. Hooks and checks never change your working tree.

  Start with:  devloop check  (works in any Python project),  then:  devloop
  init

Options:
  --version                     Show the version and exit.
  --completion [bash|zsh|fish]  Print the line that makes a shell complete
                                commands and checks.
  -v, --verbose                 Show what was decided, and why.
  -h, --help                    Show this message and exit.

Commands:
  init       Look at the project and its history, write devloop.toml, install
             the git hooks.
  install    Install the git hooks; hooks that are there keep running.
  uninstall  Remove the git hooks and restore what was there before.
  check      Check the staged tree, a commit or a range; run only what is not
             known yet.
  size       Measure a commit in effective lines, and say what counted.
  split      Split a commit that is too large; make the parts on request.
  fix        Run the fixers on what is staged; your unstaged edits are kept.
  push       Run the checks first, then connect to the remote and push.
  watch      Check at every save, so that the result is there when you commit.
  wait       Wait for the background checks of a commit, and show their
             result.
  status     Show hooks, staged tree, unchecked commits and recent decisions.
  why        Show what a result depends on, or why two results differ.
  log        Show what was allowed and refused, newest first.
  coverage   Show the lines of a change that no test ran.
  flaky      List the tests that failed and passed on the same tree.
  doctor     Diagnose why the hooks are not protecting you.
  gc         Delete old results and workspaces.
  hook       Run a hook by name; the installed git hooks call this.

  Exit codes: 0 passed or allowed, 1 failed or refused, 2 usage or
  configuration error, 3 could not run, 130 interrupted.
""")


def test_init(say: Say) -> None:
    assert say("devloop init --help") == snapshot("""\
$ devloop init --help
Usage: devloop init [OPTIONS]

  Look at the project and its history, write devloop.toml, install the git
  hooks.

  Shows which tools are in use and how big the last commits were, proposes a
  commented devloop.toml, and asks before it changes anything. The proposed
  checks are tried on the current tree, each for a minute at most, and only
  those that pass are switched on. The last lines say what guards the
  repository from then on, and what does not. An existing configuration is
  never overwritten.

  devloop init             look, propose, ask
  devloop init --yes       look, propose, do it
  devloop init --dry-run   look and propose; the text alone goes to standard output
  devloop init --from lefthook   its commands as checks, and what has no counterpart
  devloop init --on tests  try a check that it left off, and switch it on when it is green

Options:
  -y, --yes                       Write and install without asking.
  --dry-run                       Show what would be written, and change
                                  nothing.
  --no-trial                      Do not run the proposed checks first.
  --thorough                      Try each check to its end, however long.
  --on CHECK                      Try a check that is off; if green, on.
  --from [pre-commit|prek|lefthook|husky|lint-staged|hk]
                                  Read this hook manager's configuration into
                                  checks.
  --json                          Print JSON.
  -v, --verbose                   Show what was decided, and why.
  -h, --help                      Show this message and exit.
""")


def test_install(say: Say) -> None:
    assert say("devloop install --help") == snapshot("""\
$ devloop install --help
Usage: devloop install [OPTIONS]

  Install the git hooks; hooks that are there keep running.

  Hooks that exist are kept and run first, with the same arguments and input.
  If core.hooksPath is set, its hooks keep running too. Running it again
  renews the hooks; `devloop uninstall` puts everything back as it was.

Options:
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_uninstall(say: Say) -> None:
    assert say("devloop uninstall --help") == snapshot("""\
$ devloop uninstall --help
Usage: devloop uninstall [OPTIONS]

  Remove the git hooks and restore what was there before.

  Stored results stay; `devloop gc --all` deletes them too.

Options:
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_check(say: Say) -> None:
    assert say("devloop check --help") == snapshot("""\
$ devloop check --help
Usage: devloop check [OPTIONS] [REVISION]

  Check the staged tree, a commit or a range; run only what is not known yet.

  devloop check               what would be committed now (the index)
  devloop check --worktree    the same with every unstaged edit added
  devloop check HEAD~2        a commit
  devloop check main..HEAD    every commit of a range, oldest first (zeros: all of a history)
  devloop check --stage push  with the checks that a push to a main branch needs
  devloop check --all         hooks of a framework check all files, not only changed ones
  devloop check HEAD --stage ci --junit tests.xml --sarif lint.sarif   in CI

  Reports are the same whether a result was known or is new. In GitHub
  Actions, failing lines and tests are annotated, and the step shows a table
  of its checks.

  During a bisect, a commit that could not be checked ends with 125, so that
  `git bisect run devloop check HEAD` skips it.

Options:
  --staged                  The staged tree (the default).
  --worktree                The working tree with everything added.
  --all                     Hooks of a framework check all files, not only
                            changed ones.
  --stage [commit|push|ci]  Run the checks that are due at this stage.
                            [default: commit]
  --only CHECK              Only this check (repeatable).
  --again CHECK             Run this check even if its result is known
                            (repeatable).
  --keep-going              Go on after the first failed check.
  --json                    Print JSON.
  --junit FILE              Write JUnit XML: test by test, other checks as
                            one.
  --sarif FILE              Write SARIF 2.1.0: failing lines and tests.
  --code-quality FILE       Write failing lines as GitLab shows them.
  --no-annotations          Write no annotations in GitHub Actions.
  -v, --verbose             Show what was decided, and why.
  -h, --help                Show this message and exit.
""")


def test_size(say: Say) -> None:
    assert say("devloop size --help") == snapshot("""\
$ devloop size --help
Usage: devloop size [OPTIONS] [REVISION]

  Measure a commit in effective lines, and say what counted.

  Lines of production code count; tests, documents, generated files, moves,
  formatting, comments, blank lines and deletions are free. Exit code 1: a
  commit is above the limit.

  devloop size                what would be committed now (the index)
  devloop size HEAD~2         a commit
  devloop size main..HEAD     every commit of a range, oldest first
  devloop size --explain      down to the hunk
  devloop size --history 200  the last 200 commits as a histogram

Options:
  --staged       The staged tree (the default).
  --explain      Show every file and hunk, with what was not counted and why.
  --history [N]  Show the sizes of the last N commits (default: 100).  [x>=1]
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_split(say: Say) -> None:
    assert say("devloop split --help") == snapshot("""\
$ devloop split --help
Usage: devloop split [OPTIONS] [REVISION]

  Split what is staged, or the commit at HEAD, into smaller commits.

  Mechanical changes come first, then code that belongs together, definitions
  before uses, and tests with what they test. Whatever the plan, the last tree
  is the one there was before.

  devloop split                 the plan for what is staged, else for the commit at HEAD
  devloop split --verify        the same, with every part checked
  devloop split --apply         make the commits; a backup ref keeps the original
  devloop split --json > plan   a plan to edit: order, messages, which piece goes where
  devloop split --plan plan --apply

Options:
  --staged       Split what is staged (the default if anything is).
  --verify       Check every part; join those that do not pass alone.
  --apply        Make the commits.
  --plan FILE    Take this plan (- is standard input).
  --json         Print the plan, to be edited.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_fix(say: Say) -> None:
    assert say("devloop fix --help") == snapshot("""\
$ devloop fix --help
Usage: devloop fix [OPTIONS] [CHECK]...

  Run the fixers of checks on what is staged; your unstaged edits are kept.

  The fixers run in a workspace that holds the staged tree, and get the files
  that differ from HEAD. What they change is shown, then put into the index
  and the working tree. A file with unstaged edits gets both, merged; if that
  is not possible, it is left alone and named.

  Exit code 1: a file was left alone, or nothing could be fixed; 3: a fixer
  could not run.

  devloop fix             the fixers of all checks that a commit needs
  devloop fix lint        one of them
  devloop fix --dry-run   only show it

Options:
  --all          Fix every staged file, not only changed ones.
  -n, --dry-run  Show what would change, and change nothing.
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_push(say: Say) -> None:
    assert say("devloop push --help") == snapshot("""\
$ devloop push --help
Usage: devloop push [OPTIONS] [REMOTE] [REFSPEC]... [-- GIT-OPTION...]

  Run the checks first, then push, so that no connection waits while they run.

  Asks git what it would push, checks exactly that as the push hook does, and
  runs `git push`, whose hook then finds everything known. Remote and refs are
  chosen by git, as always.

  devloop push                          as `git push`
  devloop push origin main              as `git push origin main`
  devloop push --wait                   let the background checks finish first
  devloop push -- --force-with-lease    with options for git

Options:
  --wait         Wait for its background checks first.
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_watch(say: Say) -> None:
    assert say("devloop watch --help") == snapshot("""\
$ devloop watch --help
Usage: devloop watch [OPTIONS]

  Check at every save, so that the result is there when you commit.

  Checks what you would commit with everything added, at the commit stage; a
  newer save cancels the run for an older one. Nothing of yours is changed,
  not even the index.

Options:
  --staged       Check the index only, not the whole working tree.
  --json         Print a line of JSON for every tree.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_wait(say: Say) -> None:
    assert say("devloop wait --help") == snapshot("""\
$ devloop wait --help
Usage: devloop wait [OPTIONS] [REVISION]

  Wait for the background checks of a commit, and show their result.

  Runs nothing itself. Exit code 0: every check of the push stage has passed;
  1: one has failed; 3: not known, or not in time.

  devloop wait                    the newest commit
  devloop wait HEAD~1             another one
  devloop wait --timeout 5m       not longer than five minutes
  devloop wait && git push        push it if it passes

Options:
  --timeout TIME  Wait no longer than this (90, 5m).
  --json          Print JSON.
  -v, --verbose   Show what was decided, and why.
  -h, --help      Show this message and exit.
""")


def test_status(say: Say) -> None:
    assert say("devloop status --help") == snapshot("""\
$ devloop status --help
Usage: devloop status [OPTIONS]

  Show hooks, staged tree, unchecked commits and recent decisions.

  For the staged tree: its size, the checks whose results are known, and those
  that would run, with the time they usually take. Runs nothing and changes
  nothing.

Options:
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_why(say: Say) -> None:
    assert say("devloop why --help") == snapshot("""\
$ devloop why --help
Usage: devloop why [OPTIONS] CHECK [REVISION] [OTHER]

  Show what a result depends on, or why two results differ.

  A result is stored under a key made of everything it depends on: the check,
  the tree, the environment. If there is none yet, the nearest earlier one is
  shown, with what has changed.

  devloop why tests              what is staged now
  devloop why tests HEAD~3       a commit
  devloop why tests main HEAD    what differs between two
  devloop why tests --log        its output

Options:
  --all          List every installed distribution too.
  --log          Print the output of the check.
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_log(say: Say) -> None:
    assert say("devloop log --help") == snapshot("""\
$ devloop log --help
Usage: devloop log [OPTIONS]

  Show what was allowed and refused, newest first.

  Every commit, push, check and fix, with its decision, the reasons of a
  refusal, and the reason that a large commit gave.

Options:
  -n N           Show the last N decisions.  [default: 20; x>=1]
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_coverage(say: Say) -> None:
    assert say("devloop coverage --help") == snapshot("""\
$ devloop coverage --help
Usage: devloop coverage [OPTIONS] [REVISION]

  Show the lines of a change that no test ran.

  Only new code counts: not moved lines, comments, formatting, tests, or what
  the project excludes. Coverage is measured by a check of kind "pytest" with
  coverage = true; if it has not run on this tree yet, it runs now.

  Exit code 1: less was run than min-diff-coverage requires; 3: not known.

  devloop coverage                    what would be committed now (the index)
  devloop coverage HEAD               a commit
  devloop coverage main..HEAD         all that a branch adds to main
  devloop coverage --html page.html   the same as an HTML page

Options:
  --html FILE    Write a page that shows the changed lines in context.
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_flaky(say: Say) -> None:
    assert say("devloop flaky --help") == snapshot("""\
$ devloop flaky --help
Usage: devloop flaky [OPTIONS]

  List the tests that failed and passed on the same tree.

  A test file that fails is run once more, alone in a fresh process. If it
  passes then, it is allowed at a commit and refused on main branches, until
  it is fixed, has passed three times in a row, or is in quarantine.

Options:
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_doctor(say: Say) -> None:
    assert say("devloop doctor --help") == snapshot("""\
$ devloop doctor --help
Usage: devloop doctor [OPTIONS]

  Diagnose why the hooks are not protecting you, each problem with the command
  that fixes it.

  Looks at git and its hooks, the configuration and its checks, the project's
  Python and programs, the main branch, stored results, the place for
  workspaces, and commits that were never checked. Runs no check. Exit code 0:
  no problems, 1: something is wrong.

Options:
  --json         Print JSON.
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")


def test_gc(say: Say) -> None:
    assert say("devloop gc --help") == snapshot("""\
$ devloop gc --help
Usage: devloop gc [OPTIONS]

  Delete old results and workspaces.

  Results, logs and decisions; workspaces that are not in use; caches of
  repositories that no longer exist. Whatever is deleted is only worked out
  again. This also happens by itself, once a day, in the background.

Options:
  --all            Delete all results and workspaces.
  --max-age AGE    Delete what was last used longer ago than this.  [default:
                   30d]
  --max-size SIZE  Keep at most this much for the repository, newest first.
                   [default: 1GB]
  -n, --dry-run    Show what would be deleted, and delete nothing.
  --json           Print JSON.
  -v, --verbose    Show what was decided, and why.
  -h, --help       Show this message and exit.
""")


def test_hook(say: Say) -> None:
    assert say("devloop hook --help") == snapshot("""\
$ devloop hook --help
Usage: devloop hook [OPTIONS] [NAME] [ARGS]...

  Run a hook by name: for git's hooks, and for the files of other hook
  managers.

  `devloop install` makes git call the first kind. A file that comes along
  with each clone can do it as well, such as .husky/pre-commit or
  lefthook.yml: `devloop hook pre-commit`, `devloop hook commit-msg FILE`,
  `devloop hook pre-push` with its input. The second kind is for entries of a
  `.pre-commit-config.yaml`. Without a name, all hooks are listed.

Options:
  -v, --verbose  Show what was decided, and why.
  -h, --help     Show this message and exit.
""")
