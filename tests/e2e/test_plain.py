"""Checks that are not sealed: what they do to environments and folders is not the user's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guarded import Guarded, one_check
from tests.verdict.venv import Venv


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    return Guarded.bare_handed(tmp_path / "ground")


def judged(guarded: Guarded, line: str, more: str = "", code: int = 0) -> str:
    text = one_check(line, f'\n[environment]\nsandbox = "plain"\n{more}')
    guarded.repo.stage({"devloop.toml": text, ".gitignore": ".venv\nnode_modules\ndata\n"})
    return guarded.devloop("check", "--staged", code=code).said


def environment(guarded: Guarded) -> Venv:
    venv = Venv.create(guarded.path / ".venv", guarded.home)
    venv.install("other", "1.0", {"other/__init__.py": "HERE = 1\n"})
    venv.install_editable("demo", guarded.path)
    return venv


SEES = "import demo, other; assert demo.ANSWER == 42"


@pytest.mark.parametrize("line", [f'python -c "{SEES}"', f'env -i .venv/bin/python -c "{SEES}"'])
def test_an_editable_install_leads_to_what_is_judged_without_a_variable(
    guarded: Guarded, line: str
) -> None:
    environment(guarded)
    guarded.repo.stage({"src/demo.py": "ANSWER = 41\n"})
    guarded.repo.write("src/demo.py", "ANSWER = 42\n")
    assert "Error" in judged(guarded, line, code=1)
    guarded.repo.stage({"src/demo.py": "ANSWER = 42\n"})
    judged(guarded, line)


def test_what_a_check_installs_and_removes_is_not_the_users(guarded: Guarded) -> None:
    site = environment(guarded).site
    before = sorted(entry.name for entry in site.iterdir())
    text = (site / "demo.pth").read_text() if (site / "demo.pth").exists() else ""
    line = 'for s in "$VIRTUAL_ENV"/lib/python3*/site-packages; do rm -r "$s"/*.pth "$s"/other*; \
touch "$s/new.pth"; done; rm -r .venv/bin'
    judged(guarded, line)
    assert sorted(entry.name for entry in site.iterdir()) == before
    assert (site / "other/__init__.py").read_text() == "HERE = 1\n"
    assert not text or (site / "demo.pth").read_text() == text
    judged(guarded, 'python -c "import other"; test -e .venv/bin/python')


def test_folders_of_packages_and_of_data_can_be_emptied(guarded: Guarded) -> None:
    guarded.repo.write("node_modules/a/index.js", "1\n")
    guarded.repo.write("node_modules/@me/b/index.js", "1\n")
    guarded.repo.write("data/mine", "precious\n")
    line = "test -e node_modules/@me/b/index.js; rm -r node_modules/* data/mine; echo x > data/mine"
    judged(guarded, line, 'share = ["node_modules", "data"]')
    assert (guarded.path / "node_modules/a/index.js").exists()
    assert (guarded.path / "node_modules/@me/b/index.js").exists()
    assert (guarded.path / "data/mine").read_text() == "precious\n"
