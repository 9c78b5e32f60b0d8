"""The workspaces of a repository: which are free, which are to be thrown away.

A lease is a workspace that holds exactly one tree and belongs to nobody else until it is given
back. Leases survive kill -9 of their holder by never being handed out again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING

from devloop.errors import WorkspaceError
from devloop.files.lock import FileLock, try_lock
from devloop.git.ids import TreeId
from devloop.git.process import GitFailed
from devloop.git.record import dataclass, field
from devloop.git.repository import Repository
from devloop.verdict.repository_state import NO_STATE, RepositoryState
from devloop.workspace.checkout import Checkout, Traces, remove
from devloop.workspace.disk import is_full
from devloop.workspace.location import Area
from devloop.workspace.private_git import GitHistory, write_private_git
from devloop.workspace.shares import link_shares, unlink_shares
from devloop.workspace.slot import (
    LAYERS,
    TEMPORARY,
    Note,
    Slot,
    boot_id,
    clean_note,
    fill,
    let_the_second_pass,
    read_note,
    settle,
    write_note,
)
from devloop.workspace.submodules import Submodules, fill_submodules, leave_submodules

if TYPE_CHECKING:
    from devloop.workspace.sealing import Seal, Sealed

WHOLE = "whole"
"""The lane of whole trees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A private checkout of one exact tree, with a real `.git` and the shared folders linked."""

    path: Path
    tree: TreeId
    checkout: Checkout = field(repr=False)
    caches: tuple[str, ...]
    linked: tuple[str, ...]
    lock: FileLock
    """Held as long as the workspace, or a process that inherited its descriptor, lives."""
    place: str
    """Where `path` led to when the workspace was handed out."""
    shadows: tuple[tuple[Path, Path], ...] = ()
    """Environments of the user's, and what stands for them."""
    modules: Submodules = field(default_factory=Submodules)
    sealed: Sealed | None = None
    """How it is entered; None where checks stand in it at its own path."""
    _seen: list[Traces] = field(default_factory=list, repr=False)

    @property
    def stand(self) -> Path:
        """The path under which checks know it."""
        return self.path if self.sealed is None else self.sealed.stand

    @property
    def temporary(self) -> Path | None:
        """Where temporary files go; None where that is for the user's variables to say."""
        return None if self.sealed is None else self.sealed.temporary

    def shadowed(self, text: str) -> str:
        """A text such as a path or `PATH`, with the names of shadows for those of environments."""
        for users, own in self.shadows:
            text = text.replace(f"{users}{os.sep}", f"{own}{os.sep}")
            text = str(own) if text == str(users) else text
        return text

    def doubt(self) -> None:
        """A namespace was refused: find out anew whether they are possible."""
        if self.sealed is not None:
            self.sealed.doubt()

    def inside(self, path: Path) -> Path:
        """How checks call a path of the running devloop."""
        return path if self.sealed is None else self.sealed.inside(path)

    def traces(self) -> Traces:
        """What has changed since the workspace was handed out, caches and links aside."""
        found = self.checkout.traces((*self.caches, *self.linked, *self.modules.paths))
        if not self.modules.filled:
            return found
        more = self.modules.traces()
        return Traces(changed=found.changed + more.changed, added=found.added + more.added)

    def last_traces(self) -> Traces:
        """The same, remembered until something runs in it again, so as to look only once."""
        self._seen[:] = [self.traces()]
        return self._seen[0]

    @property
    def seen(self) -> Traces | None:
        """What `last_traces` gave, if nothing has run since."""
        return self._seen[0] if self._seen else None

    def mark_used(self) -> None:
        """Something runs in it now: what was seen before does not hold any more."""
        self._seen.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class GitView:
    """What `.git` of a workspace shows of the user's repository."""

    history: GitHistory | None
    head: TreeId
    """The content of the commit that is there without history."""
    state: RepositoryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Hands out workspaces of one repository.

    `settings` are the user's checkout settings, `shares` the folders to link (name in the tree,
    place on disk), `caches` the paths that may outlive a run.
    """

    repo: Repository
    area: Area
    settings: tuple[tuple[str, str], ...]
    shares: tuple[tuple[str, Path], ...] = ()
    caches: tuple[str, ...] = ()
    seal: Seal | None = None
    """Where checks are sealed: how."""
    environments: tuple[Path, ...] = ()
    """Virtual environments of the user's that checks get a shadow of, where they are not sealed."""

    @contextmanager
    def lease(
        self,
        tree: TreeId,
        history: GitHistory | None = None,
        *,
        lane: str = WHOLE,
        base: TreeId | None = None,
        state: RepositoryState = NO_STATE,
        apart: bool = False,
    ) -> Iterator[Workspace]:
        """A workspace that holds the tree; `WorkspaceError` where none can be made.

        Without `history` its HEAD holds the tree too, or `base`, so that the change is staged.
        Trees of one `lane` follow each other in the same slots: parts of trees have lanes of
        their own, so that moving between them and whole trees does not rewrite everything. What
        is `apart` stands at its own path even where checks are sealed.
        """
        slot, lock, note = self._take(self.area.slots / lane)
        try:
            view = GitView(history=history, head=base or tree, state=state)
            workspace = self._prepare(slot, lock, note, tree, view, apart=apart)
            yield workspace
            self._give_back(slot, workspace)
        finally:
            lock.release()

    def _take(self, lane: Path) -> tuple[Slot, FileLock, Note | None]:
        """A free slot that is clean, else a new one; slots left by the dead are retired."""
        for slot in slots_in(lane):
            lock = hold(slot)
            if lock is None:
                continue
            note = read_note(slot)
            if note is not None:
                return slot, lock, note
            retire(slot)
            lock.release()
        slot, lock = _new_slot(lane)
        return slot, lock, None

    def _prepare(
        self,
        slot: Slot,
        lock: FileLock,
        note: Note | None,
        tree: TreeId,
        view: GitView,
        *,
        apart: bool,
    ) -> Workspace:
        slot.note_file.unlink(missing_ok=True)
        checkout = slot.checkout(self.repo, (self.area.objects,))
        wanted = Note(tree=tree, settings=self._way(), boot=boot_id())
        try:
            if self.caches and note is not None and note.tree != tree:
                let_the_second_pass(checkout.index)
            modules = _filled(slot, checkout, note, wanted)
            sealed = self._sealed(checkout, modules, apart=apart)
            shadows = () if sealed is not None else self._shadows(slot, checkout)
            linked = (
                link_shares(checkout.folder, self.shares, self.repo.top, shadows)
                if sealed is None
                else sealed.linked
            )
            write_private_git(
                checkout,
                view.head,
                history=view.history,
                state=view.state,
                settings=self.settings,
                hidden=(*linked, *self.caches),
                borrowed=() if sealed is None else sealed.borrowed_by(checkout),
            )
            for module in modules.filled:
                write_private_git(
                    module.checkout,
                    tree,
                    history=GitHistory(commit=module.commit),
                    settings=self.settings,
                    hidden=(),
                    borrowed=() if sealed is None else sealed.borrowed_by(module.checkout),
                )
        except OSError as error:
            raise _cannot_make(checkout.folder, error) from error
        except GitFailed as error:
            if is_full(slot.folder):
                raise _cannot_make(checkout.folder, OSError(ENOSPC, os.strerror(ENOSPC))) from error
            raise
        return Workspace(
            path=checkout.folder,
            tree=tree,
            checkout=checkout,
            caches=self.caches,
            linked=linked,
            lock=lock,
            place=os.path.realpath(checkout.folder),
            sealed=sealed,
            modules=modules,
            shadows=shadows,
        )

    def _shadows(self, slot: Slot, checkout: Checkout) -> tuple[tuple[Path, Path], ...]:
        """The user's environments, each with what checks get in its place."""
        if not self.environments:
            return ()
        from devloop.workspace.shadow import shadow_of

        tops = dict.fromkeys((self.repo.top, self.repo.common_dir.parent), checkout.folder)
        found: list[tuple[Path, Path]] = []
        for number, environment in enumerate(self.environments):
            place = slot.folder / f"environment-{number}"
            shadow_of(environment, place, tops)
            names = dict.fromkeys((environment, Path(os.path.realpath(environment))))
            found += ((name, place) for name in names)
        return tuple(found)

    def _way(self) -> str:
        """How slots are filled and cleaned; what was left another way is not clean for this one."""
        return json.dumps([self.settings, self.caches])

    def _sealed(self, checkout: Checkout, modules: Submodules, *, apart: bool) -> Sealed | None:
        if self.seal is None:
            return None
        from devloop.workspace.sealing import sealed_in

        return sealed_in(
            self.seal,
            self.area.root,
            (checkout, *(module.checkout for module in modules.filled)),
            self.shares,
            apart=apart,
        )

    def _give_back(self, slot: Slot, workspace: Workspace) -> None:
        """Clean the slot and say so; where that fails it stays unclean, and is retired later."""
        if os.path.realpath(workspace.path) != workspace.place:
            return  # a link stands there now, and what it leads to is not ours to clean
        try:
            unlink_shares(workspace.path, workspace.linked)
            for name in (LAYERS, TEMPORARY):
                remove(slot.folder / name)
            if _settled(workspace):
                note = Note(tree=workspace.tree, settings=self._way(), boot="")
                write_note(slot, clean_note(note, boot=boot_id()))
        except (OSError, GitFailed):
            slot.note_file.unlink(missing_ok=True)


def slots_in(lane: Path) -> tuple[Slot, ...]:
    """The slots of a lane, the oldest first."""
    names = (name for name in _names(lane) if name.isdigit() and not (lane / name).is_symlink())
    return tuple(Slot(folder=lane / name) for name in sorted(names, key=int))


def hold(slot: Slot) -> FileLock | None:
    """The lock of a slot, or None where somebody uses it or it is gone."""
    try:
        lock = try_lock(slot.lock_file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if lock is None or lock.is_of(slot.lock_file):
        return lock
    lock.release()
    return None


def _new_slot(lane: Path) -> tuple[Slot, FileLock]:
    try:
        lane.mkdir(parents=True, exist_ok=True)
        number = max((int(name.partition(".")[0]) for name in _names(lane)), default=0)
        while True:
            number += 1
            slot = Slot(folder=lane / str(number))
            lock = _make(slot)
            if lock is not None:
                return slot, lock
    except OSError as error:
        raise _cannot_make(lane, error) from error


def _make(slot: Slot) -> FileLock | None:
    """The lock of a slot that was not there before, or None where another process came between.

    It may have made the slot itself, or taken the one made here for one left by the dead.
    """
    try:
        slot.folder.mkdir()
    except FileExistsError:
        return None
    try:
        lock = try_lock(slot.lock_file)
        if lock is None or lock.is_of(slot.lock_file):
            return lock
        lock.release()
    except FileNotFoundError:
        pass
    return None


def _settled(workspace: Workspace) -> bool:
    """Bring a workspace back to its tree; gives whether it is as it should be."""
    besides = (*workspace.caches, *workspace.modules.paths)
    if not workspace.modules.filled:
        return not settle(workspace.checkout, besides, workspace.seen)
    return not settle(workspace.checkout, besides) and not workspace.modules.tidy()


def _filled(slot: Slot, checkout: Checkout, note: Note | None, wanted: Note) -> Submodules:
    store = slot.folder / "modules"
    if note is None:
        remove(store)
    elif store.is_dir():
        leave_submodules(checkout, store, wanted.tree)
    _fill_or_start_again(checkout, note, wanted)
    return fill_submodules(checkout, store)


def _fill_or_start_again(checkout: Checkout, note: Note | None, wanted: Note) -> None:
    try:
        fill(checkout, note, wanted)
    except (GitFailed, OSError):
        if note is None:
            raise
        fill(checkout, None, wanted)


def retire(slot: Slot) -> None:
    """Move a held slot out of the way, delete what can be, and never use its path again."""
    trash = slot.folder.with_name(f"{slot.folder.name}.retired-{os.getpid()}")
    try:
        slot.folder.with_name(f"{slot.folder.name}.gone").touch()
        slot.folder.rename(trash)
        remove(trash)
    except OSError:
        return


def _names(folder: Path) -> Sequence[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    except (FileNotFoundError, NotADirectoryError):
        return ()


def _cannot_make(place: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(
        f"a workspace cannot be created in {place}: {error.strerror or error}",
        hint="free some space or make it writable; DEVLOOP_CACHE_DIR moves it",
    )
