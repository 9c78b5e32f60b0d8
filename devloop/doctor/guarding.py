"""Protection of a repository and its gaps, in words: the same for init, status and doctor.

The checks of the configuration and those that it holds as comments come in as values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from devloop.config.load import OWN_FILE
from devloop.config.model import Check, Config, Stage
from devloop.config.off_checks import OffCheck, is_tests, off_checks
from devloop.detect.guess import GUESSED
from devloop.doctor.finding import HealthFinding, note
from devloop.git.ids import TreeId
from devloop.git.repository import Repository
from devloop.git.trees import read_files

ABOUT = "checks"
MOST = 160
"""Characters of a reason that are repeated: the rest stands in the configuration."""
OWN = 'write one into devloop.toml: [checks.NAME] with run = ["PROGRAM", "ARGUMENT"]'


def guarding(
    config: Config | None, off: Sequence[OffCheck], *, tests_seen: str = ""
) -> tuple[HealthFinding, ...]:
    """Gaps in the protection of this repository; none if everything configured protects it.

    `tests_seen` is how the tests of the content would be run, where none of its checks does it.
    """
    found = [_tests_off(one) for one in off if one.is_tests]
    checks = config.checks if config is not None else ()
    if not checks:
        is_configured = config is not None and config.source != GUESSED
        found.append(_no_check(has_tests=bool(found), is_configured=is_configured))
    elif tests_seen and not found:
        text = f"no check runs the tests of this repository ({tests_seen})"
        found.append(note(ABOUT, text, "write it into devloop.toml"))
    others = [one for one in off if not one.is_tests]
    if others:
        reasons = "; ".join(f"{one.name}: {shortened(one.reason)}" for one in others)
        found.append(
            note(ABOUT, f"off in devloop.toml: {reasons}", f"devloop init --on {others[0].name}")
        )
    return tuple(found)


def off_in(repo: Repository, tree: TreeId) -> tuple[OffCheck, ...]:
    """The checks that the configuration of a tree holds as comments."""
    text = read_files(repo, tree, (OWN_FILE,)).get(OWN_FILE, b"")
    return off_checks(text.decode(errors="replace"))


def _tests_off(one: OffCheck) -> HealthFinding:
    reason = shortened(re.sub("^it fails", "they fail", one.reason))
    text = f"the tests do NOT guard this repository: {reason}"
    return HealthFinding(about=ABOUT, text=text, fix=f"devloop init --on {one.name}")


def _no_check(*, has_tests: bool, is_configured: bool) -> HealthFinding:
    mend = OWN if is_configured and not has_tests else ""
    text = "no check guards this repository: only the size of its commits is judged"
    return HealthFinding(about=ABOUT, text=text, fix=mend or ("" if has_tests else "devloop init"))


def guards(checks: Sequence[Check]) -> str:
    """Protection stage by stage, in a line; empty if there is none."""
    words = {Stage.COMMIT: "each commit", Stage.PUSH: "each push", Stage.CI: "CI"}
    parts = []
    for stage, word in words.items():
        names = [check.name for check in checks if check.on is stage]
        if names:
            parts.append(f"{word}: {', '.join(names)}")
    return "; ".join(parts)


def runs_tests(checks: Sequence[Check]) -> bool:
    """True if a check says by its name or kind that it runs tests."""
    return any(is_tests(check.name) or "test" in _words(check) for check in checks)


def _words(check: Check) -> str:
    run = check.run if isinstance(check.run, str) else " ".join(check.run or ())
    return f"{check.name} {check.kind.value} {run}".lower()


def shortened(reason: str) -> str:
    """A reason as it fits into a line; its beginning says what failed, its end says why."""
    if len(reason) <= MOST:
        return reason
    return f"{reason[: MOST // 2].rstrip()} … {reason[-MOST // 2 :].lstrip()}"
