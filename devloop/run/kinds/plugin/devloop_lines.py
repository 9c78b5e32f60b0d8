"""Run by the project's Python: which lines of the content ran, from what its coverage.py noted.

Arguments: the file that data files are named after, a listing of Python files (NUL between them),
the project's coverage configuration, and where to write the answer. Beside the listing, `tracked`
lists all files of the tree. Standard library and the project's coverage.py only; Python 3.8 or
later.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

ABSOLUTE = ("run:relative_files", False)
"""An option and its value: paths are as they were where something ran."""


def main(data: str, listing: str, settings: str, answer: str) -> None:
    """Write, by path, what became of the first lines of statements."""
    import coverage

    gathered = coverage.Coverage(data_file=data, config_file=False)  # its paths are as they ran
    gathered.combine([str(Path(data).parent)], strict=True)
    gathered.save()
    measured = coverage.Coverage(data_file=data + "-all", config_file=settings)
    tracked = {Path(name).absolute() for name in _names(Path(listing).with_name("tracked"))}
    own = {Path(name) for name in _names(Path(data + "-saved"))} - tracked
    merge([gathered.get_data(), *_own_notes(sorted(own))], data + "-all")
    measured.set_option(*ABSOLUTE)
    measured.load()
    reach = Reach(measured)
    files = {name: lines(measured, reach, name) for name in _names(Path(listing))}
    found = {"measured": len(measured.get_data().measured_files()), "files": files}
    Path(answer).write_text(json.dumps(found))


def _names(listing: Path) -> Any:
    """The names in a listing, NUL between them; none where there is no such file."""
    data = listing.read_bytes() if listing.exists() else b""
    return [os.fsdecode(name) for name in data.split(b"\0") if name]


def _own_notes(files: Any) -> Any:
    """What the project's own use of coverage.py saved in this run: while it notes, ours cannot.

    No other data file is believed: one may be tracked, left over, or made by a test.
    """
    import coverage

    for file in files:
        notes = coverage.CoverageData(basename=str(file))
        try:
            notes.read()
        except Exception:  # noqa: BLE001, S112 - it is something else, or broken
            continue
        yield notes


def merge(notes: Any, target: str) -> None:
    """Write what several data files say as one, with absolute paths."""
    import coverage

    found = [one for one in notes if one.measured_files()]
    arcs = all(one.has_arcs() for one in found)
    merged = coverage.CoverageData(basename=target)
    for one in found:
        say, add = (one.arcs, merged.add_arcs) if arcs else (one.lines, merged.add_lines)
        add({str(Path(name).absolute()): say(name) or () for name in one.measured_files()})
    merged.write()


class Reach:
    """What the project's configuration says to look at: sources, what is included and omitted."""

    def __init__(self, measured: Any) -> None:
        self._measured = frozenset(measured.get_data().measured_files())
        sources = [*_texts(measured, "run:source"), *_texts(measured, "run:source_dirs")]
        self._folders = [str(Path(text).absolute()) for text in sources if Path(text).is_dir()]
        self._packages = [text.split(".") for text in sources if not Path(text).is_dir()]
        self._packages += [text.split(".") for text in _texts(measured, "run:source_pkgs")]
        limits = [_texts(measured, "report:include")]
        if not sources and not self._packages:
            limits.append(_texts(measured, "run:include"))
        self._included = [_matcher(patterns) for patterns in limits if patterns]
        omitted = _texts(measured, "run:omit") + _texts(measured, "report:omit")
        self._omitted = [_matcher(omitted)] if omitted else []

    def holds(self, path: str) -> bool:
        """True if an absolute path is to be looked at."""
        if any(patterns.match(path) for patterns in self._omitted):
            return False
        return all(one.match(path) for one in self._included) and self._is_source(path)

    def _is_source(self, path: str) -> bool:
        if path in self._measured or not (self._folders or self._packages):
            return True
        below = any(path.startswith(folder + os.sep) for folder in self._folders)
        parts = Path(path).with_suffix("").parts
        return below or any(_holds(parts, package) for package in self._packages)


def _holds(parts: Any, package: Any) -> bool:
    size = len(package)
    return any(list(parts[at : at + size]) == package for at in range(len(parts) - size + 1))


def _matcher(patterns: Any) -> Any:
    """Patterns as coverage.py itself understands them."""
    from coverage import files

    kind = "GlobMatcher" if hasattr(files, "GlobMatcher") else "FnmatchMatcher"  # before 7
    return getattr(files, kind)(files.prep_patterns(patterns))


def _texts(measured: Any, option: str) -> Any:
    try:
        return [str(text) for text in measured.get_option(option) or ()]
    except Exception:  # noqa: BLE001 - this version does not know the option
        return []


def lines(measured: Any, reach: Reach, name: str) -> Any:
    """What became of one file; None where it cannot be parsed."""
    path = str(Path(name).absolute())
    try:
        _, statements, excluded, missing, _ = measured.analysis2(path)
    except Exception:  # noqa: BLE001 - whatever this version raises: there is no data
        return None
    if not reach.holds(path):
        return {"ran": [], "missing": [], "excluded": sorted({*statements, *excluded})}
    ran = {*statements} - {*missing}
    found = {"ran": sorted(ran), "missing": sorted(missing), "excluded": sorted(excluded)}
    return {**found, "partial": sorted(ran.intersection(_partial(measured, path)))}


def _partial(measured: Any, path: str) -> Any:
    """Lines that can go on in several ways and did not in all; none where that was not noted."""
    if not measured.get_data().has_arcs():
        return []
    ask = getattr(measured, "branch_stats", None)  # since coverage 7.7
    ways = ask(path) if ask else measured._analyze(path).branch_stats()  # noqa: SLF001
    return [line for line, (total, taken) in ways.items() if taken < total]


if __name__ == "__main__":
    main(*sys.argv[1:])
