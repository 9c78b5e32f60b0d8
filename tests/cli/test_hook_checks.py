"""Kind `pre-commit`: each of the project's hooks is a check of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Devloop
from tests.support.repo import Repo

CONFIG = 'background = false\n[checks.hooks]\nkind = "pre-commit"\n'
HOOKS = """\
repos:
  - repo: local
    hooks:
      - id: no-tabs
        name: no tabs
        language: system
        entry: sh -c '! grep -Hn TAB "$@"' --
        files: txt$
      - id: upper
        name: upper
        language: system
        entry: sh -c 'for f; do tr a-z A-Z < "$f" > ../t && cat ../t > "$f"; done' --
        files: txt$
        exclude: ^low
"""


@pytest.fixture(params=["pre-commit", "prek"])
def framework(request: pytest.FixtureRequest, repo: Repo, own_python: None) -> str:  # noqa: ARG001 - it makes an environment
    """One of the frameworks, in the project's environment."""
    return install(repo, request.param)


@pytest.fixture
def prek(repo: Repo, own_python: None) -> str:  # noqa: ARG001 - it makes an environment
    """The quicker one, where any would do."""
    return install(repo, "prek")


def install(repo: Repo, name: str) -> str:
    program = Path(sys.executable).with_name(name)
    (repo.path / ".venv" / "bin" / name).symlink_to(program)
    return name


def configured(repo: Repo, hooks: str = HOOKS, config: str = CONFIG, **files: str) -> None:
    named = {name.replace("_", "."): text for name, text in files.items()}
    repo.commit("base", {"devloop.toml": config, ".pre-commit-config.yaml": hooks, **named})


def outcomes(devloop: Devloop, *args: str) -> dict[str, str]:
    """What each check came to; with a `*` where it was known."""
    told = json.loads(devloop("check", "--json", "--keep-going", *args, code=None).stdout)
    return {
        check["name"]: check["outcome"] + ("*" if check["reused"] else "")
        for check in told["checks"]
    }


def test_each_hook_is_judged_on_its_own_and_known_ever_after(
    framework: str, devloop: Devloop, repo: Repo
) -> None:
    configured(repo)
    repo.stage({"a.txt": "FINE\n", "low.txt": "TAB\n"})
    assert outcomes(devloop) == {"hooks:no-tabs": "failed", "hooks:upper": "passed"}
    assert outcomes(devloop) == {"hooks:no-tabs": "failed*", "hooks:upper": "passed*"}
    assert "low.txt:1:TAB" in devloop("check", code=1).said
    assert framework in devloop("why", "hooks:upper").said


def test_the_change_is_looked_at_and_all_files_when_asked_to(
    framework: str, devloop: Devloop, repo: Repo
) -> None:
    configured(repo, old_txt="TAB\n")
    repo.stage({"new.txt": "FINE\n"})
    assert outcomes(devloop)["hooks:no-tabs"] == "passed"
    assert outcomes(devloop, "--all")["hooks:no-tabs"] == "failed"
    assert outcomes(devloop)["hooks:no-tabs"] == "passed*", framework


def test_hooks_that_ask_git_find_the_change_staged(
    framework: str, devloop: Devloop, repo: Repo
) -> None:
    """Such as those that look for large files that are added."""
    ask = "sh -c 'git diff --staged --name-status; exit 1'"
    hook = f'{{id: ask, name: a, language: system, entry: "{ask}", always_run: true}}'
    configured(repo, f"repos: [{{repo: local, hooks: [{hook}]}}]\n", old_txt="OLD\n", gone_txt="")
    repo.git("rm", "-q", "gone.txt")
    repo.stage({"new.txt": "NEW\n", "old.txt": "OTHER\n"})
    words = devloop("check", code=1).said.split()
    found = [words[place - 1 : place + 1] for place, word in enumerate(words) if ".txt" in word]
    assert found == [["D", "gone.txt"], ["A", "new.txt"], ["M", "old.txt"]], framework


def test_what_passed_over_all_files_proves_nothing_of_a_change(
    prek: str, devloop: Devloop, repo: Repo
) -> None:
    configured(repo, old_txt="OLD\n")
    repo.stage({"new.txt": "FINE\n"})
    assert outcomes(devloop, "--all") == {"hooks:no-tabs": "passed", "hooks:upper": "passed"}
    assert outcomes(devloop) == {"hooks:no-tabs": "passed", "hooks:upper": "passed"}, prek


def test_a_hook_that_asks_what_is_staged_is_not_proven_by_a_look_at_all_files(
    prek: str, devloop: Devloop, repo: Repo
) -> None:
    ask = "sh -c '! git diff --staged --name-only | grep -q big'"
    hook = f'{{id: ask, name: a, language: system, entry: "{ask}", always_run: true}}'
    configured(repo, f"repos: [{{repo: local, hooks: [{hook}]}}]\n")
    repo.stage({"big": "BIG\n"})
    assert outcomes(devloop, "--all") == {"hooks:ask": "passed"}
    assert outcomes(devloop) == {"hooks:ask": "failed"}, prek


def test_a_commit_is_known_from_what_was_staged(prek: str, devloop: Devloop, repo: Repo) -> None:
    configured(repo)
    repo.stage({"a.txt": "FINE\n"})
    outcomes(devloop)
    repo.commit("a")
    assert outcomes(devloop, "HEAD") == {"hooks:no-tabs": "passed*", "hooks:upper": "passed*"}, prek


def test_another_definition_of_one_hook_leaves_the_others_known(
    prek: str, devloop: Devloop, repo: Repo
) -> None:
    """Of everything else being equal: the definition is in the tree, which is judged anew."""
    configured(repo)
    repo.stage({"a.txt": "FINE\n"})
    before = why(devloop, "hooks:no-tabs")
    repo.stage({".pre-commit-config.yaml": HOOKS.replace("exclude: ^low", "exclude: ^LOW")})
    after = why(devloop, "hooks:no-tabs")
    assert before["check"] == after["check"], prek
    assert before["environment"] == after["environment"]


def why(devloop: Devloop, check: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(devloop("why", check, "--json").stdout)["manifest"]
    return found


def test_files_that_are_gone_are_not_given_to_hooks(
    framework: str, devloop: Devloop, repo: Repo
) -> None:
    configured(repo, old_txt="TAB\n")
    repo.git("rm", "-q", "old.txt")
    assert outcomes(devloop) == {"hooks:no-tabs": "passed", "hooks:upper": "passed"}, framework


def test_what_a_hook_would_change_is_shown_and_devloop_fix_takes_it_over(
    framework: str, devloop: Devloop, repo: Repo
) -> None:
    configured(repo)
    repo.stage({"a.txt": "fine\n"})
    said = devloop("check", code=1).said
    assert "it would change a.txt" in said
    assert "+FINE" in said
    assert "→ devloop fix hooks:upper" in said
    assert "→ devloop fix hooks:upper" in devloop("check", code=1).said, framework
    assert (repo.path / "a.txt").read_text() == "fine\n"
    devloop("fix")
    assert (repo.path / "a.txt").read_text() == repo.git("show", ":a.txt") + "\n" == "FINE\n"
    devloop("check")


def test_hooks_can_be_asked_for_together_or_one_by_one(
    prek: str, devloop: Devloop, repo: Repo
) -> None:
    configured(repo)
    repo.stage({"a.txt": "fine\n"})
    assert outcomes(devloop, "--only", "hooks:no-tabs") == {"hooks:no-tabs": "passed"}
    assert outcomes(devloop, "--only", "hooks").keys() == {"hooks:no-tabs", "hooks:upper"}
    assert outcomes(devloop, "--again", "hooks")["hooks:no-tabs"] == "passed"
    said = devloop("check", "--only", "nothing", code=2).said
    assert "the checks are: hooks:no-tabs, hooks:upper" in said, prek


STAGES = """\
repos:
  - repo: local
    hooks:
      - {id: early, name: e, language: system, entry: "true"}
      - {id: late, name: l, language: system, entry: "true", stages: [pre-push]}
      - {id: message, name: m, language: system, entry: "false", stages: [commit-msg]}
      - {id: by-hand, name: h, language: system, entry: "false", stages: [manual]}
"""


def test_hooks_are_due_at_their_stages(framework: str, devloop: Devloop, repo: Repo) -> None:
    configured(repo, STAGES)
    repo.stage({"a.txt": ""})
    assert outcomes(devloop) == {"hooks:early": "passed"}
    both = {"hooks:early": "passed*", "hooks:late": "passed"}
    assert outcomes(devloop, "--stage", "push") == both, framework


FAST = """\
fail_fast: true
repos:
  - repo: local
    hooks:
      - {id: first, name: f, language: system, entry: "false", always_run: true}
      - {id: second, name: s, language: system, entry: "true", always_run: true}
"""


def test_after_a_failure_that_ends_all_no_other_hook_is_run(
    prek: str, devloop: Devloop, repo: Repo
) -> None:
    configured(repo, FAST)
    assert outcomes(devloop) == {"hooks:first": "failed", "hooks:second": "cancelled"}, prek


ODD = """\
repos:
  - repo: local
    hooks:
      - {id: missing, name: m, language: system, entry: no-such-program-here, always_run: true}
"""


def test_a_program_that_a_hook_misses_is_no_failure_of_the_content(
    framework: str, devloop: Devloop, repo: Repo
) -> None:
    configured(repo, ODD)
    said = devloop("check", code=3).said
    assert "hooks:missing could not run" in said, framework
    assert "no-such-program-here" in said


def test_a_language_that_the_framework_does_not_know_is_errored(
    framework: str, devloop: Devloop, repo: Repo
) -> None:
    configured(repo, ODD.replace("system", "cobol"))
    said = devloop("check", code=3).said
    assert "hooks:missing could not run" in said
    assert f"→ {framework} install-hooks" in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("repos: 3\n", "repos must be a list, not 3"),
        ("repos: []\n", "has no hook that checks files"),
        ("repos:\n  - {repo: local, hooks: [{name: x}]}\n", "a hook has no id"),
        ("repos: [\n", ".pre-commit-config.yaml: while parsing"),
    ],
)
def test_hooks_that_cannot_be_told_prove_nothing(
    prek: str, devloop: Devloop, repo: Repo, text: str, sentence: str
) -> None:
    configured(repo, text)
    said = devloop("check", code=3).said
    assert sentence in said, prek
    assert "git add .pre-commit-config.yaml" in said


def test_without_a_configuration_nothing_is_proven(devloop: Devloop, repo: Repo, prek: str) -> None:
    repo.stage({"devloop.toml": CONFIG, "a.txt": "x"})
    assert (
        "the tree being checked has no .pre-commit-config.yaml" in devloop("check", code=3).said
    ), prek


TOOL = {
    ".pre-commit-hooks.yaml": "- {id: shout, name: shout, entry: shout, language: python}\n",
    "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'backend'\n"
    "backend-path = ['.']\n",
    "backend.py": """\
import zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    info = "shout-1.dist-info/"
    with zipfile.ZipFile(folder + "/shout-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("shout.py", "import sys\\ndef main(): return len(sys.argv) > 2\\n")
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: shout\\nVersion: 1\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(info + "entry_points.txt", "[console_scripts]\\nshout = shout:main\\n")
        wheel.writestr(info + "RECORD", "")
    return "shout-1-py3-none-any.whl"
""",
}


def test_an_environment_is_made_once_and_is_part_of_the_key(
    devloop: Devloop, repo: Repo, own_python: None, tmp_path: Path
) -> None:
    tool = Repo.create(tmp_path / "tool", Path(repo.environ["HOME"]))
    revision = tool.commit("tool", TOOL)
    install(repo, "pre-commit")
    hook = f"{{repo: 'file://{tool.path}', rev: {revision}, hooks: [{{id: shout, files: txt}}]}}"
    configured(repo, f"repos: [{hook}]\n")
    repo.stage({"a.txt": "one file is fine"})
    assert outcomes(devloop) == {"hooks:shout": "passed"}, own_python
    assert outcomes(devloop) == {"hooks:shout": "passed*"}
    made = why(devloop, "hooks:shout")["environment"]
    assert isinstance(made, dict)
    assert made["hook"]["revision"] == revision
    repo.stage({"b.txt": "two are not"})
    assert outcomes(devloop) == {"hooks:shout": "failed"}
    (record,) = Path(repo.environ["XDG_CACHE_HOME"]).rglob("shout-1.dist-info/RECORD")
    record.write_text("installed anew")
    assert outcomes(devloop) == {"hooks:shout": "failed"}


UNMADE = """\
repos:
  - repo: local
    hooks:
      - {id: x, name: x, language: python, entry: x, additional_dependencies: [./nowhere]}
"""


@pytest.mark.parametrize(
    "text", [UNMADE, "repos:\n  - {repo: 'file:///nowhere', rev: v1, hooks: [{id: x}]}\n"]
)
def test_hooks_whose_environment_cannot_be_made_are_errored(
    framework: str, devloop: Devloop, repo: Repo, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")  # nobody answers, and says so at once
    configured(repo, text)
    said = devloop("check", code=3).said
    assert f"{framework} cannot create the environment of this hook" in said
    assert f"→ {framework} install-hooks" in said


def test_without_a_framework_it_says_what_to_install(
    devloop: Devloop, repo: Repo, own_python: None
) -> None:
    configured(repo)
    said = devloop("check", code=3).said
    assert own_python is None
    assert "neither pre-commit nor prek is installed" in said
    assert "-m pip install pre-commit" in said
