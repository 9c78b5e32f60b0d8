"""Which new statements no test ran: real diffs, real coverage.py, to the line.

Every case is a file before and after, and what a test calls. The first line of each statement
that is new and that nothing runs ends with `# GAP`; there must be these gaps and no others.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import coverage
import pytest

from devloop.change.measure import marked_files
from devloop.change.policy import Policy
from devloop.change.step import Step, measure_steps
from devloop.change.untested import DiffCoverage, LinesRun, diff_coverage
from devloop.config.model import SizeRule
from devloop.git.ids import RepoPath, TreeId
from devloop.git.repository import find_repository
from tests.support.repo import Repo

OLD = "def f(a):\n    return a\n"

FIXTURES = Path(__file__).with_name("fixtures") / "untested.txt"


def cases() -> dict[str, tuple[str, str, str]]:
    """Before, after and calls of each case by its name."""
    found = {}
    for part in FIXTURES.read_text().split("=== ")[1:]:
        name, _, rest = part.partition("\n")
        before, _, rest = rest.partition("--- after\n")
        after, _, calls = rest.partition("--- calls\n")
        found[name] = (before, after, calls)
    return found


CASES = cases()


def covered(repo: Repo, files: Mapping[str, tuple[str, str]], calls: str) -> DiffCoverage:
    """The coverage of the change that takes each file from before to after."""
    repo.commit("before", {name: texts[0] for name, texts in files.items() if texts[0]})
    base = repo.rev("HEAD^{tree}")
    repo.commit("after", {name: texts[1] for name, texts in files.items()})
    found = find_repository(repo.path, repo.environ)
    tree = repo.rev("HEAD^{tree}")
    (step,) = measure_steps(found, (Step.between(TreeId(base), TreeId(tree)),), SizeRule())
    first = next(iter(files))
    return diff_coverage(step.files, {RepoPath(first): lines_run(repo.path / first, calls)})


def lines_run(path: Path, calls: str) -> LinesRun:
    """What coverage.py says of a file that is executed, and of which some calls are made."""
    tracer = sys.gettrace()
    measured = coverage.Coverage(data_file=None, config_file=False, include=[str(path)])
    space: dict[str, object] = {}
    measured.start()
    try:
        exec(compile(path.read_text(), str(path), "exec"), space)  # noqa: S102 - as an import does
        exec(calls, space)  # noqa: S102
    finally:
        measured.stop()
        sys.settrace(tracer)
    _, statements, excluded, missing, _ = measured.analysis2(str(path))
    ran = frozenset(statements) - frozenset(missing)
    return LinesRun(ran=ran, missing=frozenset(missing), excluded=frozenset(excluded))


def marked(text: str) -> list[int]:
    return [number for number, line in enumerate(text.split("\n"), 1) if "# GAP" in line]


@pytest.mark.parametrize("case", CASES)
def test_the_gaps_are_right_to_the_line(repo: Repo, case: str) -> None:
    before, after, calls = CASES[case]
    found = covered(repo, {"mod.py": (before, after)}, calls)
    assert [gap.line for gap in found.gaps] == marked(after)


def test_a_new_file_that_nobody_imported_has_run_nothing(repo: Repo) -> None:
    files = {"mod.py": (OLD, OLD), "new.py": ("", "x = 1\n\ndef g():\n    return x\n")}
    found = covered(repo, files, "f(1)")
    assert [(gap.path, gap.line) for gap in found.gaps] == [
        ("new.py", 1),
        ("new.py", 3),
        ("new.py", 4),
    ]
    assert found.percent == 0


def test_tests_and_documents_owe_nothing(repo: Repo) -> None:
    files = {"mod.py": (OLD, OLD), "tests/test_a.py": ("", "x = 1\n"), "a.md": ("", "text\n")}
    assert covered(repo, files, "1").counted == 0


def test_a_renamed_file_owes_only_what_is_new_in_it(repo: Repo) -> None:
    long = "".join(f"def f{n}(a):\n    return a + {n}\n\n\n" for n in range(9))
    repo.commit("before", {"old.py": long})
    base = repo.rev("HEAD^{tree}")
    repo.git("mv", "old.py", "mod.py")
    after = long.replace("a + 3", "a + 33  # GAP")
    repo.commit("after", {"mod.py": after})
    found = find_repository(repo.path, repo.environ)
    tree = TreeId(repo.rev("HEAD^{tree}"))
    (step,) = measure_steps(found, (Step.between(TreeId(base), tree),), SizeRule())
    known = {RepoPath("mod.py"): lines_run(repo.path / "mod.py", "f1(1)")}
    assert [gap.line for gap in diff_coverage(step.files, known).gaps] == marked(after)


def test_a_file_that_cannot_be_parsed_has_run_nothing(repo: Repo) -> None:
    found = covered(repo, {"mod.py": (OLD, OLD), "new.py": ("", "def (\n")}, "1")
    assert [gap.path for gap in found.gaps] == ["new.py"]


def test_no_change_is_complete() -> None:
    assert diff_coverage(marked_files((), {}, Policy()), {}).meets(100)


@pytest.mark.parametrize(("least", "meets"), [(66, True), (67, False), (100, False)])
def test_nothing_is_rounded(repo: Repo, least: int, *, meets: bool) -> None:
    after = "def f(a):\n    if a:\n        return 1\n    return 2\n"
    found = covered(repo, {"mod.py": (OLD, after)}, "f(1)")
    assert (found.counted, len(found.gaps)) == (3, 1)
    assert found.meets(least) is meets
