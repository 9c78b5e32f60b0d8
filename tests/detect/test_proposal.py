"""Facts about which checks are proposed, and which are only offered."""

from __future__ import annotations

from devloop.detect.evidence import ProjectTools, evidence_of
from devloop.detect.proposal import candidates, propose
from devloop.git.ids import RepoPath

RUFF_HOOKS = "repos:\n- repo: https://example.org/ruff-pre-commit\n  hooks:\n  - id: ruff-format\n"
PROJECT = {
    "pyproject.toml": "[tool.ruff]\n[tool.pytest.ini_options]\n[build-system]\nrequires = []\n",
    "tests/test_a.py": "",
}


def evidence(files: dict[str, str]) -> ProjectTools:
    return evidence_of(tuple(RepoPath(path) for path in files), files)


def chosen(
    files: dict[str, str], lacking: dict[str, str], red: dict[str, str] | None = None
) -> list[str]:
    return [guess.check.name for guess in propose(evidence(files), lacking, red).chosen]


def off(
    files: dict[str, str], lacking: dict[str, str], red: dict[str, str] | None = None
) -> dict[str, str]:
    offers = propose(evidence(files), lacking, red).offered
    return {offer.guess.check.name: offer.because for offer in offers}


def test_what_is_installed_is_switched_on_and_the_rest_is_offered_with_its_reason() -> None:
    lacking = {"wheel": "build"}
    assert chosen(PROJECT, lacking) == ["lint", "tests"]
    assert off(PROJECT, lacking) == {"wheel": "build is not installed in the project's environment"}


def test_where_nothing_is_installed_the_environment_is_what_is_missing() -> None:
    lacking = {"lint": "ruff", "tests": "pytest", "wheel": "build"}
    proposal = propose(evidence(PROJECT), lacking)
    assert [guess.check.name for guess in proposal.chosen] == ["lint", "tests", "wheel"]
    assert proposal.nothing_installed


def test_hooks_that_run_ruff_make_the_lint_check_double() -> None:
    files = {**PROJECT, ".pre-commit-config.yaml": RUFF_HOOKS}
    assert chosen(files, {}) == ["hooks", "tests", "wheel"]
    assert off(files, {}) == dict.fromkeys(
        ("lint", "format"), "the project's own hooks run ruff already"
    )


def test_hooks_that_cannot_run_here_leave_the_lint_check_on() -> None:
    files = {**PROJECT, ".pre-commit-config.yaml": RUFF_HOOKS}
    assert chosen(files, {"hooks": "pre-commit"}) == ["lint", "format", "tests", "wheel"]


def test_hooks_that_were_tried_in_vain_leave_to_others_what_they_would_have_done() -> None:
    files = {**PROJECT, ".pre-commit-config.yaml": RUFF_HOOKS}
    assert off(files, {}, {"hooks": "no network"}) == {"hooks": "no network"}


def test_hooks_make_every_linter_double_that_they_run() -> None:
    hooks = "hooks:\n- id: black\n- id: isort\n- id: mypy\n"
    files = {
        ".pre-commit-config.yaml": hooks,
        "pyproject.toml": "[tool.black]\n[tool.isort]\n[tool.mypy]\nfiles = ['a']\n",
    }
    assert chosen(files, {}) == ["hooks", "types"]


def test_hooks_are_left_out_too_where_nothing_is_installed() -> None:
    files = {".pre-commit-config.yaml": "repos: []\n", **PROJECT}
    lacking = {"hooks": "pre-commit", "lint": "ruff", "tests": "pytest", "wheel": "build"}
    assert chosen(files, lacking) == ["lint", "tests", "wheel"]


def test_runners_for_several_pythons_are_work_for_ci() -> None:
    files = {"tox.ini": "[tox]\n", "noxfile.py": ""}
    assert off(files, {}) == dict.fromkeys(("tox", "nox"), "meant for CI: devloop check --stage ci")


def test_settings_of_pytest_in_tox_ini_are_not_tox() -> None:
    assert candidates(evidence({"tox.ini": "[pytest]\n"})) == ()


def test_a_makefile_runs_the_tests_where_nothing_else_is_known_to() -> None:
    makefile = {"Makefile": "all:\n\techo\ntest: all\n\t./run\n"}
    (guess,) = candidates(evidence(makefile))
    assert (guess.check.name, guess.check.run) == ("tests", ("make", "test"))
    assert "make" not in str(candidates(evidence({**makefile, **PROJECT})))


def test_of_two_ways_to_run_the_tests_the_second_waits_until_the_first_is_red() -> None:
    files = {"CMakeLists.txt": "enable_testing()\n", "Makefile": "test:\n\t./run\n"}
    assert chosen(files, {}) == ["tests"]
    assert "the tests run already" in off(files, {})["make-tests"]
    assert chosen(files, {}, {"tests": "no compiler"}) == ["make-tests"]


def test_two_languages_of_one_repository_keep_their_checks_apart() -> None:
    files = {**PROJECT, "Cargo.toml": "[package]\n"}
    assert chosen(files, {}) == [
        *("lint", "tests", "format", "rust-lint", "rust-tests"),
        "wheel",
    ]


def test_a_variable_of_a_makefile_is_no_target() -> None:
    assert candidates(evidence({"Makefile": "test := 1\n"})) == ()


def test_of_two_type_checkers_one_is_enough_to_begin_with() -> None:
    files = {"pyproject.toml": "[tool.mypy]\nfiles = ['a']\n[tool.pyright]\n"}
    assert chosen(files, {}) == ["types"]
    assert chosen(files, {"types": "mypy"}) == ["pyright"]
