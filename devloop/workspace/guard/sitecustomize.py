"""Loaded by the interpreter of a check: reports project code that comes from outside.

Runs in the project's Python (3.8 or later, standard library only), never inside devloop. Every
module that is executed from below a watched folder is written to a report, once; the environment
variables say which folders, which parts of them are fine, and where the report is.
"""

from __future__ import annotations

import os
import sys

if False:
    from typing import Any  # only for those who check types: importing it takes time

QUIET = ("no-data-collected", "module-not-imported", "module-not-measured", "trace-changed")
"""What coverage.py would say into the output of every process that tests start."""

ABSOLUTE = ("run:relative_files", False)
"""An option and its value: processes that stand elsewhere would name files otherwise."""


def _roots() -> tuple:  # type: ignore[type-arg] # Python 3.8
    """The user's worktrees, each with a separator behind it."""
    return tuple(r for r in os.environ.get("DEVLOOP_LEAK_ROOTS", "").split(os.pathsep) if r)


def _watch() -> None:
    report = os.environ.get("DEVLOOP_LEAK_REPORT")
    roots = _roots()
    allowed = tuple(p for p in os.environ.get("DEVLOOP_LEAK_ALLOWED", "").split(os.pathsep) if p)
    if not report or not roots:
        return
    said: set[str] = set()

    def tell(path: str) -> None:
        if path.startswith(roots) and not path.startswith(allowed or ("\0",)) and path not in said:
            said.add(path)
            line = os.open(report, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(line, os.fsencode(path) + b"\0")
            finally:
                os.close(line)

    def hook(event: str, args: tuple) -> None:  # type: ignore[type-arg] # Python 3.8
        if event == "exec":
            tell(getattr(args[0], "co_filename", ""))
        elif event == "import" and args[1]:
            tell(os.fsdecode(args[1]))

    sys.addaudithook(hook)


def _redirect() -> None:
    """Lead the finders of editable installs to the workspace.

    They would find modules in the user's folders that the workspace does not have.
    """
    workspace = os.environ.get("DEVLOOP_WORKSPACE", "")
    if not workspace:
        return
    for name, module in list(sys.modules.items()):
        if name.startswith("__editable__"):
            for table in ("MAPPING", "NAMESPACES"):
                places = getattr(module, table, {})
                places.update({key: _counterpart(places[key], workspace) for key in places})


def _counterpart(place: object, workspace: str) -> object:
    """The same place in the workspace, where it is one of the user's."""
    if isinstance(place, list):
        return [_counterpart(one, workspace) for one in place]
    for root in _roots():
        if isinstance(place, str) and place.startswith(root):
            return os.path.join(workspace, place[len(root) :])  # noqa: PTH118 - pathlib is slow
    return place


def _next_sitecustomize() -> None:
    """Run the sitecustomize that this one hides, if there is one."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib is slow
    path = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]  # noqa: PTH100
    sys.path[:] = path
    spec = PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


def _measure() -> None:
    """Let the project's coverage.py note what runs in this process, where that is asked for."""
    file, settings = (os.environ.get(f"DEVLOOP_COVERAGE_{name}") for name in ("FILE", "SETTINGS"))
    if not file or not settings:
        return
    try:
        import coverage
    except ImportError:
        return
    noting = coverage.Coverage(
        data_file=file, data_suffix=True, config_file=settings, auto_data=True
    )
    _settle(noting, os.environ.get("DEVLOOP_WORKSPACE", ""))
    _list_others(coverage.Coverage, noting, file + "-saved")
    noting.start()


def _list_others(kind: Any, own: Any, listing: str) -> None:
    """Write down which data files the project's own use of coverage.py saves in this run."""
    save = kind.save

    def save_and_tell(self: Any) -> None:
        save(self)
        if self is not own:
            name = os.path.abspath(self.get_data().data_filename())  # noqa: PTH100
            line = os.open(listing, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(line, os.fsencode(name) + b"\0")
            finally:
                os.close(line)

    kind.save = save_and_tell


def _settle(noting: Any, root: str) -> None:
    """Let all processes note alike, wherever they stand and however they end."""
    noting.set_option("run:disable_warnings", list(QUIET))
    noting.set_option(*ABSOLUTE)
    _save_at_any_end(noting)
    for name in ("source", "source_dirs", "omit", "include"):
        try:
            given = list(noting.get_option("run:" + name) or ())
        except Exception:  # noqa: BLE001, S112 - this version does not know the option
            continue
        if given:
            is_source = name.startswith("source")
            noting.set_option("run:" + name, [_anchored(t, root, is_source) for t in given])


def _save_at_any_end(noting: Any) -> None:
    """Keep what was noted also in a process that ends at once, as forked ones do."""
    end = os._exit

    def save_and_end(status: int) -> None:
        try:
            noting.save()
        finally:
            end(status)

    os._exit = save_and_end  # type: ignore[assignment]


def _anchored(text: str, root: str, is_source: bool) -> str:  # noqa: FBT001
    """A pattern or folder as it is meant at the top of the content; a package stays a name."""
    place = os.path.join(root, text)  # noqa: PTH118 - pathlib is slow
    if text.startswith(("*", "?")) or (is_source and not os.path.isdir(place)):  # noqa: PTH112
        return text
    return place


_watch()
_redirect()
_next_sitecustomize()
_measure()
