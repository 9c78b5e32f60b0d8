"""A recorder for one run of a check, and what it adds to what the run came to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from devloop.config.model import Check
from devloop.git.ids import RepoPath
from devloop.git.record import replace
from devloop.record.closing import Known
from devloop.record.fact import Access, Outside, Record
from devloop.record.kernel import machine
from devloop.record.places import RunPlaces
from devloop.record.recorder import Recorder
from devloop.record.trail import Trail
from devloop.run.run_result import RunResult
from devloop.verdict.outcome import Outcome
from devloop.workspace.checkout import remove
from devloop.workspace.pool import Workspace

USUAL = Path("/tmp")  # noqa: S108 - what is made there has a name that nobody can know before


def can_be_recorded(check: Check) -> bool:
    """True where a record of the check would say anything: not where it reads all of history."""
    return check.kind.rules.recorded and check.hook is None and not check.reads_history


def recorder_of(workspace: Workspace, temporary: Path | None) -> Recorder | None:
    """A recorder of what runs in a workspace; None on a machine that has none."""
    about = machine()
    if about is None:
        return None
    trail = Trail(places=places_of(workspace, temporary))
    if workspace.sealed is not None and workspace.sealed.installed:
        trail.blind("the project is installed as a copy, for which the tree's own code stands in")
    if workspace.modules.filled:
        trail.blind("it may look into submodules, whose files its tree does not list")
    return Recorder(machine=about, trail=trail)


def places_of(workspace: Workspace, temporary: Path | None) -> RunPlaces:
    """Where the tree stands for a run, and which folders are there for it alone."""
    sealed = workspace.sealed
    apart = sealed is None or sealed.apart
    stands = (workspace.stand,) if sealed is None or apart else sealed.seal.tops
    trees = sorted((_real(stand) for stand in stands), key=len, reverse=True)
    fresh = () if sealed is None or apart else (sealed.temporary, *sealed.seal.temporary.fresh)
    own = (workspace.path.parent, *fresh, *((temporary,) if temporary else ()))
    return RunPlaces(
        trees=tuple(trees),
        own=tuple(map(_real, own)),
        caches=tuple(map(os.fsencode, workspace.caches)),
        shares=tuple(map(os.fsencode, workspace.linked)),
    )


def _real(folder: Path) -> bytes:
    return os.fsencode(os.path.realpath(folder))


def with_record(ran: RunResult, recorder: Recorder | None, known: Known) -> RunResult:
    """What a run came to with what it looked at; nothing, where a recorder died on the way."""
    if recorder is None or not ran.outcome.is_verdict:
        return ran
    if recorder.trouble:
        return replace(
            ran,
            outcome=Outcome.ERRORED,
            note=f"what it looks at could not be seen any more ({recorder.trouble[0]}),"
            f" so that it {ran.outcome.value} says nothing",
            hint="run it again",
        )
    record = recorder.record(known)
    before = ran.before
    return replace(
        ran, record=record, before=None if before is None else replace(before, record=record)
    )


def beside(record: Record, files: Sequence[RepoPath]) -> Record:
    """The record for each of some files that were judged one by one: the others do not count."""
    judged = {os.fsencode(name) for name in files}
    kept: Mapping[bytes, Access] = {p: look for p, look in record.tree.items() if p not in judged}
    return replace(record, tree=kept)


def digests_in(outside: Mapping[bytes, Outside]) -> Known:
    """The digests of a record, for a later one of the same files."""
    return {
        (path, fact.mark.values): fact.digest
        for path, fact in outside.items()
        if fact.mark is not None and fact.digest and fact.settled
    }


@contextmanager
def temporary_folder(variables: Mapping[str, str]) -> Iterator[Path]:
    """A folder for the temporary files of one run, so that nobody else's are among them.

    Its name is short, since paths of sockets may not be long.
    """
    chosen = Path(variables.get("TMPDIR") or USUAL)
    folder = (chosen if chosen.is_dir() else USUAL) / f"d{os.urandom(4).hex()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        with suppress(OSError):
            remove(folder)
