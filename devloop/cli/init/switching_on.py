"""`devloop init --on CHECK`: try a check that is written down and off; switch it on when green."""

from __future__ import annotations

from devloop.cli.init.watching import watched_trial
from devloop.cli.session import CommandSession
from devloop.cli.terminal.console import plain
from devloop.cli.terminal.render import show_problem
from devloop.config.load import OWN_FILE
from devloop.config.model import Config, Stage
from devloop.config.off_checks import off_checks, switched_on
from devloop.config.parse import parse_config
from devloop.errors import CannotJudge
from devloop.git.commits import head
from devloop.git.record import replace
from devloop.git.trees import staged_tree
from devloop.onboarding.adoption import rewrite
from devloop.run.result import ReportStatus
from devloop.run.subject import Subject


def switch_on(session: CommandSession, name: str) -> int:
    """Try it on what is staged, and write the configuration anew where it passes."""
    console, place = session.console, session.repo.top / OWN_FILE
    before = place.read_text(encoding="utf-8") if place.is_file() else ""
    after = switched_on(before, name)
    if after is None:
        known = ", ".join(one.name for one in off_checks(before))
        more = f"; off are: {known}" if known else ""
        raise CannotJudge(f"{OWN_FILE} holds no check {name!r} that is off{more}")
    config = _alone(parse_config(after, OWN_FILE), name)
    subject = Subject(
        tree=staged_tree(session.repo), head=head(session.repo), name="what is staged"
    )
    report = watched_trial(session)(subject, config)
    if report.decision is not ReportStatus.PASSED:
        show_problem(console, report)
        console.fail(f"{name} stays off, and {OWN_FILE} is as it was", f"devloop init --on {name}")
        return 1
    rewrite(place, before, after)
    (check,) = config.checks
    sign = console.style("✓", "green")
    when = "CI" if check.on is Stage.CI else f"each {check.on.value}"
    console.say(f"{sign} {plain(name)} guards {when} from now on")
    console.next_step(f"git add {OWN_FILE}")
    return 0


def _alone(config: Config, name: str) -> Config:
    """The configuration with this check and no other."""
    checks = tuple(replace(c, needs=()) for c in config.checks if c.name == name)
    return replace(config, checks=checks)
