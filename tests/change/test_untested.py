"""Which new statements no test ran: real diffs, real coverage.py, to the line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

from devloop.change.measure import marked_files
from devloop.change.policy import Policy
from devloop.change.step import Step, measure_steps
from devloop.change.untested import DiffCoverage, Fate, LinesRun, diff_coverage, is_python
from devloop.config.model import SizeRule
from devloop.git.ids import RepoPath, TreeId
from devloop.git.repository import find_repository
from devloop.run.kinds.plugin.devloop_lines import Reach, lines
from devloop.run.testing.coverage import lines_run
from tests.change.untested_cases import MAIN, OLD, Case, cases
from tests.support.repo import Repo

CASES = cases()


def coverage_of_case(repo: Repo, case: Case) -> DiffCoverage:
    """What devloop says of the change, when this is what its tests call."""
    repo.commit("before", case.before)
    base = TreeId(repo.rev("HEAD^{tree}"))
    repo.commit("after", case.after)
    known = what_ran(repo, case)
    return between(repo, base, known)


def between(repo: Repo, base: TreeId, known: dict[RepoPath, LinesRun]) -> DiffCoverage:
    """The coverage of the change from `base` to HEAD."""
    found = find_repository(repo.path, repo.environ)
    tree = TreeId(repo.rev("HEAD^{tree}"))
    (step,) = measure_steps(found, (Step.between(base, tree),), SizeRule())
    return diff_coverage(step.files, known)


def what_ran(repo: Repo, case: Case) -> dict[RepoPath, LinesRun]:
    """What coverage.py says of all files, when the main one is imported and calls are made."""
    settings = repo.path.with_name("settings")
    settings.write_text(case.settings)
    within = None if "source" in case.settings else [f"{repo.path}/*"]
    measured = coverage.Coverage(data_file=None, config_file=str(settings), include=within)
    measured.set_option("run:disable_warnings", ["no-data-collected", "module-not-imported"])
    execute(measured, repo.path / MAIN, case.calls)
    reach = Reach(measured)
    names = (path.relative_to(repo.path).as_posix() for path in python_files(repo.path))
    told = {RepoPath(name): lines(measured, reach, name) for name in names}
    return {name: lines_run(said) for name, said in told.items() if said is not None}


def python_files(folder: Path) -> Iterator[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return (path for path in files if is_python(path.name, path.read_bytes()))


def execute(measured: coverage.Coverage, path: Path, calls: str) -> None:
    """Import a file and make some calls, noting what runs."""
    tracer, known = sys.gettrace(), set(sys.modules)
    space: dict[str, object] = {"__name__": "mod"}
    measured.start()
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), space)  # noqa: S102 - as an import does
        exec(calls, space)  # noqa: S102
    finally:
        measured.stop()
        sys.settrace(tracer)
        for name in set(sys.modules) - known:
            del sys.modules[name]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_new_statements_are_right_to_the_line(
    repo: Repo, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.path)
    monkeypatch.syspath_prepend(repo.path)
    found = coverage_of_case(repo, case)
    assert {(one.path, one.line): one.fate for one in found.statements} == case.fates


def test_a_renamed_file_owes_only_what_is_new_in_it(repo: Repo) -> None:
    long = "".join(f"def f{n}(a):\n    return a + {n}\n\n\n" for n in range(9))
    repo.commit("before", {"old.py": long})
    base = TreeId(repo.rev("HEAD^{tree}"))
    repo.git("mv", "old.py", MAIN)
    repo.commit("after", {MAIN: long.replace("a + 3", "a + 33")})
    run = LinesRun(ran=frozenset({2}), missing=frozenset({14}))
    assert [one.line for one in between(repo, base, {RepoPath(MAIN): run}).gaps] == [14]


def test_a_link_to_a_file_owes_nothing(repo: Repo) -> None:
    repo.commit("before", {MAIN: OLD})
    base = TreeId(repo.rev("HEAD^{tree}"))
    (repo.path / "link.py").symlink_to(MAIN)
    repo.git("add", "link.py")
    repo.commit("after")
    assert between(repo, base, {}).statements == ()


def test_no_change_is_complete() -> None:
    assert diff_coverage(marked_files((), {}, Policy()), {}).meets(100)


@pytest.mark.parametrize(("least", "meets"), [(66, True), (67, False), (100, False)])
def test_nothing_is_rounded(repo: Repo, least: int, *, meets: bool) -> None:
    repo.commit("before", {MAIN: OLD})
    base = TreeId(repo.rev("HEAD^{tree}"))
    repo.commit("after", {MAIN: "def f(a):\n    if a:\n        return 1\n    return 2\n"})
    run = LinesRun(ran=frozenset({1, 2, 3}), missing=frozenset({4}))
    found = between(repo, base, {RepoPath(MAIN): run})
    assert (found.counted, len(found.having(Fate.NOT_RUN))) == (3, 1)
    assert found.meets(least) is meets
