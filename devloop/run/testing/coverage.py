"""Which lines its tests ran: noted by the project's coverage.py, kept as a document."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from devloop.change.untested import LinesRun, is_python
from devloop.config.document import PYPROJECT, read_toml
from devloop.environment.project_python import how_to_install
from devloop.errors import ConfigError
from devloop.git.ids import RepoPath
from devloop.git.record import dataclass
from devloop.run.assignment import Assignment
from devloop.run.process.supervise import End
from devloop.verdict.derived import COVERAGE, recall, remember
from devloop.verdict.outcome import Digest
from devloop.verdict.store import Store
from devloop.workspace.checkout import remove

SCHEMA = "devloop.lines-run/1"
SCRIPT = Path(__file__).parents[1] / "kinds" / "plugin" / "devloop_lines.py"
SETTINGS = (
    (".coveragerc", b""),
    (".coveragerc.toml", b""),
    ("setup.cfg", b"[coverage:"),
    ("tox.ini", b"[coverage:"),
    (PYPROJECT, b"coverage"),
)
"""Files that may configure coverage.py, in its own order, and what they then hold."""


SQLITE, COVERAGE_TABLE = b"SQLite format 3\0", b"CREATE TABLE coverage_schema"
"""How data files of coverage.py begin, and what they then hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The document, or the sentence on why there is none."""

    document: bytes = b""
    problem: str = ""
    hint: str = ""


def coverage_variables(work: Assignment) -> dict[str, str]:
    """Variables under which every Python process of the run notes the lines it runs."""
    folder = _folder(work)
    remove(folder)
    folder.mkdir()
    (folder / "none.cfg").touch()
    for place in _left_over(work):
        place.unlink()
    return {
        "DEVLOOP_COVERAGE_FILE": str(folder / "data"),
        "DEVLOOP_COVERAGE_SETTINGS": str(_settings(work)),
    }


def _left_over(work: Assignment) -> Iterator[Path]:
    """Data files of coverage.py in the declared caches: a run that appends would add to them."""
    caches = (work.workspace.path / name for name in work.workspace.caches)
    for cache in caches:
        folders = os.walk(cache) if cache.is_dir() and not cache.is_symlink() else ()
        inside = (Path(top, name) for top, _, names in folders for name in names)
        yield from (place for place in (cache, *inside) if _is_coverage_data(place))


def _is_coverage_data(place: Path) -> bool:
    return _beginning(place, 16) == SQLITE and COVERAGE_TABLE in _beginning(place, 1 << 16)


def _folder(work: Assignment) -> Path:
    return work.notes / "coverage"


def _settings(work: Assignment) -> Path:
    named = dict(work.check.env).get("COVERAGE_RCFILE")
    if named:
        return work.workspace.stand / named
    for name, sign in SETTINGS:
        place = work.workspace.path / name
        if place.is_file() and sign in place.read_bytes() and _configures(place):
            return work.workspace.stand / name
    return _folder(work) / "none.cfg"


def _configures(place: Path) -> bool:
    """True if a file that mentions coverage holds settings of it, however TOML spells the table."""
    if place.name != PYPROJECT:
        return True
    try:
        tools = read_toml(place.read_text("utf-8"), PYPROJECT).get("tool")
    except (ConfigError, UnicodeDecodeError):
        return True  # let coverage.py say what is wrong with it
    return isinstance(tools, dict) and "coverage" in tools


def measured(work: Assignment) -> Measured:
    """What was noted, once the tests have run."""
    folder = _folder(work)
    answer, listing = folder / "answer", folder / "listing"
    tracked = work.workspace.checkout.git("ls-files", "-z")
    (folder / "tracked").write_bytes(tracked)
    listing.write_bytes(b"\0".join(_python_files(work, tracked)))
    script = (
        str(work.workspace.inside(SCRIPT)),
        str(folder / "data"),
        str(listing),
        str(_settings(work)),
        str(answer),
    )
    done = work.start((str(work.python), *script))
    if b"No module named 'coverage'" in done.output:
        hint = how_to_install(work.found, "coverage")
        return Measured(problem="coverage.py is not installed for the tests", hint=hint)
    if done.end is not End.EXITED or done.exit_code != 0 or not answer.exists():
        said = done.output.decode(errors="replace").strip().rpartition("\n")[2]
        return Measured(problem=f"coverage.py saved no readable data: {said}")
    found = json.loads(answer.read_text())
    if not found["measured"]:
        return Measured(problem="coverage.py recorded no files")
    document = {"schema": SCHEMA, "files": found["files"]}
    return Measured(document=json.dumps(document, separators=(",", ":")).encode())


def _python_files(work: Assignment, tracked: bytes) -> Iterator[bytes]:
    for name in tracked.split(b"\0"):
        path = os.fsdecode(name)
        text = b"" if "." in path.rpartition("/")[2] else _beginning(work.workspace.path / path)
        if is_python(path, text):
            yield name


def _beginning(place: Path, size: int = 100) -> bytes:
    """The first bytes of a file (by default, enough to know what runs it); else nothing."""
    if not place.is_file() or place.is_symlink():
        return b""
    with place.open("rb") as file:
        return file.read(size)


def keep_coverage(store: Store, keys: tuple[Digest, ...], document: bytes) -> None:
    """Keep a document under each key; `OSError` where it cannot be."""
    digest = store.logs.keep(document)
    for key in keys:
        remember(store, COVERAGE, key, digest)


def coverage_of(store: Store, key: Digest) -> Mapping[RepoPath, LinesRun] | None:
    """Which lines ran in the newest run under a key; None where that is not known."""
    digest = recall(store, COVERAGE, key)
    data = store.logs.read(Digest(digest)) if digest else None
    return lines_in(data) if data else None


def lines_in(data: bytes) -> Mapping[RepoPath, LinesRun] | None:
    """What a document says; None where it cannot be understood."""
    try:
        document = json.loads(data)
        if document["schema"] != SCHEMA:
            return None
        files = ((name, lines) for name, lines in document["files"].items() if lines is not None)
        return {RepoPath(name): lines_run(lines) for name, lines in files}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def lines_run(found: Mapping[str, list[int]]) -> LinesRun:
    """What a document says of one file."""
    return LinesRun(
        ran=frozenset(found["ran"]),
        missing=frozenset(found["missing"]),
        excluded=frozenset(found["excluded"]),
        partial=frozenset(found.get("partial", ())),
    )
