"""Which names that a check prints are files of the content that it judged."""

from __future__ import annotations

import re
from collections.abc import Callable
from posixpath import normpath

from devloop.git.ids import RepoPath


class Places:
    """The files of one tree; they are listed when the first name is asked for."""

    def __init__(
        self,
        files: Callable[[], frozenset[str]],
        slots: tuple[str, ...] = (),
        tops: tuple[str, ...] = (),
    ) -> None:
        """Full names begin with a folder of `slots`, where workspaces are, or with one of `tops`.

        `tops` are the paths at which a sealed workspace stands.
        """
        self._list = files
        self._files: frozenset[str] | None = None
        stand = (f"{re.escape(folder.rstrip('/'))}/[^/]+/[^/]+/tree/" for folder in slots)
        at = (f"{re.escape(top.rstrip('/'))}/" for top in tops)
        starts = "|".join((*stand, *at))
        self._workspace = re.compile(f"(?:{starts})") if starts else None

    def file(self, name: str) -> RepoPath | None:
        """The file of that name, or None where it is none of the content's."""
        for said in dict.fromkeys((name, name.strip())):
            path = normpath(self._relative(said)) if said else ""
            if path in self.files:
                return RepoPath(path)
        return None

    @property
    def files(self) -> frozenset[str]:
        """All of them."""
        if self._files is None:
            self._files = self._list()
        return self._files

    def _relative(self, name: str) -> str:
        inside = self._workspace.match(name) if self._workspace else None
        return name[inside.end() :] if inside else name
