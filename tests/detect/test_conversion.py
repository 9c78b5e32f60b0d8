"""Facts about other hook managers' configurations, read into checks."""

from __future__ import annotations

import json

import pytest

from devloop.config.model import Check, Kind, SizeRule, Stage
from devloop.config.parse import parse_config
from devloop.detect.conversion.commands import patterns_of
from devloop.detect.conversion.converted import Converted
from devloop.detect.conversion.fixers import judging
from devloop.detect.conversion.managers import MANAGERS
from devloop.detect.evidence import evidence_of
from devloop.detect.proposal import propose
from devloop.detect.writing import configuration_text
from devloop.git.ids import RepoPath
from devloop.git.record import replace

LEFTHOOK = """\
pre-commit:
  parallel: true
  commands:
    lint:
      glob: "*.{js,ts}"
      run: npx eslint {staged_files}
    style:
      run: prettier --check . && echo done
      skip: [merge]
    api:
      root: services/api/
      run: go vet ./...
pre-push:
  jobs:
    - name: unit
      run: npm test
      env: {CI: "1"}
commit-msg:
  commands:
    commitlint: {run: npx commitlint --edit}
"""
PACKAGE = json.dumps(
    {"lint-staged": {"*.js": ["eslint --fix", "prettier --write"], "*.md": "git add"}}
)
FRAMEWORK = """\
repos:
- repo: https://example.org/ruff-pre-commit
  rev: v0.4.0
  hooks: [{id: ruff, args: [--fix]}, {id: ruff-format}]
- repo: local
  hooks:
  - {id: units, entry: make units, language: system, pass_filenames: false, stages: [pre-push]}
  - {id: spell, entry: codespell, language: system, types: [markdown]}
  - {id: words, entry: gitlint, language: system, stages: [commit-msg]}
"""
UNKNOWN = FRAMEWORK + "- repo: https://example.org/x\n  rev: v1\n  hooks: [{id: strange}]\n"
HK = """\
hooks {
  ["pre-commit"] {
    steps {
      ["prettier"] = Builtins.prettier
      ["types"] {
        glob = List("*.ts", "*.tsx")
        check = "tsc-files {{ files }}"
      }
    }
  }
}
"""


def read(manager: str, **files: str) -> Converted:
    names = {name.replace("_", "."): text for name, text in files.items()}
    return MANAGERS[manager](names)


def checks(found: Converted) -> dict[str, Check]:
    return {guess.check.name: guess.check for guess in found.guesses}


def test_commands_and_jobs_of_lefthook_are_checks() -> None:
    found = checks(read("lefthook", lefthook_yml=LEFTHOOK))
    assert found["lint"].run == ("npx", "eslint", "{files}")
    assert (found["lint"].files, found["lint"].per_file) == (("*.js", "*.ts"), True)
    assert found["style"].run == "prettier --check . && echo done"
    assert found["api"].run == "cd services/api && go vet ./..."
    assert (found["unit"].on, found["unit"].env) == (Stage.PUSH, (("CI", "1"),))


def test_what_lefthook_says_beyond_is_named() -> None:
    assert read("lefthook", lefthook_yml=LEFTHOOK).left == (
        "style: skip has no counterpart",
        "commit-msg: it is not about a content, so it stays with lefthook",
    )


def test_lint_staged_fixes_and_its_checks_judge() -> None:
    found = checks(MANAGERS["lint-staged"]({"package.json": PACKAGE}))
    assert found["eslint"].run == ("npx", "--no-install", "eslint", "{files}")
    assert found["eslint"].fix == ("npx", "--no-install", "eslint", "--fix", "{files}")
    assert found["prettier"].run == ("npx", "--no-install", "prettier", "--check", "{files}")
    assert found["prettier"].files == ("*.js",)


def test_a_line_of_husky_is_a_check_and_lint_staged_is_read_too() -> None:
    hook = "# comment\nnpm test\nnpx lint-staged\n"
    texts = {".husky/pre-commit": hook, ".husky/pre-push": "npm run e2e\n", "package.json": PACKAGE}
    found = MANAGERS["husky"]({**texts, ".husky/commit-msg": "npx commitlint --edit $1\n"})
    named = checks(found)
    assert list(named) == ["tests", "eslint", "prettier", "e2e"]
    assert named["tests"].run == ("npm", "test")
    assert named["e2e"].on is Stage.PUSH
    assert ".husky/commit-msg: it is not about a content, so it stays with husky" in found.left


def test_a_script_with_conditions_is_left_to_a_person() -> None:
    found = MANAGERS["husky"]({".husky/pre-commit": "if true; then\nnpm test\nfi\n"})
    assert found.guesses == ()
    assert len(found.left) == 1


def test_known_and_local_hooks_of_a_framework_are_commands() -> None:
    found = read("pre-commit", **{"_pre-commit-config_yaml": FRAMEWORK})
    named = checks(found)
    assert named["ruff"].run == ("ruff", "check", "--force-exclude", "{files}")
    assert named["ruff"].fix == ("ruff", "check", "--fix", "--force-exclude", "{files}")
    assert named["ruff-format"].run == ("ruff", "format", "--check", "--force-exclude", "{files}")
    assert (named["units"].run, named["units"].on) == (("make", "units"), Stage.PUSH)
    assert named["spell"].files == ("*.md",)
    assert found.left == ("words: it is not about a content, so it stays",)


def test_a_hook_that_nobody_knows_keeps_the_framework() -> None:
    found = read("prek", **{"_pre-commit-config_yaml": UNKNOWN})
    assert [guess.check.kind for guess in found.guesses] == [Kind.PRE_COMMIT]
    assert found.left[0] == "strange: only the framework knows how to run"
    assert any(sentence.startswith("ruff: could be a command") for sentence in found.left)


def test_steps_of_hk_that_say_how_they_check_are_checks() -> None:
    found = MANAGERS["hk"]({"hk.pkl": HK})
    assert checks(found)["types"].run == ("tsc-files", "{files}")
    assert checks(found)["types"].files == ("*.ts", "*.tsx")
    assert found.left == (
        "prettier: Builtins.prettier of hk's library; give its command as `run` of a check",
    )


@pytest.mark.parametrize(
    ("line", "judge", "fix"),
    [
        ("black {files}", "black --check {files}", "black {files}"),
        ("ruff format", "ruff format --check", "ruff format"),
        ("npx prettier --write .", "npx prettier --check .", "npx prettier --write ."),
        ("prettier --check .", "prettier --check .", ""),
        ("tool --fix x", "tool x", "tool --fix x"),
        ("cargo fmt --check", "cargo fmt --check", ""),
        ("grep -i x", "grep -i x", ""),
    ],
)
def test_a_command_that_writes_is_told_from_one_that_judges(
    line: str, judge: str, fix: str
) -> None:
    assert judging(line.split()) == (tuple(judge.split()), tuple(fix.split()))


def test_a_program_that_only_writes_is_left_to_a_person() -> None:
    assert judging(("pyupgrade", "--py39-plus")) is None


@pytest.mark.parametrize(
    ("glob", "patterns"),
    [
        ("*.{js,ts}", ("*.js", "*.ts")),
        ("./src/**/*.py", ("src/**/*.py",)),
        ("{a,b}/*.{c,d}", ("a/*.c", "a/*.d", "b/*.c", "b/*.d")),
    ],
)
def test_braces_are_several_patterns(glob: str, patterns: tuple[str, ...]) -> None:
    assert patterns_of(glob) == patterns


@pytest.mark.parametrize(
    ("manager", "files"),
    [
        ("lefthook", {"lefthook.yml": LEFTHOOK}),
        ("lint-staged", {"package.json": PACKAGE}),
        ("pre-commit", {".pre-commit-config.yaml": FRAMEWORK}),
        ("prek", {".pre-commit-config.yaml": UNKNOWN}),
        ("hk", {"hk.pkl": HK}),
    ],
)
def test_what_is_read_is_a_configuration_that_can_be_read(
    manager: str, files: dict[str, str]
) -> None:
    found = MANAGERS[manager](files)
    tree = evidence_of(tuple(RepoPath(path) for path in files), files)
    proposal = propose(replace(tree, converted=found.guesses), {})
    text = configuration_text(proposal, SizeRule(), ("main",), "")
    read_back = {check.name for check in parse_config(text, "devloop.toml").checks}
    assert read_back == {guess.check.name for guess in found.guesses}


@pytest.mark.parametrize("manager", list(MANAGERS))
@pytest.mark.parametrize("text", ["", "[]", "- a\n", "{", "\t: :", "pre-commit: 3\n"])
def test_nonsense_comes_to_nothing(manager: str, text: str) -> None:
    names = ("lefthook.yml", "package.json", ".pre-commit-config.yaml", "hk.pkl", ".lintstagedrc")
    assert MANAGERS[manager](dict.fromkeys(names, text)).guesses == ()
