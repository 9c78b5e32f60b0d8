"""A project that was installed as a copy: the check sees what is judged, or says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devloop.workspace.namespace.possible import reason_against
from tests.support.guarded import Guarded, one_check
from tests.verdict.venv import Venv


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    (tmp_path / "probe").mkdir()
    if reason := reason_against(tmp_path / "probe", ()):
        pytest.skip(reason)
    return Guarded.bare_handed(tmp_path / "ground", one_check("python -I -c 'import shop'"))


def install_copy(guarded: Guarded, files: dict[str, str]) -> None:
    venv = Venv.create(guarded.path / ".venv", guarded.home)
    metadata = venv.install("shop", "1.0", files)
    url = {"url": guarded.path.as_uri(), "dir_info": {}}
    (metadata / "direct_url.json").write_text(json.dumps(url))


def judged(guarded: Guarded, line: str, code: int) -> str:
    guarded.repo.stage({"devloop.toml": one_check(line), ".gitignore": ".venv\n"})
    return guarded.devloop("check", "--staged", code=code).said


@pytest.mark.parametrize(
    ("installed", "place"),
    [("shop/__init__.py", "src/shop/__init__.py"), ("shop.py", "shop.py")],
)
def test_what_is_judged_stands_where_the_copy_is(
    guarded: Guarded, installed: str, place: str
) -> None:
    install_copy(guarded, {installed: "ANSWER = 42\n"})
    line = 'cd / && python -I -c "import shop; assert shop.ANSWER == 42"'
    guarded.repo.stage({place: "ANSWER = 42\n"})
    judged(guarded, line, 0)
    guarded.repo.stage({place: "ANSWER = 41\n"})
    judged(guarded, line, 1)
    assert "42" in (next(guarded.path.glob(".venv/lib/*/site-packages")) / installed).read_text()


@pytest.mark.parametrize(
    "files", [{"shop/__init__.py": "", "shop/fast.so": ""}, {"shop/__init__.py": ""}]
)
def test_a_copy_that_only_a_build_can_renew_cannot_be_imported_and_says_why(
    guarded: Guarded, files: dict[str, str]
) -> None:
    install_copy(guarded, files)
    if len(files) > 1:
        guarded.repo.stage({"src/shop/__init__.py": ""})
    said = judged(guarded, 'python -I -c "import shop"', 1)
    assert "shop is installed as a copy, which is not what is judged" in said
    assert f"python -m pip install -e {guarded.path}" in said
