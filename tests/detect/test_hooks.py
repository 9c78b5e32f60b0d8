"""Which hooks a `.pre-commit-config.yaml` holds, and what each would be alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devloop.config.model import Stage
from devloop.detect.hooks import Hook, judges_contents, parse_hooks, parse_manifest, stages_of
from devloop.errors import ConfigError

TWO = """
exclude: ^vendor/
default_language_version: {python: python3}
ci: {autoupdate_schedule: monthly}
repos:
  - repo: https://example.org/ruff
    rev: v1
    hooks:
      - id: ruff
        args: [--fix]
      - id: ruff-format
  - repo: local
    hooks:
      - {id: own, name: Own, language: system, entry: "true"}
"""


def hooks(*lines: str, top: str = "") -> tuple[Hook, ...]:
    """Hooks of one local repository, each given by its keys beside the id."""
    listed = "".join(f"      - {{id: h, {line}}}\n" for line in lines)
    return parse_hooks(f"{top}\nrepos:\n  - repo: local\n    hooks:\n{listed}".encode())


def test_every_hook_is_found_in_order() -> None:
    assert [hook.name for hook in parse_hooks(TWO.encode())] == ["ruff", "ruff-format", "own"]


def test_each_document_holds_one_hook_and_what_is_said_of_all() -> None:
    first = json.loads(parse_hooks(TWO.encode())[0].document)
    assert first == {
        "exclude": "^vendor/",
        "default_language_version": {"python": "python3"},
        "repos": [
            {
                "repo": "https://example.org/ruff",
                "rev": "v1",
                "hooks": [{"id": "ruff", "args": ["--fix"]}],
            }
        ],
    }


def test_a_change_to_one_hook_leaves_the_others_as_they_were() -> None:
    before, after = (parse_hooks(text.encode()) for text in (TWO, TWO.replace("--fix", "--diff")))
    same = [one.document == other.document for one, other in zip(before, after, strict=True)]
    assert same == [False, True, True]


@pytest.mark.parametrize(
    ("line", "stage", "asked"),
    [
        ("name: x", Stage.COMMIT, ("pre-commit", "pre-push")),
        ("stages: [pre-commit]", Stage.COMMIT, ("pre-commit",)),
        ("stages: [commit]", Stage.COMMIT, ("pre-commit",)),
        ("stages: [push, commit]", Stage.COMMIT, ("pre-commit",)),
        ("stages: [pre-merge-commit]", Stage.COMMIT, ("pre-merge-commit",)),
        ("stages: [pre-push, manual]", Stage.PUSH, ("pre-push",)),
        ("stages: []", Stage.COMMIT, ("pre-commit", "pre-push")),
    ],
)
def test_stages_say_when_a_hook_is_due(line: str, stage: Stage, asked: tuple[str, ...]) -> None:
    (hook,) = hooks(line)
    assert (hook.stage, stages_of(hook.document)) == (stage, asked)


@pytest.mark.parametrize("stage", ["manual", "commit-msg", "post-checkout", "pre-rebase"])
def test_hooks_that_judge_no_content_are_left_out(stage: str) -> None:
    assert hooks(f"stages: [{stage}]") == ()


def test_a_default_stage_holds_for_hooks_that_name_none() -> None:
    first, second = hooks("name: x", "stages: [commit]", top="default_stages: [pre-push]")
    assert (first.stage, second.stage) == (Stage.PUSH, Stage.COMMIT)
    assert stages_of(second.document) == ("pre-commit",)


def test_the_repository_of_a_hook_may_know_its_stages_better_than_the_default() -> None:
    (hook,) = hooks("name: x", top="default_stages: [pre-push]")
    assert stages_of(hook.document) == ("pre-push", "pre-commit")


@pytest.mark.parametrize(
    ("line", "top", "manifest", "judges"),
    [
        ("name: x", "", [], True),
        ("name: x", "", ["commit-msg"], False),
        ("name: x", "default_stages: [pre-commit]", ["commit-msg"], False),
        ("name: x", "default_stages: [commit-msg]", [], False),
        ("name: x", "default_stages: [commit-msg]", ["pre-push"], True),
        ("stages: [pre-commit]", "", ["commit-msg"], True),
    ],
)
def test_what_a_hook_is_about_is_settled_by_its_repository(
    line: str, top: str, manifest: list[object], *, judges: bool
) -> None:
    (hook,) = hooks(line, top=top)
    assert judges_contents(hook.document, {"stages": manifest}) is judges


MANIFEST = b"- {id: a, language: system, entry: tool}\n- {id: b, language: python}\n"


def test_what_a_repository_says_of_a_hook_is_found_by_its_id() -> None:
    assert parse_manifest(MANIFEST, "b") == {"id": "b", "language": "python"}


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"[", b"[" * 9000, MANIFEST])
def test_what_a_repository_does_not_say_is_nothing(content: bytes) -> None:
    assert parse_manifest(content, "c") == {}


def test_names_are_given_once() -> None:
    found = hooks("name: a", "alias: h-2", "name: c", "stages: [manual]", "name: d")
    assert [hook.name for hook in found] == ["h", "h-2", "h-3", "h-5"]


def test_after_which_hook_no_other_runs_is_known() -> None:
    assert [hook.last for hook in hooks("fail_fast: true", "name: b")] == [True, False]
    assert [hook.last for hook in hooks("name: a", "name: b", top="fail_fast: true")] == [True] * 2


BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "must be a table"),
        ("[]", "must be a table, not an empty list"),
        ("repos: 3", "repos must be a list, not 3"),
        ("repos: [3]", "a repository must be a table"),
        ("repos: [{repo: local}]", "hooks must be a list"),
        ("repos: [{repo: local, hooks: [x]}]", "a hook must be a table"),
        ("repos: [{repo: local, hooks: [{name: x}]}]", "no id"),
        ("repos: [", "expected"),
        ("\x00", "not allowed"),
        ("repos: !!python/object:os.system []", "could not determine a constructor"),
        (BOMB, "more than 20000 values"),
        ("repos: &r [{repo: local, hooks: [{id: x, args: *r}]}]", "more than"),
        ("[" * 5000, "nest"),
        ("when: 2020-99-99\nrepos: []", "no hook framework"),
        ("repos: [{repo: local, hooks: [{id: x, [1, 2]: 3}]}]", "unhashable"),
    ],
)
def test_what_is_no_such_file_is_a_mistake_in_a_sentence(text: str, word: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_hooks(text.encode())
    assert word in caught.value.problems[0]


LINES = st.sampled_from(
    [
        "repos:",
        "- repo: local",
        "  hooks:",
        "  - id: x",
        "    stages: [",
        "&a",
        "*a",
        "? {",
        "\t",
        "- [",
        "",
    ]
)


@given(st.one_of(st.binary(), st.lists(LINES, max_size=12).map(lambda ls: "\n".join(ls).encode())))
@settings(deadline=None, max_examples=150)
def test_any_file_holds_hooks_or_a_mistake(content: bytes) -> None:
    try:
        found = parse_hooks(content)
    except ConfigError as error:
        assert error.problems
    else:
        assert all(json.loads(hook.document)["repos"] for hook in found)
    parse_manifest(content, "x")
