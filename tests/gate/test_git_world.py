"""The model of a repository and git itself come to the same plan of a push.

200 repositories: `DEVLOOP_REPOSITORIES=200 python -m pytest tests/gate/test_git_world.py`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from devloop.config.model import Config
from devloop.gate.git_world import GitWorld
from devloop.gate.push_gate import PushPlan, plan_push
from devloop.gate.remote_view import Destination
from devloop.gate.sizing import SizedStep
from devloop.gate.update import Update
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import replace
from devloop.git.repository import Repository, find_repository
from tests.gate.model_world import GUESS, NONE, TEXTS, Made, ModelWorld, oid_of
from tests.gate.push_life import Life, lives
from tests.support.repo import Repo

REPOSITORIES = int(os.environ.get("DEVLOOP_REPOSITORIES", "4"))


class SizedByModel(GitWorld):
    """Git's answers to all but the sizes, which have tests of their own."""

    def __init__(self, repo: Repository, model: ModelWorld) -> None:
        super().__init__(repo, lambda _tree: GUESS)
        self.model = model

    def sizes(
        self, steps: Sequence[Commit], configs: Mapping[TreeId, Config], remote: str
    ) -> tuple[SizedStep, ...]:
        """The model's."""
        return self.model.sizes(steps, configs, remote)

    def whole_sizes(
        self, merges: Sequence[Commit], configs: Mapping[TreeId, Config]
    ) -> tuple[SizedStep, ...]:
        """The model's."""
        return self.model.whole_sizes(merges, configs)


def stream(made: Sequence[Made]) -> bytes:
    """The commits as `git fast-import` reads them."""
    parts = []
    for one in made:
        parts.append(f"commit refs/heads/c{one.number}\nmark :{one.number + 1}\n")
        parts.append(f"committer A <a@example.org> {1_600_000_000 + one.number} +0000\n")
        parts.append(_data(one.message))
        for place, parent in enumerate(one.parents):
            parts.append(f"{'merge' if place else 'from'} :{parent + 1}\n")
        parts.append("deleteall\n")
        text = TEXTS[one.config]
        for name, content in (("content", one.content), ("devloop.toml", text)):
            if content or name == "content":
                parts.append(f"M 100644 inline {name}\n{_data(content)}")
        parts.append("\n")
    return "".join(parts).encode()


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def told(planned: PushPlan, names: Mapping[str, int]) -> list[object]:
    """A plan without ids, as far as both worlds can agree on it."""
    return [
        (
            one.scope,
            one.ruling.decision,
            len(one.ruling.reasons),
            [(names[task.commit.id], task.stage, task.config) for task in one.tasks],
            [(names[change.commit.id], change.losses, change.reason) for change in one.changes],
            names.get(one.start or ""),
        )
        for one in planned.requirements
    ]


@settings(
    max_examples=REPOSITORIES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(lives)
def test_git_and_the_model_plan_alike(deeds: list[tuple[object, ...]]) -> None:
    life = Life()
    life.live(deeds)
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo.create(Path(folder, "repo"), Path(folder, "home"))
        repo.run("git", "fast-import", "--quiet", input=stream(life.world.made).decode())
        ids = [repo.rev(f"refs/heads/c{one.number}") for one in life.world.made]
        for remote, branches in life.world.seen.items():
            repo.git("remote", "add", remote, f"../{remote}.git")
            for branch, number in branches.items():
                repo.git("update-ref", f"refs/remotes/{remote}/{branch}", ids[number])
        here = find_repository(repo.path, repo.environ)
        for remote, branch, old in _ends(life):
            _assert_alike(life, SizedByModel(here, life.world), ids, (remote, branch, old))
        here.close()


def _ends(life: Life) -> list[tuple[str, str, int | None]]:
    names = ("main", "release/1")
    return [
        (remote, name, seen.get(name)) for remote, seen in life.remotes.items() for name in names
    ]


def _assert_alike(
    life: Life, git: GitWorld, ids: Sequence[str], end: tuple[str, str, int | None]
) -> None:
    remote, branch, old = end
    tip = len(ids) - 1
    model = Update(
        local_ref="HEAD",
        local=oid_of(tip),
        remote_ref=f"refs/heads/{branch}",  # type: ignore[arg-type]
        remote=NONE if old is None else oid_of(old),
    )
    real = replace(
        model,
        local=CommitId(ids[tip]),
        remote=NONE if old is None else CommitId(ids[old]),
    )
    to = Destination(name=remote)
    by_model = told(plan_push(life.world, (model,), to), {oid_of(n): n for n in range(len(ids))})
    by_git = told(plan_push(git, (real,), to), {oid: n for n, oid in enumerate(ids)})
    assert by_git == by_model
