"""Files in Python's module directories that change imports.

Metadata of distributions, start-up files (`.pth`, `sitecustomize`), and modules that stand there
alone, such as the finders of editable installs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from devloop.git.record import dataclass

METADATA = (".dist-info", ".egg-info")
START_UP = (".pth", ".egg-link")
START_UP_MODULES = ("sitecustomize.py", "usercustomize.py")
SITES = ("site-packages", "dist-packages")
"""Names of the directories that hold what is installed, and little else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """One thing in a site directory that changes what is imported."""

    path: str
    is_metadata: bool
    sources: tuple[str, ...]
    """The files whose content tells one installation from another."""

    @property
    def name(self) -> str:
        """Of a distribution without its version, else of the file."""
        base = self.path.rpartition(os.sep)[2]
        return base.rpartition(".")[0].partition("-")[0] if self.is_metadata else base

    @property
    def version(self) -> str:
        """Of a distribution."""
        base = self.path.rpartition(os.sep)[2]
        return base.rpartition(".")[0].partition("-")[2] if self.is_metadata else ""


def site_files(directory: str) -> Iterator[SiteFile]:
    """Those in a directory, by name; none where it cannot be read."""
    try:
        names = os.listdir(directory)  # noqa: PTH208 - hot path
    except OSError:
        return
    modules = directory.endswith(SITES)
    endings = (*METADATA, *START_UP, *((".py",) if modules else START_UP_MODULES))
    names = sorted(name for name in names if name.endswith(endings))
    for name in names:
        path = f"{directory}{os.sep}{name}"
        if name.endswith(METADATA):
            yield SiteFile(path=path, is_metadata=True, sources=_sources(path))
        elif (
            name.endswith(START_UP)
            or name in START_UP_MODULES
            or (modules and name.endswith(".py"))
        ):
            yield SiteFile(path=path, is_metadata=False, sources=(path,))


def _sources(metadata: str) -> tuple[str, ...]:
    """RECORD holds the digest of every installed file; where there is none, all metadata counts."""
    record = f"{metadata}{os.sep}RECORD"
    if metadata.endswith(".dist-info") and os.path.exists(record):  # noqa: PTH110 - hot path
        return (record, f"{metadata}{os.sep}direct_url.json")
    try:
        names = sorted(os.listdir(metadata))  # noqa: PTH208 - hot path
    except OSError:
        return (metadata,)
    return (metadata, *(f"{metadata}{os.sep}{name}" for name in names))
