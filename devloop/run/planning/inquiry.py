"""Why a check says what it says about a tree, or what is new since it last said something."""

from __future__ import annotations

from devloop.config.model import Check, Config, Stage
from devloop.errors import UsageError
from devloop.git.record import dataclass
from devloop.run.judge import Judge
from devloop.run.planning.planned_check import PlannedCheck, Reuse, Run, Skip
from devloop.run.planning.sources import Sources
from devloop.run.recording.account import Account, account_of
from devloop.run.recording.recall import Recall
from devloop.run.run_options import RunOptions
from devloop.run.subject import Subject
from devloop.verdict.manifest import Difference, Manifest, difference
from devloop.verdict.outcome import Verdict
from devloop.verdict.store import Store

CANDIDATES = 50
"""Of the newest verdicts: those looked at for the nearest."""

SPELLED_OUT = b'{"check":{'
"""How a manifest begins that is not about a single file, whose environment is a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The earlier verdict whose manifest differs least."""

    verdict: Verdict
    differences: tuple[Difference, ...]
    """From its manifest to the one asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """All that is known about one check on one tree."""

    subject: Subject
    check: Check
    manifest: Manifest
    planned: PlannedCheck
    verdicts: tuple[Verdict, ...]
    """Newest first; of the declared or the single files where the whole has none."""
    nearest: Nearest | None
    """Looked for only where there is no verdict."""
    recall: Recall
    account: Account | None = None
    """What the newest verdict, or the nearest, has looked at."""

    @property
    def by_record(self) -> bool:
        """True where the verdict is of another tree, which answers as this one."""
        if not self.verdicts or self.account is None or self.check.per_file:
            return False
        return self.verdicts[0].tree != self.subject.tree

    @property
    def flaky(self) -> bool:
        """True if the same tree has passed and failed."""
        return len({verdict.outcome for verdict in self.verdicts}) > 1

    @property
    def unknown(self) -> str:
        """What nobody has judged yet, or why there is nothing to judge, in words."""
        match self.planned:
            case Skip(reason=reason):
                return reason
            case Run(parts=parts, check=check) if check.per_file:
                noun = (
                    "1 of its files has" if len(parts) == 1 else f"{len(parts)} of its files have"
                )
                return f"{noun} not been checked yet"
            case Run():
                return "this has not been checked yet"
            case Reuse():
                return ""


def inquire(judge: Judge, subject: Subject, config: Config, name: str) -> Inquiry:
    """Ask about a check by name; `UsageError` where the configuration has none of that name."""
    config = judge.checks_of(config, subject.tree)
    names = tuple(check.name for check in config.checks)
    if name not in names:
        raise UsageError(f"there is no check {name!r}", hint=f"the checks are: {', '.join(names)}")
    (planned,), sources = judge.planned_checks(subject, config, Stage.CI, RunOptions(only=(name,)))
    manifest = sources.manifest(planned.check, sources.content(planned.check, subject))
    verdicts = _verdicts(sources, manifest, planned)
    near = None if verdicts else nearest(judge.store, name, manifest)
    asked = verdicts[0] if verdicts else near and near.verdict
    return Inquiry(
        subject=subject,
        check=planned.check,
        manifest=manifest,
        planned=planned,
        verdicts=verdicts,
        nearest=near,
        recall=sources.recall,
        account=account_of(sources.recall, asked, subject.tree) if asked else None,
    )


def difference_by_record(left: Inquiry, right: Inquiry) -> str:
    """The first path that the left run looked at and that is another one in the right tree."""
    if not left.verdicts:
        return ""
    return left.recall.difference(left.verdicts[0], right.subject.tree)


def _verdicts(sources: Sources, manifest: Manifest, planned: PlannedCheck) -> tuple[Verdict, ...]:
    found = sources.lookup((manifest,)).get(manifest.key, ())
    if found or not isinstance(planned, Reuse):
        return found
    body = sources.store.manifest(planned.verdict.key)
    part = Manifest(body=body, key=planned.verdict.key) if body else manifest
    return sources.lookup((part,)).get(part.key, (planned.verdict,))


def nearest(store: Store, check: str, manifest: Manifest) -> Nearest | None:
    """The verdict of the check that differs in the fewest places, the newest of several."""
    found = []
    for verdict in store.latest(check, CANDIDATES):
        body = store.manifest(verdict.key)
        if body is not None and body.startswith(SPELLED_OUT):
            found.append(Nearest(verdict=verdict, differences=difference(body, manifest.body)))
    return min(found, key=lambda one: len(one.differences), default=None)
