"""A virtual environment and a home for tests, with whatever installed that a test needs."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devloop.environment.fingerprint import Fingerprint
from devloop.environment.fingerprinting import fingerprint_environment, programs_of, words_of
from devloop.environment.memo import Memo
from devloop.git.record import replace


def settled_memo(file: Path) -> Memo:
    """A memo to which files that were made a moment ago are old."""
    return Memo(file=file, now=lambda: time.time() + 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Venv:
    """An environment that shares the standard library of the Python that runs the tests."""

    path: Path
    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @classmethod
    def create(cls, path: Path, home: Path) -> Venv:
        """An environment with nothing installed."""
        base = Path(sys.executable).resolve()
        venv = cls(path=path, home=home)
        venv.site.mkdir(parents=True)
        (path / "bin").mkdir()
        venv.python.symlink_to(base)
        (path / "pyvenv.cfg").write_text(
            f"home = {base.parent}\ninclude-system-site-packages = false\n"
        )
        home.mkdir(exist_ok=True)
        venv.variables.update(PATH=f"{path / 'bin'}:/usr/bin:/bin", HOME=str(home))
        return venv

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.path / "bin" / "python"

    @property
    def site(self) -> Path:
        """Where distributions are installed."""
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return self.path / "lib" / version / "site-packages"

    def install(self, name: str, version: str, files: Mapping[str, str]) -> Path:
        """Install a distribution as pip does; gives its metadata folder."""
        rows = []
        for file, text in files.items():
            (self.site / file).parent.mkdir(parents=True, exist_ok=True)
            (self.site / file).write_text(text)
            rows.append(f"{file},sha256={hashlib.sha256(text.encode()).hexdigest()},{len(text)}")
        metadata = self.site / f"{name}-{version}.dist-info"
        metadata.mkdir(exist_ok=True)
        (metadata / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
        (metadata / "RECORD").write_text("\n".join(rows))
        return metadata

    def install_editable(self, name: str, project: Path) -> None:
        """Leave a project's code where it is and point to it, as setuptools does for a layout."""
        metadata = self.install(name, "1.0", {})
        url = {"url": project.as_uri(), "dir_info": {"editable": True}}
        (metadata / "direct_url.json").write_text(json.dumps(url))
        (self.site / f"__editable__.{name}.pth").write_text(f"{project / 'src'}\n")

    def script(self, name: str, text: str) -> Path:
        """A program in the environment."""
        return program_at(self.path / "bin" / name, text)

    def fingerprint(
        self,
        memo: Memo,
        run: str | tuple[str, ...] = ("python",),
        *,
        tops: Sequence[Path] = (),
        variables: Mapping[str, str] | None = None,
    ) -> Fingerprint:
        """The environment of a check that runs this, as it is now."""
        given = {**self.variables, **(variables or {})}
        around = fingerprint_environment(
            self.python,
            given,
            declared=(),
            shares=(),
            settings=(),
            memo=memo,
            key=b"key",
            tops=tops,
        )
        programs = programs_of(words_of(run, given), self.python, given, memo)
        return replace(around, program=programs)


def program_at(place: Path, text: str) -> Path:
    """An executable file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    place.chmod(0o755)
    return place
