"""Output of `devloop status`: a line for each fact, and the next step."""

from __future__ import annotations

from time import time

from devloop.change.decide import Band
from devloop.cli.terminal.ago import ago
from devloop.cli.terminal.bars import bar
from devloop.cli.terminal.console import Console, plain
from devloop.cli.terminal.render import MARKS, duration
from devloop.doctor.forecast import Forecast
from devloop.doctor.overview import Overview, Staged
from devloop.git.commits import since
from devloop.git.worktree_state import WorktreeState
from devloop.run.planning.known import Proof
from devloop.verdict.events import LETTING_THROUGH, EventDecision
from devloop.words import counted

LABEL_WIDTH = 12
BAR_WIDTH = 24
COLORS = {
    Band.WITHIN: "green",
    Band.EXEMPT: "green",
    Band.OVER_TARGET: "yellow",
    Band.OVER_LIMIT: "red",
}
DECIDED = {
    EventDecision.ALLOWED: ("✓", "green"),
    EventDecision.EXCEPTED: ("✓", "green"),
    EventDecision.REFUSED: ("✗", "red"),
}
SHOWN = 5
"""Commits that are not proven, and are named."""


def show(console: Console, found: Overview) -> None:
    """The whole screen."""
    _line(console, "branch", _branch(found))
    _hooks(console, found)
    _guarding(console, found)
    _staged(console, found)
    left_out = _left_out(found.state)
    if left_out:
        _line(console, "not staged", left_out)
    _own(console, found)
    _decisions(console, found)
    for problem in found.problems:
        console.fail(problem.text, problem.fix)


def _line(console: Console, label: str, text: str) -> None:
    console.result(f"{console.style_out(label.ljust(LABEL_WIDTH), 'bold')}{text}".rstrip())


def _branch(found: Overview) -> str:
    state = found.state
    words = [plain(state.branch) if state.branch else "detached HEAD"]
    if state.upstream and state.ahead is not None:
        words.append(_distance(state))
    if found.operation:
        words.append(f"{found.operation} in progress")
    return ", ".join(words)


def _distance(state: WorktreeState) -> str:
    name = plain(state.upstream or "")
    parts = [f"{n} {word}" for n, word in ((state.ahead, "ahead"), (state.behind, "behind")) if n]
    return f"{' and '.join(parts)} of {name}" if parts else f"even with {name}"


def _hooks(console: Console, found: Overview) -> None:
    if not found.hooks:
        _line(console, "hooks", f"{console.style_out('✓', 'green')} in place")
    for finding in found.hooks:
        _line(console, "hooks", f"{console.style_out('✗', 'red')} {plain(finding.text)}")
    if found.hooks:
        _step(console, found.hooks[0].fix)


def _guarding(console: Console, found: Overview) -> None:
    """What does not guard, until it does."""
    about = ""
    for finding in found.guarding:
        label, about = "" if finding.about == about else finding.about, finding.about
        _line(console, label, console.style_out(f"! {plain(finding.text)}", "yellow"))
        if finding.fix:
            _step(console, finding.fix)


def _staged(console: Console, found: Overview) -> None:
    state, staged = found.state, found.staged
    if state.unmerged:
        _line(
            console,
            "staged",
            f"conflicts in {counted(state.unmerged, 'file')}, so there is no tree to check yet",
        )
    elif not state.staged:
        _line(console, "staged", console.style_out("nothing", "dim"))
    elif staged is None:
        _line(console, "staged", counted(state.staged, "file"))
    else:
        _line(console, "staged", f"{counted(state.staged, 'file')}, {_size(console, staged)}")
        width = max((len(one.check) for one in staged.checks), default=0)
        for one in staged.checks:
            _line(console, "", _forecast(console, one, width))
        if not staged.checks:
            _line(console, "", console.style_out("no check is due at a commit", "dim"))


def _size(console: Console, staged: Staged) -> str:
    rule, color = staged.rule, COLORS[staged.band]
    if staged.band is Band.EXEMPT:
        return "no size limit applies"
    drawn = bar(staged.effective / rule.ceiling, BAR_WIDTH, console.out)
    count = counted(staged.effective, "effective line")
    limits = f"target {rule.target}, limit {rule.ceiling}"
    bounds = console.style_out(f"({limits})", "dim")
    return f"{count}  {console.style_out(drawn, color)}  {bounds}"


def _forecast(console: Console, one: Forecast, width: int) -> str:
    name = one.check.ljust(width)
    if one.outcome is not None:
        (sign, color), word = MARKS[one.outcome], one.outcome.words
        known = "" if sign == "-" else ", known"
        return f"{console.style_out(sign, color)} {name}  {console.style_out(word + known, 'dim')}"
    files = f" over {counted(one.files, 'file')}" if one.files else ""
    takes = f", about {duration(one.seconds)}" if one.seconds is not None else ""
    return f"{console.style_out('·', 'cyan')} {name}  would run{files}{takes}"


def _left_out(state: WorktreeState) -> str:
    parts = ((state.unstaged, "unstaged"), (state.untracked, "untracked"))
    return ", ".join(f"{count} {what}" for count, what in parts if count)


def _own(console: Console, found: Overview) -> None:
    if not found.own:
        return
    open_ones = [(commit, proof) for commit, proof in found.own if proof is not Proof.PROVEN]
    total = _own_commits(found)
    if all(proof is Proof.UNCHECKED for _, proof in found.own):
        told = f"{total}, not judged by any check"
        _line(console, "commits", f"{console.style_out('!', 'yellow')} {told}")
        return
    if not open_ones:
        sign = console.style_out("✓", "green")
        _line(console, "commits", f"{sign} {total}, all passed")
        return
    _line(console, "commits", f"{len(open_ones)} of {total} unchecked")
    for commit, proof in open_ones[:SHOWN]:
        sign = (
            console.style_out("✗", "red")
            if proof is Proof.FAILED
            else console.style_out("·", "cyan")
        )
        _line(console, "", f"{sign} {commit.short}  {plain(commit.subject)}")
    if len(open_ones) > SHOWN:
        _line(console, "", console.style_out(f"and {len(open_ones) - SHOWN} more", "dim"))
    oldest = open_ones[-1][0]
    _step(console, f"devloop check {since(oldest)}")


def _own_commits(found: Overview) -> str:
    number = len(found.own)
    if found.base:
        return f"{counted(number, 'commit')} since {plain(found.base)}"
    return "1 commit" if number == 1 else f"the last {number} commits"


def _decisions(console: Console, found: Overview) -> None:
    now = time()
    subjects = {commit.tree: commit.subject for commit, _ in found.own}
    for number, event in enumerate(found.events):
        sign, color = DECIDED.get(event.decision, ("!", "yellow"))
        when = console.style_out(ago(event.recorded, now), "dim")
        word = console.style_out(f"{sign} {event.decision.word}", color)
        landed = event.decision in LETTING_THROUGH  # what was refused has become no commit
        subject = subjects.get(event.tree, event.subject) if landed else event.subject
        subject = plain(subject).replace("\n", " ")
        _line(console, "" if number else "lately", f"{event.kind.value}  {word}  {subject}  {when}")
        if event.decision is EventDecision.EXCEPTED:
            because = plain(event.detail).replace("\n", " ")
            _line(console, "", console.style_out(because, "yellow"))


def _step(console: Console, command: str) -> None:
    _line(console, "", f"{console.style_out('→', 'cyan')} {plain(command)}")
