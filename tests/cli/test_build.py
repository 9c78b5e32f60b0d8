"""Kind `build` on small projects, without the network."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Devloop
from tests.support.repo import Repo

BACKEND = """
import zipfile, tarfile, pathlib
METADATA = "Metadata-Version: 2.1\\nName: pkg\\nVersion: 1.0\\n"
def build_sdist(folder, config_settings=None):
    name = "pkg-1.0.tar.gz"
    with tarfile.open(pathlib.Path(folder, name), "w:gz") as archive:
        for file in FILES:
            archive.add(file, "pkg-1.0/" + file)
        pathlib.Path(folder, "info").write_text(METADATA)
        archive.add(pathlib.Path(folder, "info"), "pkg-1.0/PKG-INFO")
    return name
FILES = ["pyproject.toml", "backend.py", "pkg/__init__.py"]
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "pkg-1.0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as archive:
        archive.write("pkg/__init__.py")
        archive.writestr("pkg/made.py", "")
        info = "pkg-1.0.dist-info/"
        archive.writestr(info + "METADATA", METADATA)
        tags = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        archive.writestr(info + "WHEEL", tags)
        archive.writestr(info + "RECORD", "")
    return name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
FILES = {
    "devloop.toml": '[checks.wheel]\nkind = "build"\n',
    "pyproject.toml": PROJECT,
    "backend.py": BACKEND,
    "pkg/__init__.py": "x = 1\n",
    "pkg/data.txt": "forgotten",
}


@pytest.fixture(autouse=True)
def site(repo: Repo, own_python: None) -> Path:  # noqa: ARG001 - it makes an environment
    """Where `build` and its like are, in the project's environment."""
    (site,) = (repo.path / ".venv").glob("lib/python*/site-packages")
    source = Path(pytest.__file__).parent.parent
    for name in ("build", "pyproject_hooks", "packaging", "pip"):
        for place in (source / name, *source.glob(f"{name}-*.dist-info")):
            (site / place.name).symlink_to(place)
    return site


def test_a_wheel_is_built_installed_and_imported(devloop: Devloop, repo: Repo) -> None:
    repo.stage(FILES)
    said = devloop("check").said
    assert "in the wheel, not in the tree: pkg/made.py" in said
    assert "in the tree, not in the wheel: pkg/data.txt" in said


def test_a_wheel_that_cannot_be_imported_is_failed(devloop: Devloop, repo: Repo) -> None:
    repo.stage({**FILES, "pkg/__init__.py": "import nowhere_to_be_found\n"})
    assert "cannot be imported: pkg" in devloop("check", code=1).said


@pytest.mark.parametrize(
    "ending",
    ["import sys; sys.exit(0)", "import os; os._exit(0)", "raise SystemExit", "exit()"],
)
def test_a_module_that_ends_the_process_has_not_been_imported(
    devloop: Devloop, repo: Repo, ending: str
) -> None:
    repo.stage({**FILES, "pkg/__init__.py": f"{ending}\n"})
    devloop("check", code=1)


def test_a_build_that_breaks_is_failed(devloop: Devloop, repo: Repo) -> None:
    repo.stage({**FILES, "backend.py": BACKEND + "1 / 0\n"})
    devloop("check", code=1)


def test_a_backend_that_cannot_be_had_is_errored(
    devloop: Devloop, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    requires = PROJECT.replace("[]", '["no-such-backend-of-anybodys"]')
    repo.stage({**FILES, "pyproject.toml": requires})
    assert "could not be installed" in devloop("check", code=3).said


def test_without_build_it_says_what_to_install(devloop: Devloop, repo: Repo, site: Path) -> None:
    (site / "build").unlink()
    repo.stage(FILES)
    assert "build is not installed in the environment of" in devloop("check", code=3).said


def test_a_backend_that_nothing_provides_is_errored(devloop: Devloop, repo: Repo) -> None:
    elsewhere = PROJECT.replace('"backend"', '"no_such_backend"')
    repo.stage({**FILES, "pyproject.toml": elsewhere})
    said = devloop("check", code=3).said
    assert "the build backend no_such_backend is not installed" in said
    assert "requires, under [build-system]" in said


def test_nothing_in_the_content_stands_in_for_what_builds_it(devloop: Devloop, repo: Repo) -> None:
    shadows = dict.fromkeys(
        ("build.py", "venv.py", "pip.py", "runpy.py"), "raise SystemExit('not me')\n"
    )
    repo.stage({**FILES, **shadows})
    devloop("check")


def test_without_a_pip_the_fresh_environment_brings_its_own(
    devloop: Devloop, repo: Repo, site: Path
) -> None:
    (site / "pip").unlink()
    (site / "pip.py").write_text("raise SystemExit('no such option: --python')\n")
    repo.stage(FILES)
    devloop("check")


EMPTY = BACKEND.replace('archive.write("pkg/__init__.py")', "").replace("pkg/made.py", "{}")


def test_a_wheel_with_nothing_in_it_is_failed(devloop: Devloop, repo: Repo) -> None:
    repo.stage({**FILES, "backend.py": EMPTY.format("readme.txt")})
    assert "nothing to import" in devloop("check", code=1).said


def test_a_wheel_of_stubs_is_installed_and_no_more(devloop: Devloop, repo: Repo) -> None:
    repo.stage({**FILES, "backend.py": EMPTY.format("pkg-stubs/__init__.pyi")})
    devloop("check")
