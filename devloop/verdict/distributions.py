"""What is installed beside the project's interpreter, down to the digest of each record.

RECORD lists the digest of every file that was installed, so its own digest changes with any
upgrade, reinstallation or rebuild. Start-up files (`.pth`, `sitecustomize`) run code of their own
and count with their content.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from devloop.verdict.memo import Memo, stat_of

METADATA = (".dist-info", ".egg-info")
RECORDS = ("RECORD", "PKG-INFO", "direct_url.json")
"""What tells one installation from another, inside a distribution's metadata folder."""

START_UP = (".pth", ".egg-link")
START_UP_MODULES = ("sitecustomize.py", "usercustomize.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """One thing in a site directory that changes what is imported."""

    path: str
    is_metadata: bool

    @property
    def sources(self) -> tuple[str, ...]:
        """The files whose content counts."""
        if not self.is_metadata or not os.path.isdir(self.path):  # noqa: PTH112 - hot path
            return (self.path,)
        return tuple(f"{self.path}{os.sep}{name}" for name in RECORDS)


def distributions(paths: Sequence[str], memo: Memo) -> tuple[tuple[str, str], ...]:
    """Name, and version with digest, of all that is installed on the search path.

    In the unchanged case this is a listing of each directory and a few stats a distribution.
    """
    found = tuple(file for path in paths for file in _listing(path))
    stats = "\n".join(f"{source} {stat_of(source)}" for file in found for source in file.sources)
    key = f"distributions {hashlib.sha256(os.fsencode(stats)).hexdigest()}"
    fact = memo.get(key)
    if isinstance(fact, dict):
        return tuple(sorted((name, str(value)) for name, value in fact.items()))
    described = _describe(found)
    memo.put(key, dict(described))
    return described


def _listing(path: str) -> Iterator[SiteFile]:
    try:
        names = sorted(os.listdir(path))  # noqa: PTH208 - hot path
    except OSError:
        return
    for name in names:
        if name.endswith(METADATA):
            yield SiteFile(path=f"{path}{os.sep}{name}", is_metadata=True)
        elif name.endswith(START_UP) or name in START_UP_MODULES or _is_editable_finder(name):
            yield SiteFile(path=f"{path}{os.sep}{name}", is_metadata=False)


def _is_editable_finder(name: str) -> bool:
    return name.startswith("__editable__") and name.endswith(".py")


def _describe(found: Sequence[SiteFile]) -> tuple[tuple[str, str], ...]:
    described: dict[str, str] = {}
    for file in found:
        name, version = _name_and_version(file)
        text = f"{version} {_digest(file)}".strip()
        described[name] = f"{described[name]}, {text}" if name in described else text
    return tuple(sorted(described.items()))


def _name_and_version(file: SiteFile) -> tuple[str, str]:
    base = file.path.rpartition(os.sep)[2]
    if not file.is_metadata:
        return base, ""
    name, _, version = base.rpartition(".")[0].partition("-")
    return name, version


def _digest(file: SiteFile) -> str:
    digest = hashlib.sha256()
    for source in file.sources:
        try:
            content = Path(source).read_bytes()
        except OSError:
            content = b"\0absent"
        digest.update(b"%d:" % len(content) + content)
    return digest.hexdigest()[:32]


def editable_roots(paths: Sequence[str], tops: Sequence[Path]) -> tuple[Path, ...]:
    """Directories below `tops` that installations put on the search path, for imports.

    They come from `.pth` lines, from the mapping in setuptools' finders, and from `.egg-link`.
    """
    roots: dict[Path, None] = {}
    for file in (file for path in paths for file in _listing(path)):
        if not file.is_metadata:
            for root in _roots_in(Path(file.path)):
                if any(root.is_relative_to(top) for top in tops):
                    roots[root] = None
    return tuple(roots)


def _roots_in(file: Path) -> Iterator[Path]:
    try:
        text = file.read_text(errors="replace")
    except OSError:
        return
    if file.suffix == ".py":
        yield from _mapped(text)
        return
    for line in text.splitlines():
        if line.strip() and not line.startswith(("import ", "import\t", "#")):
            yield Path(os.path.normpath(file.parent / line.strip()))


def _mapped(finder: str) -> Iterator[Path]:
    """Parents of what a setuptools finder maps package names to."""
    import ast

    for line in finder.splitlines():
        if line.startswith("MAPPING") and "=" in line:
            try:
                mapping = ast.literal_eval(line.split("=", 1)[1].strip())
            except (ValueError, SyntaxError):
                return
            yield from (Path(place).parent for place in dict(mapping).values())


def installed_copies(paths: Sequence[str], tops: Sequence[Path]) -> tuple[tuple[str, Path], ...]:
    """Projects below `tops` that were installed as a copy: distribution and project folder."""
    copies = []
    for file in (file for path in paths for file in _listing(path)):
        source = _direct_url(file)
        if source is not None and any(source.is_relative_to(top) for top in tops):
            copies.append((_name_and_version(file)[0], source))
    return tuple(copies)


def _direct_url(file: SiteFile) -> Path | None:
    try:
        about = json.loads(Path(file.path, "direct_url.json").read_text())
        url, editable = str(about["url"]), bool(about.get("dir_info", {}).get("editable"))
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    return None if editable or not url.startswith("file://") else Path(url.removeprefix("file://"))
