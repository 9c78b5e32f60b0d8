"""Loaded by the project's pytest: the run as it is configured, but of one test file alone."""

from __future__ import annotations

import os
from typing import Any

ONLY = "DEVLOOP_TEST_ONLY"
"""Names the file, as an absolute path."""


def pytest_configure(config: Any) -> None:
    """Stand ready, if asked to."""
    wanted = os.environ.pop(ONLY, None)
    if wanted is None or hasattr(config, "workerinput"):
        return
    spec = config.pluginmanager.hook.pytest_ignore_collect.spec
    modern = spec is not None and "collection_path" in spec.argnames
    config.pluginmanager.register((Only if modern else OnlyBefore7)(wanted), "devloop-only")


class Chosen:
    """Lets one file through."""

    def __init__(self, wanted: str) -> None:
        self._wanted = os.path.realpath(wanted)

    def ignores(self, path: str) -> bool | None:
        """True of another file; of folders and of the file the others decide."""
        if not os.path.isfile(path) or path.endswith("__init__.py"):  # noqa: PTH113
            return None
        return self._is_other(path) or None

    def _is_other(self, path: str) -> bool:
        return os.path.realpath(path) != self._wanted

    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> None:
        """Leave out what was collected all the same, since the command line names it."""
        others = [item for item in items if self._is_other(str(item.fspath))]
        if others:
            config.hook.pytest_deselected(items=others)
            items[:] = [item for item in items if not self._is_other(str(item.fspath))]


class Only(Chosen):
    """For pytest 7 and later."""

    def pytest_ignore_collect(self, collection_path: Any) -> bool | None:
        """True if a path is passed over."""
        return self.ignores(str(collection_path))


class OnlyBefore7(Chosen):
    """For pytest up to 6."""

    def pytest_ignore_collect(self, path: Any) -> bool | None:
        """True if a path is passed over."""
        return self.ignores(str(path))
