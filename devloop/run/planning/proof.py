"""Whether a content is proven: there are due checks, and every one has passed on it.

A check that has nothing to judge there counts as passed.
"""

from __future__ import annotations

from enum import Enum

from devloop.config.model import Check, Config, Stage
from devloop.git.record import dataclass, field, replace
from devloop.run.judge import Judge
from devloop.run.planning.plan import Reuse, Run
from devloop.run.planning.sources import Sources
from devloop.run.run_options import DEFAULT_OPTIONS
from devloop.run.subject import Subject
from devloop.verdict.outcome import Outcome


class Proof(Enum):
    """What is known of a content as a whole."""

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
