"""The state machine's hard sides: kill -9, a full disk, and the background beside it all."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import rule

from devloop.environment.memo import SETTLED_SECONDS
from devloop.run.background.queue import entries
from tests.torture.crashes import injection
from tests.torture.deeds import COMMITS, PATHS, QUESTIONS, SOURCES, TARGETS, edits
from tests.torture.fresh import disagreement
from tests.torture.gate_truth import outcomes, push_command
from tests.torture.kill import Death, killed, wait_for_the_background
from tests.torture.machine import Life, steps
from tests.torture.truth import MOODS, TOOLS

ASLEEP = "PYTEST_CURRENT_TEST"
"""The variable that keeps devloop's hooks from starting anything in the background."""

QUESTION_OF_PUSH = ("check", "HEAD", "--stage", "push")

Edits = list[tuple[str, str, bool]]
delays = st.floats(0.0, 0.4)


class HardLife(Life):
    """A developer's life with its accidents."""

    # The background, which whatever comes next has beside it

    @rule(on=st.booleans())
    def background(self, *, on: bool) -> None:
        steps["background on" if on else "background off"] += 1
        self._turn(on=on)

    def _turn(self, *, on: bool) -> None:
        if on:
            self.twins.guarded.repo.environ.pop(ASLEEP, None)
        else:
            self.twins.guarded.repo.environ[ASLEEP] = "as in any test"

    @rule()
    def rest(self) -> None:
        steps["background: waited for"] += 1
        wait_for_the_background(self.twins.guarded.home)

    @rule(number=st.integers(), delay=st.floats(0.0, 1.0))
    def kill_the_background(self, number: int, delay: float) -> None:
        steps["background: killed"] += 1
        self._turn(on=True)
        self._fix(PATHS[0], number, "good")
        time.sleep(delay)
        for entry in entries(self.twins.guarded.path / ".git/devloop/queue"):
            outcomes["processes of the background killed"] += 1
            with suppress(ProcessLookupError):
                os.kill(entry.pid, signal.SIGKILL)

    # Stamps, which only files of some age are worth

    @rule(
        first=edits,
        push=st.booleans(),
        mood=st.sampled_from((None,) * 6 + MOODS),
        word=st.sampled_from((None,) * 6 + TOOLS),
        patient=st.booleans(),
    )
    def ask_and_then_do(
        self, first: Edits, mood: str | None, word: str | None, *, push: bool, patient: bool
    ) -> None:
        """Have a stamp left, let the environment change or not, and do what the stamp is for."""
        self._edit(first)
        steps["ask, and then do"] += 1
        time.sleep(SETTLED_SECONDS + 0.1 if patient else 0)
        self.twins.guarded.devloop(*(QUESTION_OF_PUSH if push else ("check",)), code=None)
        if patient:
            wait_for_the_background(self.twins.guarded.home)
        if mood is not None:
            self._be_in(mood)
        if word is not None:
            self._have(word)
        if push:
            self.gate.pushes(self.world, "HEAD", "main", force=False)
        else:
            self.gate.commits(self.world, "git", "commit", "-q", "-m", "asked")

    # Death

    @rule(
        first=edits,
        args=st.sampled_from((("-m", "killed"), ("-a", "-m", "killed"))),
        delay=delays,
        alone=st.booleans(),
    )
    def kill_9(self, first: Edits, args: tuple[str, ...], delay: float, *, alone: bool) -> None:
        self._edit(first)
        command = ("git", "commit", "-q", *args)
        done = self._killed(command, delay, alone=alone)
        if done.code == 0:
            self.gate.was_made(self.world, *command)

    @rule(
        source=st.sampled_from(SOURCES),
        onto=st.sampled_from(TARGETS),
        force=st.booleans(),
        delay=delays,
        alone=st.booleans(),
    )
    def kill_9_of_a_push(
        self, source: str, onto: str, delay: float, *, force: bool, alone: bool
    ) -> None:
        command = push_command(source, onto, force=force)
        done = self._killed(command, delay, alone=alone)
        if done.code == 0:
            self.gate.was_pushed(self.world, source, onto, force=force)

    def _killed(self, command: tuple[str, ...], delay: float, *, alone: bool) -> Death:
        done = killed(self.twins.guarded, command, delay, alone=alone)
        steps[f"kill -9 of {command[1]}{'' if done.hit else ', too late'}"] += 1
        return done

    # No room on the disk

    @rule(first=edits, args=st.sampled_from(COMMITS), at=st.integers(1, 80))
    def commit_without_room(self, first: Edits, args: tuple[str, ...], at: int) -> None:
        self._edit(first)
        steps["disk full: commit"] += 1
        command = ("git", "commit", "-q", *args)
        self.gate.commits(self.world, *command, problem=injection(at, "full"))

    @rule(
        source=st.sampled_from(SOURCES),
        onto=st.sampled_from(TARGETS),
        force=st.booleans(),
        at=st.integers(1, 80),
    )
    def push_without_room(self, source: str, onto: str, at: int, *, force: bool) -> None:
        steps["disk full: push"] += 1
        self.gate.pushes(self.world, source, onto, force=force, problem=injection(at, "full"))

    # Questions

    @rule(question=st.sampled_from(QUESTIONS))
    def ask(self, question: tuple[str, ...]) -> None:
        steps["ask"] += 1
        done = self.twins.guarded.devloop(*question, code=None)
        assert done.code in {0, 1, 2, 3}, done
        assert "bug of devloop" not in done.said, done
        if question == ("check",):
            self.gate.answers(self.world, done)

    @rule(pick=st.integers(0, 10_000))
    def run_afresh(self, pick: int) -> None:
        steps["a kept verdict held against a fresh run"] += 1
        wrong = disagreement(self.twins.guarded, self.world, pick, self.folder / "fresh")
        assert not wrong, wrong
