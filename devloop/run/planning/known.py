"""What is known of subjects already; nothing is run.

Of many at once the store is asked one question (`passed_before`); a `Prover` answers for one after
the other and looks closer, at declared inputs and single files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from devloop.config.model import Check, Config, Stage
from devloop.git.record import dataclass, field, replace
from devloop.run.judge import Judge
from devloop.run.planning.plan import due_checks
from devloop.run.planning.planned_check import Reuse, Run, reuse
from devloop.run.planning.reuse import reused
from devloop.run.planning.sources import Sources
from devloop.run.recording.recall import Recall
from devloop.run.result import Report
from devloop.run.run_options import DEFAULT_OPTIONS
from devloop.run.subject import Subject
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Outcome, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """True if a subject has passed what is due at a stage."""

    subject: Subject
    config: Config
    stage: Stage


Asked = tuple[tuple[Check, Manifest], ...]
Known = Mapping[Digest, tuple[Verdict, ...]]


def passed_before(judge: Judge, questions: Sequence[Question]) -> tuple[Report | None, ...]:
    """The report of each question whose every check is known to pass on its whole content.

    The environment is looked at once for each check, so this holds for now: what is None has to
    be judged, and so has all that is asked after something has run.
    """
    sources: dict[int, Sources] = {}
    asked = []
    for question in questions:
        config = question.config
        sources[id(config)] = sources.get(id(config)) or judge.sources(config)
        whole = replace(question, config=judge.checks_of(config, question.subject.tree))
        asked.append(_asked(whole, sources[id(config)]))
    recall = Recall(repo=judge.repo, store=judge.store)
    known = recall.lookup([manifest for one in asked for _, manifest in one])
    return tuple(
        _report(judge, question, one, known) for question, one in zip(questions, asked, strict=True)
    )


def _asked(question: Question, sources: Sources) -> Asked:
    subject = question.subject
    return tuple(
        (check, sources.manifest(check, sources.content(check, subject)))
        for check in due_checks(question.config, question.stage)
    )


def _report(judge: Judge, question: Question, asked: Asked, known: Known) -> Report | None:
    found = [(check, known.get(manifest.key, ())) for check, manifest in asked]
    if not all(verdicts and verdicts[0].outcome is Outcome.PASSED for _, verdicts in found):
        return None
    results = tuple(reused(judge.store, reuse(check, verdicts)) for check, verdicts in found)
    return Report(subject=question.subject, results=results)


class Proof(Enum):
    """What is known of a tree as a whole."""

    PROVEN = "proven"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"
    """No check is due, so nothing can be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prover:
    """Looks up many contents in a row, each environment once."""

    judge: Judge
    _sources: dict[Config, Sources] = field(default_factory=dict, repr=False)

    def proof(self, subject: Subject, config: Config, stage: Stage) -> Proof:
        """What is known; the first check that is not known to pass decides."""
        config = self.judge.checks_of(config, subject.tree)
        due = [check for check in config.checks if check.on.due(stage)]
        if not due:
            return Proof.UNCHECKED
        for check in sorted(due, key=lambda check: check.per_file):
            found = self._of_check(subject, config, check)
            if found is not Proof.PROVEN:
                return found
        return Proof.PROVEN

    def _of_check(self, subject: Subject, config: Config, check: Check) -> Proof:
        if config not in self._sources:
            self._sources[config] = self.judge.sources(config)
        alone = replace(config, checks=(check,))
        sources = self._sources[config]
        (planned,), _ = self.judge.planned_checks(
            subject, alone, Stage.CI, DEFAULT_OPTIONS, sources
        )
        if isinstance(planned, Run):
            return Proof.UNKNOWN
        failed = isinstance(planned, Reuse) and planned.verdict.outcome is Outcome.FAILED
        return Proof.FAILED if failed else Proof.PROVEN
