"""Ways to a green that is none: what a verdict rests on has changed, and nobody should miss it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.support.guarded import WAIT, Guarded, begin, one_check, traces, wait_for
from tests.support.patience import PATIENCE

PER_FILE = 'files = ["*.txt"]\nper-file = true'


@pytest.mark.parametrize(
    ("name", "line", "lax", "strict"),
    [
        ("lint.sh", "sh lint.sh {files}", "exit 0\n", '! grep -q good "$@"\n'),
        ("tools/rules", "grep -vqf tools/rules {files}", "never\n", "good\n"),
    ],
)
def test_a_per_file_verdict_rests_on_the_files_that_the_command_names(
    guarded: Guarded, name: str, line: str, lax: str, strict: str
) -> None:
    guarded.configure(one_check(line, PER_FILE))
    guarded.repo.stage({name: lax, "a.txt": "good\n"})
    guarded.commit()
    guarded.repo.stage({name: strict})
    assert "only failed" in guarded.commit(code=1).said


STRICT, LAX = "#!/bin/sh\n! grep -q bad state\n", "#!/bin/sh\nexit 0\n"


@pytest.fixture
def judge(guarded: Guarded) -> Iterator[Path]:
    """A program of the project's own environment that is strict."""
    place = Path(guarded.repo.environ["VIRTUAL_ENV"], "bin/judge-of-state")
    place.write_text(STRICT)
    place.chmod(0o755)
    yield place
    place.unlink()


@contextmanager
def written(judge: Path) -> Iterator[None]:
    judge.write_text(LAX)
    yield
    judge.write_text(STRICT)


@contextmanager
def renamed(judge: Path) -> Iterator[None]:
    kept = judge.rename(judge.with_name("kept"))
    judge.write_text(LAX)
    judge.chmod(0o755)
    yield
    kept.replace(judge)


@pytest.mark.parametrize("swap", [written, renamed])
def test_a_program_that_is_replaced_and_put_back_meanwhile_gives_no_verdict(
    guarded: Guarded, judge: Path, swap: Callable[[Path], AbstractContextManager[None]]
) -> None:
    """Before and after it is the same, but what ran was another one."""
    again = 'touch "$HOME/judged"; while ! [ -e "$HOME/back" ]; do sleep 0.01; done'
    guarded.configure(one_check(f"{WAIT}; {judge.name} && {{ {again}; }}"))
    guarded.repo.stage({"state": "bad 1\n"})
    commit = begin(guarded, "git", "commit", "-q", "-m", "step")
    guarded.started()
    with swap(judge):
        guarded.go()
        wait_for(guarded.home / "judged")
    (guarded.home / "back").touch()
    assert commit.wait(PATIENCE) == 1
    assert "only failed" in guarded.commit(code=1).said


@pytest.mark.parametrize("how", ["{place}", "sh {place}", "sh -c '. {place}'"])
def test_a_verdict_rests_on_the_program_that_made_files_of_the_contents(
    guarded: Guarded, how: str
) -> None:
    """What a check saw was the work of a filter that does something else now."""
    place = guarded.home / "smudge"
    place.write_text("#!/bin/sh\ntr a-z A-Z\n")
    place.chmod(0o755)
    guarded.configure(one_check("grep -q LOUD voice"))
    guarded.repo.git("config", "filter.shout.clean", "tr A-Z a-z")
    guarded.repo.git("config", "filter.shout.smudge", how.format(place=place))
    guarded.repo.stage({".gitattributes": "voice filter=shout\n", "voice": "LOUD\n"})
    guarded.commit()
    place.write_text("#!/bin/sh\ncat\n")
    guarded.commit("--allow-empty", code=1)
    guarded.commit("-a", state="good 1", code=1)


@pytest.mark.parametrize("where", ["..", ".", ".cache/devloop"])
def test_a_verdict_rests_on_settings_in_the_folders_above_its_workspace(
    guarded: Guarded, where: str
) -> None:
    """Such as a `ruff.toml` in a home folder, which ruff looks for all the way up."""
    up = 'd=$PWD; while [ "$d" != "" ]; do test ! -e "$d/ruff.toml" || exit 1; d=${d%/*}; done'
    kept = "auto" if where == ".." else "plain"
    guarded.configure(one_check(up, f'[environment]\nsandbox = "{kept}"'))
    guarded.commit(state="good 1")
    (guarded.home / where / "ruff.toml").write_text("line-length = 1\n")
    guarded.commit("--allow-empty", code=1)


@pytest.mark.parametrize("name", ["lib", "@me/lib"])
def test_a_shared_folder_that_leads_back_leads_to_what_is_judged(
    guarded: Guarded, name: str
) -> None:
    """As where packages of one repository are installed for each other."""
    guarded.configure(one_check(f"grep -q good node_modules/{name}/x && cat node_modules/far/x"))
    modules = guarded.path / "node_modules"
    (modules / name).parent.mkdir(parents=True)
    (modules / name).symlink_to(guarded.path / "packages/lib")
    (modules / "far").mkdir()
    (modules / "far/x").write_text("installed\n")
    guarded.repo.stage({".gitignore": "node_modules\n", "packages/lib/x": "good\n"})
    guarded.commit()
    guarded.repo.stage({"packages/lib/x": "bad\n"})
    guarded.repo.write("packages/lib/x", "good, not staged\n")
    assert "only failed" in guarded.commit(code=1).said
    guarded.repo.stage({"packages/lib/x": "good again\n"})
    guarded.repo.write("packages/lib/x", "good, not staged\n")
    before = traces(guarded.path)
    guarded.commit()
    assert traces(guarded.path) == before


def test_a_verdict_rests_on_variables_that_steer_a_filter(guarded: Guarded) -> None:
    smudge = 'test -n "$GIT_LFS_SKIP_SMUDGE" && exec cat; exec tr a-z A-Z'
    guarded.configure(one_check("grep -q LOUD voice"))
    guarded.repo.git("config", "filter.shout.clean", "tr A-Z a-z")
    guarded.repo.git("config", "filter.shout.smudge", f"sh -c '{smudge}'")
    guarded.repo.stage({".gitattributes": "voice filter=shout\n", "voice": "LOUD\n"})
    guarded.commit()
    guarded.commit("--allow-empty", code=1, env={"GIT_LFS_SKIP_SMUDGE": "1"})
    guarded.commit("--allow-empty")


CAREFREE = """\
seen=$(stat -c '%Y %s' state)
mkdir -p cache && test -e cache/good && test "$(cat cache/good)" = "$seen" && exit 0
grep -q good state && echo "$seen" > cache/good
"""
"""A tool with a cache that knows a file again by its size and the second of its last change."""


def test_a_cache_that_goes_by_seconds_takes_no_content_for_another(guarded: Guarded) -> None:
    config = one_check("sh tool") + '[environment]\ncaches = ["cache"]\n'
    guarded.repo.commit("tool", {"devloop.toml": config, "tool": CAREFREE})
    for number in range(2):
        guarded.commit(state=f"good {number}.")
        guarded.commit(state=f"evil {number}.", code=1)


@pytest.mark.parametrize("between", ["; ", "\n"])
def test_no_command_of_several_fails_unseen(guarded: Guarded, between: str) -> None:
    """As in a script of CI; a shell alone would only tell of the last one."""
    guarded.configure(one_check(f"! grep -q odd state || false{between}true"))
    guarded.commit(state="good 1")
    guarded.commit(state="odd 2", code=1)


def test_a_shared_file_of_the_same_size_and_time_is_seen_to_be_another(guarded: Guarded) -> None:
    """As where a package is unpacked, whose files have the times with which it was packed."""
    place = guarded.path / "node_modules/lib/version"
    place.parent.mkdir(parents=True)
    place.write_text("1.0.0\n")
    os.utime(place, (499162500, 499162500))
    guarded.repo.write(".git/info/exclude", "/node_modules\n")
    guarded.configure(one_check("grep -q 1.0.0 node_modules/lib/version"))
    guarded.commit(state="good 1")
    place.unlink()
    place.write_text("1.0.1\n")
    os.utime(place, (499162500, 499162500))
    guarded.commit("--allow-empty", code=1)
