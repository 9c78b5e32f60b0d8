"""Installations that leave the code where it is: in the user's worktree, or in another project.

Those in the worktree have to be redirected into the workspace. Those elsewhere are part of the
environment, and no record tells when their files change, so their content is read.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from devloop.environment.distributions import Installed
from devloop.environment.interpreter import Interpreter
from devloop.environment.memo import Memo, stats_of
from devloop.environment.site_files import SITES, site_files

PASSED_OVER = ("__pycache__", "node_modules")
"""Folders, besides hidden ones and environments, that hold nothing that is imported."""


def editable_roots(paths: Sequence[str], tops: Sequence[Path]) -> tuple[Path, ...]:
    """Directories below `tops` that installations put on the search path, for imports.

    They come from `.pth` lines, from the mapping in setuptools' finders, and from `.egg-link`.
    """
    roots = dict.fromkeys(root for path in paths for root in _roots_in(path))
    return tuple(root for root in roots if _is_below(root, tops))


def foreign_sources(
    installed: Installed, about: Interpreter, tops: Sequence[Path], memo: Memo
) -> tuple[tuple[str, str], ...]:
    """Path and digest of all code on the search path that is neither installed nor in `tops`."""
    known = {*about.core, *about.sites}
    roots = {Path(path) for path in installed.paths if path not in known}
    fact = memo.remembered(
        f"roots {installed.subject}",
        installed.stats,
        lambda: [str(root) for root in _all_roots(installed)],
    )
    roots.update(Path(str(root)) for root in (fact if isinstance(fact, list) else ()))
    wanted = sorted({str(r) for r in roots if not _is_below(r, tops) and r.name not in SITES})
    return tuple((path, _digest_below(path, memo)) for path in wanted)


def _all_roots(installed: Installed) -> tuple[Path, ...]:
    """The roots, and each project of which only an import hook knows where its code is."""
    roots = tuple(root for path in installed.paths for root in _roots_in(path))
    metadata = (file.path for file in installed.files if file.is_metadata)
    projects = (_project_of(path, editable=True) for path in metadata)
    hooked = (p for p in projects if p and not any(r.is_relative_to(p) for r in roots))
    return (*roots, *hooked)


def _is_below(path: Path, tops: Sequence[Path]) -> bool:
    real = Path(os.path.realpath(path))
    return any(
        path.is_relative_to(top) or real.is_relative_to(os.path.realpath(top)) for top in tops
    )


def _roots_in(directory: str) -> Iterator[Path]:
    for file in site_files(directory):
        if not file.is_metadata:
            yield from _roots_named_in(Path(file.path))
    yield from _linked_from(directory)


def _roots_named_in(file: Path) -> Iterator[Path]:
    is_finder = file.name.startswith("__editable__")
    if file.suffix == ".py" and not is_finder:
        return
    try:
        text = file.read_text(errors="replace")
    except OSError:
        return
    if is_finder and file.suffix == ".py":
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
            places = mapping.values() if isinstance(mapping, dict) else ()
            yield from (Path(place).parent for place in places if isinstance(place, str))


def _linked_from(directory: str) -> Iterator[Path]:
    """Parents of packages that are links, as flit makes them."""
    if not directory.endswith(SITES):
        return
    try:
        links = [entry.path for entry in os.scandir(directory) if entry.is_symlink()]
    except OSError:
        return
    for link in sorted(links):
        target = Path(os.path.realpath(link))
        if target.is_dir() or target.suffix == ".py":
            yield target.parent


def _digest_below(root: str, memo: Memo) -> str:
    """Digest of the content of a file, or of all files in a folder."""
    files = tuple(_files_below(root)) if Path(root).is_dir() else (root,)
    return str(memo.remembered(f"source {root}", stats_of(files), lambda: _digest_of(files)))


def _files_below(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_passed_over(folder, name))
        yield from (os.path.join(folder, n) for n in sorted(names) if not n.endswith(".pyc"))  # noqa: PTH118 - hot path


def _is_passed_over(folder: str, name: str) -> bool:
    hidden = name.startswith(".") or name in PASSED_OVER
    return hidden or Path(folder, name, "pyvenv.cfg").exists()


def _digest_of(files: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in files:
        try:
            content = Path(name).read_bytes()
        except OSError:
            content = b"\0absent"
        digest.update(b"%d %d " % (len(os.fsencode(name)), len(content)))
        digest.update(os.fsencode(name) + content)
    return digest.hexdigest()[:32]


def installed_copies(paths: Sequence[str], tops: Sequence[Path]) -> tuple[tuple[str, Path], ...]:
    """Projects below `tops` that were installed as a copy: metadata and project folder."""
    copies = []
    for file in (file for path in paths for file in site_files(path) if file.is_metadata):
        source = _project_of(file.path, editable=False)
        if source is not None and _is_below(source, tops):
            copies.append((file.path, source))
    return tuple(copies)


def _project_of(metadata: str, *, editable: bool) -> Path | None:
    """The folder that a distribution was installed from, in this manner."""
    from urllib.parse import unquote

    try:
        about = json.loads(Path(metadata, "direct_url.json").read_text())
        url, manner = str(about["url"]), bool(about.get("dir_info", {}).get("editable"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None
    if manner is not editable or not url.startswith("file://"):
        return None
    return Path(unquote(url.removeprefix("file://")))
