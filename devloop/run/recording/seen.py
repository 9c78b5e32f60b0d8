"""Having one run of a check seen, and what that adds to what the run came to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from devloop.config.model import Check, EnvironmentRule
from devloop.git.ids import RepoPath
from devloop.git.record import dataclass, field, replace
from devloop.record.closing import Known
from devloop.record.fact import Access, Record
from devloop.record.kernel import machine
from devloop.record.places import RunPlaces
from devloop.record.recorder import Recorder
from devloop.record.trail import Trail
from devloop.run.assignment import Assignment
from devloop.run.execute import execute
from devloop.run.planning.sources import Sources
from devloop.run.run_result import RunResult
from devloop.verdict.outcome import Outcome
from devloop.workspace.checkout import remove
from devloop.workspace.pool import Workspace

USUAL = Path("/tmp")  # noqa: S108 - what is made there has a name that nobody can know before
TEMPORARY = "TMPDIR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """How a run is seen."""

    recorder: Recorder | None = None
    """None: it is not."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Variables that it gets for that."""


@contextmanager
def seen(
    check: Check, rule: EnvironmentRule, workspace: Workspace, *, records: bool
) -> Iterator[Sighting]:
    """See a run in a workspace, if runs can be recorded here (`records`) and the check lets it.

    Its temporary files go to a folder where nobody else's are, unless it asks for the user's.
    """
    asked = (*rule.pass_env, *check.pass_env, *dict(check.env))
    recorded = records and _can_be_recorded(check)
    if workspace.temporary is not None or TEMPORARY in asked:
        yield Sighting(recorder=_recorder(workspace, None) if recorded else None)
        return
    with temporary_folder(os.environ.get(TEMPORARY)) as folder:
        recorder = _recorder(workspace, folder) if recorded else None
        yield Sighting(recorder=recorder, variables={TEMPORARY: str(folder)})


def _recorder(workspace: Workspace, temporary: Path | None) -> Recorder | None:
    about = machine()
    if about is None:
        return None
    return Recorder(machine=about, trail=_trail(workspace, temporary))


def _trail(workspace: Workspace, temporary: Path | None) -> Trail:
    """An empty trail, which knows of what a workspace shows beside its tree."""
    trail = Trail(places=places_of(workspace, temporary))
    if workspace.sealed is not None and workspace.sealed.installed:
        trail.blind("the project is installed as a copy, for which the tree's own code stands in")
    if workspace.modules.filled:
        trail.blind("it may look into submodules, whose files its tree does not list")
    return trail


def _can_be_recorded(check: Check) -> bool:
    """True where a record would say anything: not where the check reads all of history."""
    return check.kind.rules.recorded and check.hook is None and not check.reads_history


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


@contextmanager
def temporary_folder(chosen: str | None) -> Iterator[Path]:
    """A folder for temporary files below the one that is `chosen`, gone afterwards.

    Its name is short, since paths of sockets may not be long.
    """
    above = Path(chosen) if chosen and Path(chosen).is_dir() else USUAL
    folder = above / f"d{os.urandom(4).hex()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        with suppress(OSError):
            remove(folder)


def execute_seen(work: Assignment) -> tuple[RunResult, Recorder | None]:
    """Carry out a check, a second time unseen where being seen may have made it go wrong.

    Whoever is seen can gain no rights, as by starting `sudo`, unless it has them all.
    """
    ran, recorder = execute(work), work.recorder
    if recorder is None or not recorder.trail.privileged or os.geteuid() == 0:
        return ran, recorder
    if ran.outcome is Outcome.PASSED:
        return ran, recorder
    return execute(replace(work, recorder=None)), None


def with_record(ran: RunResult, recorder: Recorder | None, known: Callable[[], Known]) -> RunResult:
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
    record = recorder.record(known())
    before = ran.before
    return replace(
        ran, record=record, before=None if before is None else replace(before, record=record)
    )


def beside(record: Record, files: Sequence[RepoPath]) -> Record:
    """The record for each of some files that were judged one by one: the others do not count."""
    judged = {os.fsencode(name) for name in files}
    kept: Mapping[bytes, Access] = {p: look for p, look in record.tree.items() if p not in judged}
    return replace(record, tree=kept)


def known_digests(sources: Sources, check: Check) -> Known:
    """Digests that the check's last record has, so that no file is read again for the same."""
    last = sources.store.latest(check.name, 1)
    outside = sources.recall.outside(last[0]) if last else None
    return {
        (path, fact.mark.values): fact.digest
        for path, fact in (outside or {}).items()
        if fact.mark is not None and fact.digest and fact.settled
    }
