"""Whatever a check can see besides the content changes the fingerprint, memo or no memo."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from devloop.environment.fingerprinting import MISSING, words_of
from devloop.environment.memo import Memo
from devloop.errors import CannotJudge
from tests.verdict.venv import Venv, program_at, settled_memo


@pytest.fixture
def venv(tmp_path: Path) -> Venv:
    made = Venv.create(tmp_path / "venv", tmp_path / "home")
    made.install("requests", "2.31.0", {"requests/__init__.py": "old = 1\n"})
    return made


@pytest.fixture
def memo(tmp_path: Path) -> Memo:
    """A memo that has seen the environment and believes what it saw."""
    return settled_memo(tmp_path / "memo")


Change = Callable[[Venv], object]


def differs(
    venv: Venv, memo: Memo, change: Change, run: str | tuple[str, ...] = ("python",)
) -> bool:
    """Whether a change shows, both in a memo that lives on and in one read anew."""
    before = venv.fingerprint(memo, run).digest
    assert venv.fingerprint(memo, run).digest == before
    memo.save()
    change(venv)
    seen = venv.fingerprint(memo, run).digest
    assert venv.fingerprint(settled_memo(memo.file), run).digest == seen
    assert venv.fingerprint(Memo(file=memo.file.with_name("none")), run).digest == seen
    return seen != before


def same_place(path: Path, text: str) -> None:
    """Write as many bytes into the very file and give it back its modification time."""
    before = path.stat()
    assert len(text) == before.st_size
    with path.open("r+") as file:
        file.write(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_the_same_environment_has_the_same_fingerprint(venv: Venv, memo: Memo) -> None:
    assert not differs(venv, memo, lambda _: None)


def test_it_names_what_is_installed(venv: Venv, memo: Memo) -> None:
    (found,) = venv.fingerprint(memo).distributions
    assert found[0] == "requests"
    assert found[1].startswith("2.31.0 ")


def upgraded(venv: Venv) -> None:
    shutil.rmtree(venv.site / "requests-2.31.0.dist-info")
    venv.install("requests", "2.32.0", {"requests/__init__.py": "new = 1\n"})


def rebuilt(venv: Venv) -> None:
    venv.install("requests", "2.31.0", {"requests/__init__.py": "new = 1\n"})


def record_overwritten_in_place(venv: Venv) -> None:
    record = venv.site / "requests-2.31.0.dist-info" / "RECORD"
    same_place(record, record.read_text().replace("8", "9"))


def second_copy(venv: Venv) -> None:
    (venv.site / "requests-1.0.dist-info").mkdir()


def start_up_line(venv: Venv) -> None:
    (venv.site / "x.pth").write_text("import os\n")


def start_up_module(venv: Venv) -> None:
    (venv.site / "sitecustomize.py").write_text("import os\n")


def module_of_no_distribution(venv: Venv) -> None:
    (venv.site / "_virtualenv.py").write_text("import os\n")


def from_elsewhere(venv: Venv) -> None:
    (venv.site / "requests-2.31.0.dist-info" / "direct_url.json").write_text('{"url": "x"}')


def with_the_system(venv: Venv) -> None:
    config = venv.path / "pyvenv.cfg"
    config.write_text(config.read_text().replace("false", "true"))


def another_interpreter(venv: Venv) -> None:
    venv.python.unlink()
    shutil.copy2(Path(sys.executable).resolve(), venv.python)
    with venv.python.open("ab") as file:
        file.write(b"\n")


def settings_at_home(venv: Venv) -> None:
    place = venv.home / ".config" / "ruff" / "ruff.toml"
    place.parent.mkdir(parents=True)
    place.write_text("line-length = 10\n")


@pytest.mark.parametrize(
    "change",
    [
        upgraded,
        rebuilt,
        record_overwritten_in_place,
        second_copy,
        start_up_line,
        start_up_module,
        module_of_no_distribution,
        from_elsewhere,
        with_the_system,
        another_interpreter,
        settings_at_home,
    ],
)
def test_a_change_of_the_environment_shows(venv: Venv, memo: Memo, change: Change) -> None:
    assert differs(venv, memo, change)


def test_an_edited_start_up_line_shows(venv: Venv, memo: Memo) -> None:
    line = venv.site / "x.pth"
    line.write_text("import os\n")
    assert differs(venv, memo, lambda _: same_place(line, "import re\n"))


def test_an_installation_without_a_record_shows_when_it_is_made_again(
    venv: Venv, memo: Memo
) -> None:
    """Of such a one, as systems make them, only the time tells that its files are others."""
    metadata = venv.site / "yaml-6.0.egg-info"
    metadata.mkdir()
    (metadata / "PKG-INFO").write_text("Version: 6.0\n")

    def again(_: Venv) -> None:
        shutil.rmtree(metadata)
        metadata.mkdir()
        (metadata / "PKG-INFO").write_text("Version: 6.0\n")

    assert differs(venv, memo, again)


def test_a_package_in_the_users_own_site_directory_shows(venv: Venv, memo: Memo) -> None:
    """A directory that is not there when first looked at, and that `-I` would not show."""
    with_the_system(venv)

    def install(_: Venv) -> None:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        site = venv.home / ".local" / "lib" / version / "site-packages"
        (site / "pytest_extra-1.0.dist-info").mkdir(parents=True)

    assert differs(venv, memo, install)


def test_the_users_own_site_directory_is_that_of_the_check(venv: Venv, memo: Memo) -> None:
    with_the_system(venv)
    one = venv.fingerprint(memo)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = venv.home / "base" / "lib" / version / "site-packages"
    (site / "pytest_extra-1.0.dist-info").mkdir(parents=True)
    other = venv.fingerprint(memo, variables={"PYTHONUSERBASE": str(venv.home / "base")})
    assert one.distributions != other.distributions


def test_code_of_another_project_that_is_imported_from_its_folder_shows(
    venv: Venv, memo: Memo, tmp_path: Path
) -> None:
    """An editable install leaves a record that never changes, whatever is edited."""
    code = tmp_path / "library" / "src" / "library" / "__init__.py"
    code.parent.mkdir(parents=True)
    code.write_text("answer = 41\n")
    venv.install_editable("library", tmp_path / "library")
    assert differs(venv, memo, lambda _: same_place(code, "answer = 42\n"))


@pytest.mark.parametrize("line", ["{}\n", "import sys; sys.path.append({!r})\n"])
def test_a_folder_that_a_start_up_line_adds_later_is_followed(
    venv: Venv, memo: Memo, tmp_path: Path, line: str
) -> None:
    code = tmp_path / "library" / "m.py"
    code.parent.mkdir()
    code.write_text("answer = 41\n")
    venv.fingerprint(memo)
    (venv.site / "library.pth").write_text(line.format(str(code.parent)))
    assert differs(venv, memo, lambda _: same_place(code, "answer = 42\n"))


def test_a_linked_package_of_another_project_shows(venv: Venv, memo: Memo, tmp_path: Path) -> None:
    code = tmp_path / "library" / "library" / "__init__.py"
    code.parent.mkdir(parents=True)
    code.write_text("answer = 41\n")
    (venv.site / "library").symlink_to(code.parent)
    assert differs(venv, memo, lambda _: same_place(code, "answer = 42\n"))


def test_a_project_behind_an_import_hook_shows(venv: Venv, memo: Memo, tmp_path: Path) -> None:
    """meson-python and scikit-build-core leave nothing that says where the code is."""
    code = tmp_path / "library" / "src" / "m.py"
    code.parent.mkdir(parents=True)
    code.write_text("answer = 41\n")
    venv.install_editable("library", tmp_path / "library")
    (venv.site / "__editable__.library.pth").write_text("import os\n")
    assert differs(venv, memo, lambda _: same_place(code, "answer = 42\n"))


def test_the_projects_own_code_is_no_part_of_its_environment(
    venv: Venv, memo: Memo, tmp_path: Path
) -> None:
    code = tmp_path / "project" / "src" / "m.py"
    code.parent.mkdir(parents=True)
    code.write_text("answer = 41\n")
    tops = (tmp_path / "project",)
    venv.install_editable("project", tops[0])
    before = venv.fingerprint(memo, tops=tops)
    code.write_text("answer = 42\n")
    assert venv.fingerprint(memo, tops=tops) == before


def test_a_program_replaced_by_one_of_the_same_size_and_time_shows(venv: Venv, memo: Memo) -> None:
    tool = venv.script("tool", "#!/bin/sh\nexit 0\n")
    assert differs(venv, memo, lambda _: same_place(tool, "#!/bin/sh\nexit 1\n"), ("tool",))


def test_a_program_that_comes_earlier_on_the_path_shows(venv: Venv, memo: Memo) -> None:
    assert differs(venv, memo, lambda v: v.script("sort", "#!/bin/sh\n"), ("sort",))


def test_a_program_that_is_installed_later_shows(venv: Venv, memo: Memo) -> None:
    assert venv.fingerprint(memo, ("tool",)).program == (("tool", MISSING),)
    assert differs(venv, memo, lambda v: v.script("tool", "#!/bin/sh\n"), ("tool",))


@pytest.mark.parametrize("line", ["cd src && tool x", "A=1 tool", "echo `tool`", "env tool"])
def test_every_program_of_a_line_for_the_shell_shows(venv: Venv, memo: Memo, line: str) -> None:
    venv.script("tool", "#!/bin/sh\nexit 0\n")
    assert differs(venv, memo, lambda v: v.script("tool", "#!/bin/sh\nexit 1\n"), line)


@pytest.mark.parametrize(
    "first_line",
    [
        "#!{python}\n",
        "#!{python} -I\n",
        "#!/usr/bin/env -S {python}\n",
        "#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n",
    ],
)
def test_an_upgrade_in_a_tools_own_environment_shows(
    venv: Venv, memo: Memo, tmp_path: Path, first_line: str
) -> None:
    """Both pipx and uv leave the script as it is when they upgrade what it starts."""
    tools = Venv.create(tmp_path / "pipx", venv.home)
    tools.install("mypy", "1.0", {"mypy/__init__.py": ""})
    venv.script("mypy", first_line.format(python=tools.python))
    assert differs(
        venv, memo, lambda _: tools.install("mypy", "1.0", {"mypy/__init__.py": "x"}), ("mypy",)
    )


def test_an_upgrade_beside_another_python_shows(venv: Venv, memo: Memo, tmp_path: Path) -> None:
    other = Venv.create(tmp_path / "other", venv.home)
    run = (str(other.python), "-m", "pytest")
    assert differs(venv, memo, lambda _: other.install("pytest", "9.0", {}), run)


def test_another_choice_of_a_shim_shows(venv: Venv, memo: Memo, tmp_path: Path) -> None:
    """A shim is always the same; what it starts is not."""
    root = tmp_path / "pyenv"
    program_at(root / "shims" / "tool", "#!/bin/sh\nexec pyenv exec tool\n")
    (root / "version").write_text("3.11\n")
    venv.variables["PATH"] += f":{root / 'shims'}"
    assert differs(venv, memo, lambda _: (root / "version").write_text("3.12\n"), ("tool",))
    real = root / "versions" / "3.11" / "bin" / "tool"
    assert differs(venv, memo, lambda _: program_at(real, "#!/bin/sh\n"), ("tool",))


@pytest.mark.parametrize(
    "change", [{"ANSWER": "42"}, {"PATH": "/bin"}, {"FORCE_COLOR": "1"}, {"LANG": "C"}]
)
def test_a_changed_variable_shows(venv: Venv, memo: Memo, change: dict[str, str]) -> None:
    one = venv.fingerprint(memo, ("/bin/sh",))
    assert venv.fingerprint(memo, ("/bin/sh",), variables=change).digest != one.digest


def test_a_variables_value_is_not_kept(venv: Venv, memo: Memo) -> None:
    found = venv.fingerprint(memo, variables={"PASSWORD": "correct horse"})
    assert "PASSWORD" in dict(found.variables)
    assert "correct horse" not in repr(found)


def test_a_file_that_changed_a_moment_ago_is_not_remembered(venv: Venv, tmp_path: Path) -> None:
    """It may change again within one tick of the clock, and its stat would not tell."""
    venv.script("tool", "#!/bin/sh\n")
    memo = Memo(file=tmp_path / "memo")
    venv.fingerprint(memo, ("tool",))
    memo.save()
    assert not memo.file.exists() or str(venv.path) not in memo.file.read_text()


def test_an_interpreter_that_does_not_run_is_no_environment(venv: Venv, memo: Memo) -> None:
    venv.python.unlink()
    program_at(venv.python, "#!/bin/sh\nexit 3\n")
    with pytest.raises(CannotJudge, match="does not run"):
        venv.fingerprint(memo)


def test_a_script_that_chooses_an_interpreter_is_asked_each_time(
    venv: Venv, memo: Memo, tmp_path: Path
) -> None:
    """Such as pyenv's shim: nothing about the file tells what it will start."""
    other = Venv.create(tmp_path / "other", venv.home)
    other.install("rich", "14.0", {})
    choice = tmp_path / "choice"
    choice.symlink_to(Path(sys.executable).resolve())
    shim = program_at(tmp_path / "shim", f'#!/bin/sh\nexec "$(cat {tmp_path}/chosen)" "$@"\n')
    (tmp_path / "chosen").write_text(str(venv.python))
    shimmed = Venv(path=tmp_path / "s", home=venv.home, variables=venv.variables)
    (tmp_path / "s" / "bin").mkdir(parents=True)
    shimmed.python.symlink_to(shim)
    before = shimmed.fingerprint(memo)
    (tmp_path / "chosen").write_text(str(other.python))
    assert shimmed.fingerprint(memo).distributions != before.distributions


def test_words_that_name_programs_are_found_in_a_list_too(venv: Venv) -> None:
    tool = venv.script("tool", "#!/bin/sh\n")
    assert words_of(("env", "A=1", tool.name, "src/x.py"), venv.variables) == ("env", "tool")


def test_no_run_of_its_own_names_no_program() -> None:
    assert words_of(None, {}) == ()
