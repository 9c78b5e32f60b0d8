"""Facts about what is proposed for projects in other languages than Python."""

from __future__ import annotations

import json

import pytest

from devloop.config.model import Check
from devloop.detect.evidence import ProjectTools, evidence_of
from devloop.detect.node import installing_node
from devloop.detect.proposal import candidates
from devloop.git.ids import RepoPath


def evidence(files: dict[str, str]) -> ProjectTools:
    return evidence_of(tuple(RepoPath(path) for path in files), files)


def runs(files: dict[str, str]) -> dict[str, object]:
    return {guess.check.name: guess.check.run for guess in candidates(evidence(files))}


def package(scripts: dict[str, str], **more: object) -> dict[str, str]:
    return {"package.json": json.dumps({"scripts": scripts, **more})}


def test_the_scripts_of_a_node_project_are_its_checks() -> None:
    files = package(
        {"test": "vitest run", "lint": "eslint .", "type-check": "tsc", "format:check": "p"}
    )
    assert runs(files) == {
        "lint": ("npm", "run", "lint"),
        "format": ("npm", "run", "format:check"),
        "types": ("npm", "run", "type-check"),
        "tests": ("npm", "test"),
    }


@pytest.mark.parametrize(
    "script",
    [
        'echo "Error: no test specified" && exit 1',
        "echo nothing yet",
        "eslint --fix .",
        "prettier --write .",
        "vitest --watch",
    ],
)
def test_a_script_that_judges_nothing_is_no_check(script: str) -> None:
    assert runs(package({"test": script, "lint": script})) == {}


def test_tools_without_a_script_are_started_where_they_are_set_up() -> None:
    files = package({}, devDependencies={"eslint": "9", "jest": "29", "typescript": "5"})
    files |= {"eslint.config.mjs": "", "tsconfig.json": ""}
    assert runs(files) == {
        "lint": ("npx", "--no-install", "eslint", "."),
        "types": ("npx", "--no-install", "tsc", "--noEmit"),
        "tests": ("npx", "--no-install", "jest"),
    }
    assert runs(package({}, devDependencies={"eslint": "9"})) == {}


@pytest.mark.parametrize(
    ("lock", "test", "install"),
    [
        ("package-lock.json", ("npm", "test"), "npm ci"),
        ("pnpm-lock.yaml", ("pnpm", "run", "test"), "pnpm install --frozen-lockfile"),
        ("yarn.lock", ("yarn", "run", "test"), "yarn install --frozen-lockfile"),
        ("bun.lock", ("bun", "run", "test"), "bun install --frozen-lockfile"),
        ("README", ("npm", "test"), "npm install"),
    ],
)
def test_the_lock_tells_the_package_manager(lock: str, test: tuple[str, ...], install: str) -> None:
    files = {**package({"test": "jest"}), lock: ""}
    assert runs(files) == {"tests": test}
    assert installing_node(evidence(files)) == install


def test_a_named_package_manager_counts_before_any_lock() -> None:
    files = {**package({}, packageManager="pnpm@9.1.0"), "yarn.lock": ""}
    assert installing_node(evidence(files)) == "pnpm install"


def test_a_package_that_cannot_be_read_shows_nothing() -> None:
    assert runs({"package.json": "{"}) == {}
    assert runs({"package.json": "[]"}) == {}


def test_a_crate_is_formatted_linted_and_tested() -> None:
    found = runs({"Cargo.toml": "[package]\n", "Cargo.lock": ""})
    assert found["tests"] == ("cargo", "test", "--locked")
    assert found["format"] == ("cargo", "fmt", "--all", "--check")
    assert str(found["lint"]).endswith("'--locked', '--', '-D', 'warnings')")
    workspace = runs({"Cargo.toml": "[workspace]\nmembers = []\n"})
    assert workspace["tests"] == ("cargo", "test", "--workspace")


def test_what_compilers_keep_outlives_a_run() -> None:
    (tests,) = (
        guess
        for guess in candidates(evidence({"Cargo.toml": "[package]\n"}))
        if guess.check.name == "tests"
    )
    assert tests.caches == ("target",)


def test_a_go_module_is_vetted_and_tested() -> None:
    files = {"go.mod": "module a\n", "a_test.go": "", ".golangci.yml": ""}
    found = runs(files)
    assert list(found) == ["format", "lint", "vet", "tests"]
    assert found["tests"] == ("go", "test", "./...")


def test_cmake_builds_where_the_content_has_no_folder_and_ctest_runs() -> None:
    files = {"CMakeLists.txt": "project(a)\nENABLE_TESTING()\n", "build/notes.txt": ""}
    assert runs(files)["tests"] == (
        "cmake -S . -B _build && cmake --build _build --parallel 2"
        " && ctest --test-dir _build --output-on-failure"
    )


def test_cmake_without_tests_builds() -> None:
    assert list(runs({"CMakeLists.txt": "project(a)\n"})) == ["build"]


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"pom.xml": "", "mvnw": ""}, ("./mvnw", "-q", "-B", "test")),
        ({"pom.xml": ""}, ("mvn", "-q", "-B", "test")),
        ({"build.gradle.kts": "", "gradlew": ""}, ("./gradlew", "--no-daemon", "-q", "test")),
        ({"justfile": "build:\n  x\ntest: build\n  y\n"}, ("just", "test")),
        ({"test/a.bats": "", "test/b/c.bats": ""}, ("bats", "--recursive", "test")),
    ],
)
def test_others_run_their_tests(files: dict[str, str], command: tuple[str, ...]) -> None:
    assert runs(files)["tests"] == command


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"a.sh": ""}, "shellcheck"),
        ({"main.tf": ""}, "terraform-fmt"),
        ({"a.yml": "", ".yamllint": ""}, "yamllint"),
        ({"tasks/main.yml": ""}, "ansible-lint"),
        ({"deploy/Dockerfile": ""}, "hadolint"),
        ({".github/workflows/ci.yml": ""}, "actionlint"),
        ({"README.md": "", ".markdownlint.json": ""}, "markdownlint"),
        ({"a.ipynb": "", ".gitattributes": "*.ipynb filter=nbstripout\n"}, "notebooks"),
    ],
)
def test_files_of_a_kind_have_their_linter(files: dict[str, str], name: str) -> None:
    assert name in runs(files)


def test_a_linter_of_taste_is_proposed_only_where_it_is_set_up() -> None:
    assert runs({"a.yml": "", "README.md": "", "a.ipynb": ""}) == {}


def test_every_proposal_is_one_that_a_configuration_may_hold() -> None:
    """A name with a sign that no key may have would make a file that cannot be read."""
    files = {"a.sh": "", "a.tf": "", "Dockerfile": "", "a.yml": "", ".yamllint": ""}
    for guess in candidates(evidence(files)):
        assert isinstance(guess.check, Check)
        assert guess.check.name.replace("-", "").isalnum()
