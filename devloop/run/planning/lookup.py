"""What is known of many subjects already, asked of the store all at once; nothing is run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.config.model import Check, Config, Stage
from devloop.git.record import dataclass, replace
from devloop.run.judge import Judge
from devloop.run.planning.plan import due_checks, reuse
from devloop.run.planning.reuse import reused
from devloop.run.planning.sources import Sources
from devloop.run.recording.recall import Recall
from devloop.run.result import Report
from devloop.run.subject import Subject
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Outcome, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whether a subject has passed what is due at a stage."""

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
