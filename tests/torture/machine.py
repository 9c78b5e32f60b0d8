"""The state machine: random sequences of what people do with git, done to both twins.

After every step the twins look the same, every verdict that was kept is true, and what devloop
let through or refused is what the truth says it had to. The hard sides of it are in
`hard_life.py`.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.support.guarded import Guarded
from tests.torture.deeds import (
    BRANCHES,
    BRINGING,
    COMMITS,
    INDEX_COMMANDS,
    PATHS,
    PICKS,
    REBASES,
    RESETS,
    SLIP,
    SOURCES,
    TARGETS,
    branches,
    change_of,
    configs,
    edits,
    paths,
    text_of,
    texts,
)
from tests.torture.gate_truth import Gate, outcomes
from tests.torture.kill import end_all
from tests.torture.truth import CONFIGS, MOODS, TOOLS, World, judge_text
from tests.torture.twin import Twins
from tests.torture.verdicts import kept_verdicts

steps: Counter[str] = Counter()
"""How often each thing was done, over all runs of the machine."""

pattern: list[Guarded] = []


def the_pattern() -> Guarded:
    """The repository that every run starts from, made once."""
    if not pattern:
        folder = Path(tempfile.mkdtemp(prefix="torture-pattern-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        guarded = Guarded.bare_handed(folder, next(iter(CONFIGS)))
        _write_tool(guarded, "one")
        guarded.repo.commit("files", dict.fromkeys(PATHS, "good\n" + "line\n" * 9 + "good\n"))
        guarded.repo.git("push", "-q", "origin", "main")
        for branch in BRANCHES[1:]:
            guarded.repo.git("branch", branch)
        guarded.repo.write(".git/info/exclude", "/devloop.local.toml\n")
        guarded.repo.write("devloop.local.toml", "background = true\nbackground-load = 100000\n")
        guarded.devloop("install")
        pattern.append(guarded)
    return pattern[0]


def _write_tool(guarded: Guarded, word: str) -> None:
    place = Path(guarded.repo.environ["VIRTUAL_ENV"], "bin/judge")
    place.write_text(judge_text(word))
    place.chmod(0o755)


class Life(RuleBasedStateMachine):
    """A developer's life, in any order."""

    twins: Twins
    world: World
    gate: Gate

    @initialize()
    def begin(self) -> None:
        """Start from the pattern, with an environment of one's own."""
        self.folder = Path(tempfile.mkdtemp(prefix="torture-"))
        self.twins = Twins.born(the_pattern(), self.folder)
        guarded = self.twins.guarded
        venv = self.folder / "venv"
        shutil.copytree(guarded.repo.environ["VIRTUAL_ENV"], venv, symlinks=True)
        for repo in self.twins.both:
            repo.environ["VIRTUAL_ENV"] = str(venv)
        self.gate = Gate(self.twins)
        self.known = 0
        self._be_in("")
        self._have("one")

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "twins"):
            end_all(self.twins.guarded.home)
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)

    # The environment

    @rule(mood=st.sampled_from(MOODS))
    def mood(self, mood: str) -> None:
        steps["environment: a variable"] += 1
        self._be_in(mood)

    def _be_in(self, mood: str) -> None:
        for repo in self.twins.both:
            repo.environ["MOOD"] = mood
        self.world = World(mood, getattr(self, "world", World("", "one")).tool)

    @rule(word=st.sampled_from(TOOLS))
    def tool(self, word: str) -> None:
        steps["environment: a program"] += 1
        self._have(word)

    def _have(self, word: str) -> None:
        _write_tool(self.twins.guarded, word)
        self.world = World(self.world.mood, word)

    # The working tree and the index

    @rule(path=paths, text=texts, staged=st.booleans())
    def edit(self, path: str, text: str, *, staged: bool) -> None:
        steps["edit"] += 1
        self._edit([(path, text, staged)])

    @rule(config=configs, staged=st.booleans())
    def configure(self, config: str, *, staged: bool) -> None:
        steps["configure"] += 1
        self._write("devloop.toml", config)
        if staged:
            self.twins.git("add", "--", "devloop.toml")

    @rule(path=paths, text=texts)
    def stage_a_part(self, path: str, text: str) -> None:
        steps["stage a part"] += 1
        blob = self.twins.git("hash-object", "-w", "--stdin", input=text).stdout.strip()
        self.twins.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")

    @rule(path=paths, answers=st.sampled_from(("y\nn\n", "n\ny\n", "y\n")))
    def stage_by_hunks(self, path: str, answers: str) -> None:
        steps["stage by hunks"] += 1
        self.twins.git("add", "-p", "--", path, input=answers)

    @rule(args=st.sampled_from(INDEX_COMMANDS))
    def change_the_index(self, args: tuple[str, ...]) -> None:
        steps["change the index"] += 1
        self.twins.git(*args)

    @rule(
        what=st.sampled_from(("delete", "chmod", "link", "link", "junk", "new")),
        path=paths,
        text=texts,
    )
    def change_the_tree(self, what: str, path: str, text: str) -> None:
        steps["change the working tree"] += 1
        self.twins.files(change_of(what, path, text))

    def _write(self, path: str, text: str) -> None:
        self.twins.files(change_of("write", path, text))

    def _edit(self, edits: list[tuple[str, str, bool]]) -> None:
        for path, text, staged in edits:
            self._write(path, text)
            if staged:
                self.twins.git("add", "--", path)

    # Commits through the hooks

    @rule(
        first=edits,
        args=st.sampled_from(COMMITS),
    )
    def commit(self, first: list[tuple[str, str, bool]], args: tuple[str, ...]) -> None:
        self._edit(first)
        steps["commit"] += 1
        self.gate.commits(self.world, "git", "commit", "-q", *args)

    @rule(first=edits, answers=st.sampled_from(("y\nn\n", "n\ny\n", "y\ny\ny\n")))
    def commit_by_hunks(self, first: list[tuple[str, str, bool]], answers: str) -> None:
        self._edit(first)
        steps["commit by hunks"] += 1
        self.gate.commits(self.world, "git", "commit", "-q", "-p", "-m", "hunks", input=answers)

    @rule(branch=branches, how=st.sampled_from((("--no-ff",), ("--ff",), ("--squash",))))
    def merge(self, branch: str, how: tuple[str, ...]) -> None:
        steps["merge"] += 1
        self.gate.merges(self.world, "merge", "-q", "--no-edit", *how, branch)

    @rule(what=st.sampled_from(("cherry-pick", "revert")))
    def go_on(self, what: str) -> None:
        steps["cherry-pick or revert --continue"] += 1
        self.gate.commits(self.world, "git", what, "--continue")

    @rule(path=paths, text=texts)
    def resolve(self, path: str, text: str) -> None:
        steps["resolve"] += 1
        self._write(path, text)
        self.twins.git("add", "-A")
        self.gate.commits(self.world, "git", "commit", "-q", "--no-edit")

    @rule(
        path=paths, number=st.integers(), word=st.sampled_from(("good", "good", "bad", "shallow"))
    )
    def fix(self, path: str, number: int, word: str) -> None:
        steps["fix all"] += 1
        self._fix(path, number, word)

    def _fix(self, path: str, number: int, word: str) -> None:
        """Everything as it should be, but perhaps for one word."""
        for place in PATHS:
            self._write(place, text_of("good", 0, "good"))
        self._write(path, text_of("good", number, word))
        self._write("devloop.toml", next(iter(CONFIGS)))
        self.twins.git("add", "-A")
        self.gate.commits(self.world, "git", "commit", "-q", "-m", "fix")

    @rule(
        branch=st.sampled_from(BRANCHES[1:]),
        numbers=st.tuples(st.integers(), st.integers()),
        word=st.sampled_from(("good", "good", "bad", "shallow")),
        how=st.sampled_from(BRINGING),
    )
    def grow_apart(
        self, branch: str, numbers: tuple[int, int], word: str, how: tuple[str, ...]
    ) -> None:
        """A commit here, another one there, and one branch brought to the other."""
        steps[f"grow apart, then {how[0]}"] += 1
        for under_way in ("rebase", "merge", "cherry-pick", "revert"):
            self.twins.git(under_way, "--abort")
        self.twins.git("switch", "-q", "-f", branch)
        self._fix("a.txt", numbers[0], word)
        self.twins.git("switch", "-q", "-f", "main")
        self._fix("b.txt", numbers[1], "good")
        self.gate.merges(self.world, *how, branch)

    # What runs no hook

    @rule(args=st.sampled_from(REBASES))
    def rebase(self, args: tuple[str, ...]) -> None:
        steps[args[0]] += 1
        self.twins.git(*args)

    @rule(args=st.sampled_from(PICKS))
    def pick(self, args: tuple[str, ...]) -> None:
        steps[args[0]] += 1
        self.twins.git(*args)

    @rule(args=st.sampled_from(RESETS))
    def reset(self, args: tuple[str, ...]) -> None:
        steps[args[0]] += 1
        self.twins.git(*args)

    @rule(first=edits)
    def slip(self, first: list[tuple[str, str, bool]]) -> None:
        self._edit(first)
        steps["commit --no-verify"] += 1
        self.twins.git(*SLIP)

    @rule(branch=branches, how=st.sampled_from(((), (), ("--detach",), ("-f",), ("-m",))))
    def switch(self, branch: str, how: tuple[str, ...]) -> None:
        steps["switch"] += 1
        self.twins.git("switch", "-q", *how, branch)

    # Pushes

    @rule(
        source=st.sampled_from(SOURCES),
        onto=st.sampled_from(TARGETS),
        force=st.booleans(),
    )
    def push(self, source: str, onto: str, *, force: bool) -> None:
        steps["push"] += 1
        self.gate.pushes(self.world, source, onto, force=force)

    @precondition(lambda self: hasattr(self, "twins"))
    @invariant()
    def the_twins_look_the_same(self) -> None:
        self.twins.assert_same()

    @precondition(lambda self: hasattr(self, "twins"))
    @invariant()
    def every_verdict_is_true(self) -> None:
        for kept in kept_verdicts(self.twins.guarded, self.known):
            self.known = kept.number
            outcomes["verdicts kept, each of them true"] += 1
            assert kept.is_true, kept
