"""Planning looks from the whole to the part, and runs only what nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from devloop.config.model import Check, Config, Stage
from devloop.git.ids import BlobId, CommitId, RepoPath, TreeId
from devloop.git.record import replace
from devloop.git.trees import TreeEntry
from devloop.run.planning.plan import Source, plan
from devloop.run.planning.planned_check import Reuse, Run, Skip
from devloop.run.subject import Subject
from devloop.verdict.manifest import Content, Manifest
from devloop.verdict.outcome import Digest, Evidence, Outcome, Verdict
from devloop.verdict.repository_state import NO_STATE

TREE = TreeId("a" * 40)
PART = TreeId("b" * 40)
BASE = TreeId("c" * 40)
SUBJECT = Subject(tree=TREE, head=None, name="staged tree")


@dataclass
class World:
    """A repository of two Python files and a text, and what is known about it."""

    known: dict[str, Outcome] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refs: str = "tags"

    def source(self) -> Source:
        return Source(
            manifest=lambda check, content: Manifest(
                body=b"", key=Digest(f"{check.name} {_named(content)}")
            ),
            lookup=self.lookup,
            standing=lambda verdicts, _: verdicts,
            holding=self.holding,
            entries=lambda _: tuple(
                TreeEntry(mode="100644", blob=BlobId(name * 5), path=RepoPath(name))
                for name in ("a.py", "b.py", "c.txt")
            ),
            part_of=lambda _, patterns: PART if patterns else TREE,
            refs=lambda: self.refs,
            state_of=lambda *_: NO_STATE,
            base_of=lambda subject: BASE if subject.base else None,
            changed=lambda *_: (RepoPath("b.py"),),
        )

    def holding(self, weak: Digest, _: TreeId) -> tuple[Verdict, ...]:
        self.asked.append(weak)
        return (_verdict(weak, self.known[weak]),) if weak in self.known else ()

    def lookup(self, manifests: Sequence[Manifest]) -> dict[Digest, tuple[Verdict, ...]]:
        self.asked += [manifest.key for manifest in manifests]
        return {
            m.key: (_verdict(m.key, self.known[m.key]),) for m in manifests if m.key in self.known
        }


def _named(content: Content) -> str:
    return ":".join(
        str(getattr(content, name))
        for name in content.__slots__
        if name not in {"mode", "blob", "state"}
    )


def _verdict(key: Digest, outcome: Outcome) -> Verdict:
    evidence = Evidence(seconds=1.0, exit_code=0, log=None)
    return Verdict(key=key, check="x", outcome=outcome, evidence=evidence, tree=TREE, recorded=0.0)


WHOLE = Check(name="tests", run="pytest")
LINT = Check(name="lint", run="ruff {files}", files=("*.py",), per_file=True)


HOOK = Check(name="hooks:ruff", hook="{}")
STEP = replace(SUBJECT, base=CommitId("d" * 40))


def one(
    world: World, check: Check, stage: Stage = Stage.COMMIT, subject: Subject = SUBJECT
) -> Reuse | Run | Skip:
    (planned,) = plan(world.source(), subject, Config(checks=(check,)), stage)
    return planned


def test_a_known_whole_is_reused_and_nothing_else_is_asked() -> None:
    world = World(known={f"lint {TREE}": Outcome.PASSED})
    assert isinstance(one(world, LINT), Reuse)
    assert world.asked == [f"lint {TREE}"]


def test_an_unknown_whole_runs_in_the_whole_tree() -> None:
    planned = one(World(), WHOLE)
    assert isinstance(planned, Run)
    assert (planned.tree, planned.partial) == (TREE, False)


def test_a_check_of_a_later_stage_is_not_due() -> None:
    config = Config(checks=(replace(WHOLE, on=Stage.PUSH),))
    assert plan(World().source(), SUBJECT, config, Stage.COMMIT) == ()
    assert len(plan(World().source(), SUBJECT, config, Stage.PUSH)) == 1


def test_per_file_runs_only_the_files_that_nobody_has_judged() -> None:
    planned = one(World(known={f"lint a.py:{PART}": Outcome.PASSED}), LINT)
    assert isinstance(planned, Run)
    assert planned.files == ("b.py",)
    assert [part.file for part in planned.parts] == ["b.py"]


def test_per_file_is_known_when_every_file_is() -> None:
    known = {f"lint {name}:{PART}": Outcome.PASSED for name in ("a.py", "b.py")}
    planned = one(World(known=known), LINT)
    assert isinstance(planned, Reuse)
    assert planned.verdict.outcome is Outcome.PASSED


def test_one_failed_file_is_a_known_failure() -> None:
    known = {f"lint a.py:{PART}": Outcome.PASSED, f"lint b.py:{PART}": Outcome.FAILED}
    planned = one(World(known=known), LINT)
    assert isinstance(planned, Reuse)
    assert planned.verdict.outcome is Outcome.FAILED


def test_no_matching_file_is_nothing_to_judge() -> None:
    assert isinstance(one(World(), replace(LINT, files=("*.rs",))), Skip)


def test_declared_inputs_are_all_that_the_check_gets_to_see() -> None:
    planned = one(World(), replace(WHOLE, inputs=("*.py",)))
    assert isinstance(planned, Run)
    assert (planned.tree, planned.partial) == (PART, True)


def test_history_is_judged_with_its_tags() -> None:
    """A new tag changes what a check that reads history sees, so it is asked again."""
    check = replace(WHOLE, reads_history=True)
    world = World(known={f"tests None:{TREE}:tags": Outcome.PASSED})
    assert isinstance(one(world, check), Reuse)
    assert isinstance(one(World(known=world.known, refs="other tags"), check), Run)


def test_again_forgets_what_is_known_of_the_named_check_only() -> None:
    world = World(known={f"tests {TREE}": Outcome.PASSED, f"lint {TREE}": Outcome.PASSED})
    source = replace(world.source(), again=("tests",))
    planned_checks = plan(source, SUBJECT, Config(checks=(WHOLE, LINT)), Stage.COMMIT)
    assert [type(planned) for planned in planned_checks] == [Run, Reuse]


def test_a_hook_runs_over_the_files_of_the_change() -> None:
    planned = one(World(), HOOK, subject=STEP)
    assert isinstance(planned, Run)
    assert (planned.files, planned.of_change) == (("b.py",), True)
    assert planned.whole.key == f"hooks:ruff {BASE}:{TREE}"


def test_without_a_base_a_hook_runs_over_everything() -> None:
    planned = one(World(), HOOK)
    assert isinstance(planned, Run)
    assert (planned.of_change, planned.whole.key) == (False, f"hooks:ruff {TREE}")


def test_a_hook_that_is_due_at_a_push_runs_over_everything() -> None:
    """It answers for all that is pushed, of which the last step is a part."""
    planned = one(World(), replace(HOOK, on=Stage.PUSH), Stage.PUSH, subject=STEP)
    assert isinstance(planned, Run)
    assert (planned.of_change, planned.whole.key) == (False, f"hooks:ruff {TREE}")


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED])
def test_what_a_hook_says_of_everything_says_nothing_of_the_change(outcome: Outcome) -> None:
    world = World(known={f"hooks:ruff {TREE}": outcome})
    assert isinstance(one(world, HOOK, subject=STEP), Run)


def test_a_hook_that_passed_over_a_change_is_unknown_over_everything() -> None:
    world = World(known={f"hooks:ruff {BASE}:{TREE}": Outcome.PASSED})
    assert isinstance(one(world, HOOK, subject=STEP), Reuse)
    assert isinstance(one(world, HOOK), Run)


def test_a_hook_that_reads_history_is_judged_by_commit() -> None:
    planned = one(World(), replace(HOOK, reads_history=True), subject=STEP)
    assert isinstance(planned, Run)
    assert planned.of_change
    assert planned.whole.key == f"hooks:ruff None:{TREE}:tags"
