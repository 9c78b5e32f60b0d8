"""Run by the project's Python: which lines of the content ran, from what its coverage.py noted.

Arguments: the file that data files are named after, a listing of Python files (NUL between them),
the project's coverage configuration, and where to write the answer. Standard library and the
project's coverage.py only; Python 3.8 or later.
"""

from __future__ import annotations

import fnmatch
import json
import os
import sys
from pathlib import Path
from typing import Any


def main(data: str, listing: str, settings: str, answer: str) -> None:
    """Write, by path, the first lines of statements that ran, that did not, and left out."""
    import coverage

    gathered = coverage.Coverage(data_file=data, config_file=False)  # its paths are as they ran
    gathered.combine([str(Path(data).parent)], strict=True)
    gathered.save()
    measured = coverage.Coverage(data_file=data, config_file=settings)
    measured.load()
    omitted = [
        pattern
        for option in ("run:omit", "report:omit")
        for pattern in _texts(measured.get_option(option))
    ]
    names = [os.fsdecode(name) for name in Path(listing).read_bytes().split(b"\0") if name]
    files = {name: _lines(measured, name, omitted) for name in names}
    found = {"measured": len(measured.get_data().measured_files()), "files": files}
    Path(answer).write_text(json.dumps(found))


def _texts(option: Any) -> list[str]:
    return [str(text) for text in option or ()]


def _lines(measured: Any, name: str, omitted: list[str]) -> dict[str, list[int]] | None:
    """The lines of one file; None where it cannot be parsed."""
    path = str(Path(name).absolute())
    try:
        _, statements, excluded, missing, _ = measured.analysis2(path)
    except Exception:  # noqa: BLE001 - whatever this version raises: there is no data
        return None
    if any(fnmatch.fnmatch(path, p) or fnmatch.fnmatch(name, p) for p in omitted):
        return {"ran": [], "missing": [], "excluded": sorted({*statements, *excluded})}
    ran = sorted({*statements} - {*missing})
    return {"ran": ran, "missing": sorted(missing), "excluded": sorted(excluded)}


if __name__ == "__main__":
    main(*sys.argv[1:])
