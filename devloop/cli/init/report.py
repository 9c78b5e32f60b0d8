"""Output of `devloop init`: tools, sizes of past commits, proposed configuration."""

from __future__ import annotations

from devloop.change.spread import Share
from devloop.cli.terminal.bars import bar
from devloop.cli.terminal.console import Console, plain
from devloop.config.load import OWN_FILE
from devloop.config.model import Check, Quarantine
from devloop.detect.guessed import Guess
from devloop.doctor.finding import HealthFinding
from devloop.doctor.guarding import guards
from devloop.git.record import dataclass
from devloop.onboarding.missing_tools import MissingTools
from devloop.onboarding.survey import Survey
from devloop.onboarding.trial import UNSEEN
from devloop.words import counted

BAR_WIDTH = 24


def show_findings(console: Console, found: Survey) -> None:
    """The tools in use, and how big the last commits were."""
    _show_tools(console, found)
    _show_quarantine(console, found.proposal.quarantine)
    for sentence in found.left:
        console.say(f"  {console.style('· ' + plain(sentence), 'dim')}")
    _show_lack(console, found.missing_tools)
    if not (found.missing_tools.is_all and not found.shares[0].total):
        _show_history(console, found.shares)


def _show_tools(console: Console, found: Survey) -> None:
    proposal = found.proposal
    console.say(console.style("What this project uses", "bold"))
    rows = [(guess, "") for guess in proposal.chosen]
    rows += [(offer.guess, offer.because) for offer in proposal.offered]
    width = max((len(guess.check.name) for guess, _ in rows), default=0)
    slow = dict(proposal.slow)
    for guess, off in rows:
        untried = found.missing_tools.is_all and not off
        _show_tool(console, guess, off, width, slow.get(guess.check.name, ""), untried=untried)
    if not rows:
        console.say("  no known tools found")


def _show_tool(
    console: Console, guess: Guess, off: str, width: int, seen: str, *, untried: bool
) -> None:
    sign = console.style("✓", "green")
    if off or untried:
        sign = console.style("-" if off else "·", "dim")
    name = guess.check.name.ljust(width)
    stage = "" if guess.check.on.value == "commit" else f" (on {guess.check.on.value})"
    about = f"off: {off}" if off else seen or guess.why
    told = f"{name}  {guess.what}{stage}"
    console.say(f"  {sign} {told}{console.style(f'; {plain(about)}', 'dim')}")


def _show_quarantine(console: Console, entries: tuple[Quarantine, ...]) -> None:
    if not entries:
        return
    noun = counted(len(entries), "test fails", "tests fail")
    until = f"in quarantine until {entries[0].until}"
    note = f"{noun} today: {until}, so that the other tests can be enforced"
    console.say(f"  {console.style(note, 'yellow')}")
    for entry in entries:
        console.say(f"    {plain(entry.test)}")


def _show_lack(console: Console, missing_tools: MissingTools) -> None:
    if not missing_tools.what:
        return
    console.say(f"  {console.style(plain(missing_tools.what), 'yellow')}")
    for command in missing_tools.commands:
        console.next_step(command)


def _show_history(console: Console, shares: tuple[Share, ...]) -> None:
    total = shares[0].total
    console.say()
    if not total:
        console.say(console.style("No commits yet, so there is nothing to measure.", "dim"))
        return
    noun = "commit" if total == 1 else f"{total} commits"
    console.say(console.style(f"The last {noun}, in effective lines", "bold"))
    for share in shares:
        drawn = console.style(bar(share.part, BAR_WIDTH, console.err), "cyan")
        refused = f"{share.refused or 'none':>6} above"
        line = f"  within {share.limit:>3}  {drawn} {share.percent:>4} %"
        console.say(f"{line}  {console.style(refused, 'dim')}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What guards the repository, and what does not."""

    checks: tuple[Check, ...]
    findings: tuple[HealthFinding, ...]


def show_ending(console: Console, ending: Ending, found: Survey) -> None:
    """The last lines: what guards, then what does not and what to do about it."""
    told = guards(ending.checks)
    if told:
        console.say(f"{console.style('✓', 'green')} {plain(told)}")
    for name, seen in found.proposal.slow:
        if seen.startswith(UNSEEN):
            text = f"{name}: only each push, and {seen}"
            console.say(f"{console.style('! ' + plain(text), 'yellow')}")
            console.next_step("devloop check --stage push")
    for finding in ending.findings:
        if finding.wrong:
            console.say(console.style(f"! {plain(finding.text)}", "yellow"))
            if finding.fix:
                console.next_step(finding.fix)


def show_text(console: Console, found: Survey, existing: str | None) -> None:
    """The configuration as it would be written: it is what was asked for."""
    console.say()
    if existing:
        console.say(
            f"{console.style('✓', 'green')} {existing} configures devloop; it is not changed"
        )
        return
    rule = found.rule
    refused = f"refused above {rule.limit} unless the message gives a reason"
    about = f"a hint above {rule.target} effective lines, {refused}"
    console.say(f"{console.style(OWN_FILE, 'bold')}  {console.style(about, 'dim')}")
    console.say()
    for line in found.text.splitlines():
        dim = ("dim",) if line.startswith("#") else ()
        console.result(console.style_out(plain(line), *dim))
