"""One check as it is planned: its verdict is known, it has to run, or it has nothing to judge."""

from __future__ import annotations

from devloop.config.model import Check
from devloop.git.ids import RepoPath, TreeId
from devloop.git.record import dataclass
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart:
    """One question to the store: the manifest, and the file it is about (None: not one file)."""

    manifest: Manifest
    file: RepoPath | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """The verdict is known."""

    check: Check
    verdict: Verdict
    flaky: bool
    """True if the same key has been seen with the other outcome too."""
    steady: int = 0
    """How often in a row it has come to this outcome now."""
    whole: Manifest | None = None
    """The key of what was asked, where it was found on another tree, which answers to all that it
    looked at as this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Nobody has judged this yet."""

    check: Check
    whole: Manifest
    """The key of the whole subject, recorded too when all is passed."""
    tree: TreeId
    """What the workspace shall hold: the whole tree, or the part the check declared."""
    parts: tuple[PlannedPart, ...]
    files: tuple[RepoPath, ...]
    """Files that replace `{files}`."""
    of_change: bool = False
    """True if it looks at the change alone, which these files are."""
    weak: Digest | None = None
    """The key of all but the content, where its record may answer for other trees."""

    @property
    def partial(self) -> bool:
        """True if the workspace holds only what the check declared."""
        return bool(self.check.inputs) and not self.check.per_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """There is nothing for the check to judge."""

    check: Check
    reason: str


PlannedCheck = Reuse | Run | Skip


def reuse(check: Check, verdicts: tuple[Verdict, ...]) -> Reuse:
    """The standing of a check whose verdicts, newest first, are known."""
    outcomes = {verdict.outcome for verdict in verdicts}
    newest = verdicts[0].outcome
    other = (place for place, v in enumerate(verdicts) if v.outcome is not newest)
    steady = next(other, len(verdicts))
    return Reuse(check=check, verdict=verdicts[0], flaky=len(outcomes) > 1, steady=steady)
