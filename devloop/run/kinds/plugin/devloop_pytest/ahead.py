"""Test files that are run while others are still being collected.

Only where what lies between collecting and running is pytest's own doing: then a file's tests come
out the same whether they are looked at alone or with all others.
"""

from __future__ import annotations

import time
import warnings
from typing import TYPE_CHECKING, Any

from .loop import file_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .loop import Loop

PAUSE_SECONDS = 0.05
"""Between two looks at the children while a file is collected."""

MOST_TESTS = 5000
"""In a file: to choose among more of them twice costs more than is won."""

BETWEEN = (
    "pytest_collection_modifyitems",
    "pytest_collection_finish",
    "pytest_deselected",
    "pytest_runtestloop",
)
"""Hooks that see all tests at once, or stand between collecting and running."""

OWN = ("_pytest.", "devloop_pytest.", "pluggy.")
KEPT_BACK = ("lf", "failedfirst", "newfirst", "stepwise", "collectonly")
"""Options by which earlier runs decide about tests, or none are run."""


class RunAhead:
    """Hands over each file as soon as it is collected."""

    def __init__(self, config: Any, loop: Loop, obstacle: Callable[[list[Any]], str]) -> None:
        self._config = config
        self._loop = loop
        self._obstacle = obstacle
        self._collected: list[Any] = []
        self._looked = time.monotonic()
        self._filters = list(warnings.filters)
        self._ways = {name: getattr(warnings, name) for name in WAYS if hasattr(warnings, name)}
        self._is_over = any(getattr(config.option, name, None) for name in KEPT_BACK)

    def stop(self) -> None:
        """Start no more; what runs does not count."""
        self._is_over = True
        self._loop.abandon()

    def pytest_itemcollected(self, item: Any) -> None:
        """A test was found."""
        self._collected.append(item)
        now = time.monotonic()
        if not self._is_over and now - self._looked > PAUSE_SECONDS:
            self._looked = now
            self._loop.run_ahead(self._before)

    def pytest_collectreport(self, report: Any) -> None:
        """Perhaps a file whose tests are all found."""
        if report.failed:
            self.stop()
        items, of_file = self._collected, []
        if items and file_of(items[-1]) == report.nodeid:
            of_file = [item for item in items if file_of(item) == report.nodeid]
            self._collected = []
        if self._is_over or not of_file:
            return
        if len(of_file) < len(items) or self._stands_between() or self._obstacle(of_file):
            self.stop()
        elif len(of_file) <= MOST_TESTS:
            self._loop.run_ahead(self._before, of_file)

    def _stands_between(self) -> bool:
        """True if anybody but pytest has a say in which tests run, and how."""
        hook = self._config.hook
        return any(
            not str(implementation.function.__module__).startswith(OWN)
            for name in BETWEEN
            for implementation in getattr(hook, name).get_hookimpls()
        )

    def _before(self) -> None:
        """In the child: leave the handling of warnings that pytest has while it collects."""
        warnings.resetwarnings()
        warnings.filters[:] = self._filters  # type: ignore[index]
        for name, value in self._ways.items():
            setattr(warnings, name, value)


WAYS = ("showwarning", "_showwarnmsg_impl")
"""What `warnings.catch_warnings` puts others in place of."""
