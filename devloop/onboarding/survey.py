"""Survey of `devloop init`: tools in use, sizes of past commits, proposed configuration."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from devloop.change.size import sizes_of_commits
from devloop.change.spread import Share, spread, suited_rule
from devloop.config.model import Check, EnvironmentRule, SizeRule, Stage
from devloop.detect.conversion.managers import MANAGERS
from devloop.detect.evidence import ProjectTools, tools_in
from devloop.detect.proposal import Proposal, candidates, propose
from devloop.detect.writing import configuration_text, release_tags
from devloop.errors import CannotJudge
from devloop.gate.remotes import usual_mainline
from devloop.git.commits import commits, head
from devloop.git.ids import TreeId
from devloop.git.record import dataclass, replace
from devloop.git.refs import current_branch, default_branches, refs_under
from devloop.git.repository import Repository
from devloop.git.trees import empty_tree, staged_tree, worktree_tree
from devloop.onboarding.missing_tools import MissingTools, lacking_folders, missing_tools_of
from devloop.onboarding.trial import MOST_SECONDS, Judging, tried
from devloop.run.planning.missing import missing_programs
from devloop.run.project import Project, open_project
from devloop.run.session import Session

LOOKED_AT = 200
"""Commits of the history that are measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Findings, and the proposal."""

    proposal: Proposal
    missing_tools: MissingTools
    """What the project's environment lacks for what is proposed."""
    shares: tuple[Share, ...]
    rule: SizeRule
    mainline: tuple[str, ...]
    text: str
    """The configuration."""
    left: tuple[str, ...] = ()
    """Of another manager's configuration, what has no counterpart."""


def survey(
    session: Session,
    *,
    judge: Judging | None,
    patience: AbstractContextManager[None],
    most_seconds: float | None = MOST_SECONDS,
    manager: str | None = None,
) -> Survey:
    """Look at the project and its history; with `judge`, see which checks are green.

    No check is tried for longer than `most_seconds` (None: each to its end). `patience` says what
    is going on while a long history is measured; where the environment is missing it is not.
    `manager` is the hook manager whose configuration alone is to be read into checks.
    """
    repo = session.repo
    tree = _content(session)
    evidence = tools_in(repo, tree)
    left: tuple[str, ...] = ()
    if manager is not None:
        evidence, left = _converted(evidence, manager)
    project = open_project(
        repo,
        EnvironmentRule(),
        session.environ,
        global_config=session.area.global_config,
        memo=session.judge.memo,
    )
    checks = [guess.check for guess in candidates(evidence)]
    lacking = _lacking([c for c in checks if c.on is not Stage.CI], project)
    lacking |= lacking_folders(evidence, project)
    if judge is not None:
        proposal, module = tried(session, evidence, lacking, tree, judge, most_seconds)
    else:
        proposal, module = propose(evidence, lacking), ""
    missing_tools = missing_tools_of(project, evidence, proposal, lacking, module)
    with patience:
        shares = spread(()) if missing_tools.is_all and judge is not None else _history(repo)
    rule, mainline = suited_rule(shares), _mainline(repo)
    return Survey(
        proposal=proposal,
        missing_tools=missing_tools,
        left=left,
        shares=shares,
        rule=rule,
        mainline=mainline,
        text=configuration_text(
            proposal, rule, mainline, _sentence(shares), release_tags(_tags(repo))
        ),
    )


def _converted(evidence: ProjectTools, manager: str) -> tuple[ProjectTools, tuple[str, ...]]:
    """The evidence with what a manager's configuration comes to, and what is left of it."""
    found = MANAGERS[manager](evidence.texts)
    if not found.guesses and not found.left:
        raise CannotJudge(f"no configuration of {manager} is staged here", hint="devloop init")
    return replace(evidence, converted=found.guesses), found.left


def _content(session: Session) -> TreeId:
    """What is staged; in a repository where nothing is yet, all that would be."""
    tree = staged_tree(session.repo)
    if tree != empty_tree(session.repo):
        return tree
    return worktree_tree(session.repo, session.area.scratch)


def _lacking(checks: Sequence[Check], project: Project) -> dict[str, str]:
    """The program that each check (by name) misses.

    What devloop lends counts as missing where the project has nothing of its own: then its
    environment has yet to be made.
    """
    lacking = missing_programs(checks, project)
    lent = {check.name: names[0] for check in checks if (names := project.lent_to(check))}
    others = {check.name for check in checks} - lent.keys()
    return {**lent, **lacking} if others and others <= lacking.keys() else lacking


def _history(repo: Repository) -> tuple[Share, ...]:
    if head(repo) is None:
        return spread(())
    past = commits(repo, "--no-merges", f"--max-count={LOOKED_AT}", "HEAD")
    return spread(tuple(sizes_of_commits(repo, [commit.id for commit in past], SizeRule())))


def _mainline(repo: Repository) -> tuple[str, ...]:
    """The remote's default branch, else the branch in use where its name says it is mainline."""
    remote, here = default_branches(repo), current_branch(repo)
    return remote or ((here,) if here is not None and here in usual_mainline(repo) else ())


def _tags(repo: Repository) -> tuple[str, ...]:
    return tuple(ref.removeprefix("refs/tags/") for ref in refs_under(repo, "refs/tags/"))


def _sentence(shares: tuple[Share, ...]) -> str:
    if not shares[0].total:
        return ""
    parts = ", ".join(f"{s.percent} % within {s.limit}" for s in shares)
    total = shares[0].total
    noun = "commit" if total == 1 else f"{total} commits"
    return f"Of the last {noun} here: {parts}."
