"""What devloop has to allow and to refuse, and that it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tests.support.repo import Done, Repo
from tests.torture.truth import World, is_good
from tests.torture.twin import Twins, files_of

NOT_FINISHED = ("fixup!", "squash!", "amend!")

outcomes: Counter[str] = Counter()
"""What devloop let through and refused, over all runs, all of it rightly."""


def push_command(source: str, target: str, *, force: bool) -> tuple[str, ...]:
    """A push to a branch of the remote."""
    spec = f"{source}:refs/heads/{target}"
    return ("git", "push", "-q", *(["--force"] if force else []), "origin", spec)


def is_about_rules(done: Done) -> bool:
    """Refused for rules that become weaker without a reason, which the truth does not know of."""
    return "become weaker" in done.said or "weakens the rules" in done.said


@dataclass(slots=True)
class Gate:
    """Commits and pushes of the guarded twin, held against the truth."""

    twins: Twins

    def commits(
        self,
        world: World,
        *command: str,
        input: str | None = None,
        problem: Mapping[str, str] | None = None,
    ) -> None:
        """A command that makes one commit through the hooks.

        Variables that make for trouble may have devloop refuse what is good.
        """
        alone, copy = self.twins.rehearsed(*command, input=input)
        ours = self.twins.guarded.repo.run(*command, code=None, input=input, env=problem)
        assert "bug of devloop" not in ours.said, ours
        outcomes["commits that a stamp answered"] += (
            "devloop already known, nothing to run" in ours.said
        )
        if alone.code == 0 and not self._is_good(copy, "HEAD", world):
            assert ours.code != 0, ("let through", command, ours)
            outcomes["commits refused"] += 1
            return
        if ours.code != 0 and is_about_rules(ours):
            outcomes["weaker rules refused"] += 1
            return
        if problem and alone.code == 0 and ours.code != 0:
            outcomes["good commits refused in trouble"] += 1
            return
        theirs = self.twins.twin.run(*command, code=None, input=input)
        if theirs.code == 0:
            assert ours.code == 0, ("refused", command, ours)
            outcomes["commits allowed"] += 1
        else:
            assert ours.code != 0, (command, ours, theirs)

    def merges(self, world: World, *args: str) -> None:
        """A merge; one that is refused stands in both, not concluded."""
        before = self.twins.twin.rev("HEAD")
        alone, copy = self.twins.rehearsed("git", *args)
        made = alone.code == 0 and len(copy.git("rev-list", "-1", "--parents", "HEAD").split()) == 3
        refused = made and copy.rev("HEAD") != before and not self._is_good(copy, "HEAD", world)
        refused = refused and copy.rev("HEAD^1") == before
        ours = self.twins.guarded.repo.run("git", *args, code=None)
        if refused:
            assert ours.code != 0, ("let through", args, ours)
            self.twins.twin.run("git", *args, "--no-commit", code=None)
            self.twins.git("merge", "--abort")
            outcomes["merges refused"] += 1
            return
        if ours.code != 0 and is_about_rules(ours):
            self.twins.twin.run("git", *args, "--no-commit", code=None)
            self.twins.git("merge", "--abort")
            outcomes["weaker rules refused"] += 1
            return
        outcomes["merges allowed"] += made
        theirs = self.twins.twin.run("git", *args, code=None)
        assert (ours.code == 0) == (theirs.code == 0), (args, ours, theirs)

    def was_made(self, world: World, *command: str) -> None:
        """A commit that was made though its hook was to be killed."""
        self.twins.twin.run(*command)
        assert self._is_good(self.twins.guarded.repo, "HEAD", world)

    def was_pushed(self, world: World, source: str, target: str, *, force: bool) -> None:
        """A push that went through though its hook was to be killed."""
        assert target != "main" or self._may_land(source, world)
        self.twins.twin.run(*push_command(source, target, force=force))

    def answers(self, world: World, done: Done) -> None:
        """What `devloop check` says of the staged tree."""
        repo = self.twins.guarded.repo
        if repo.git("ls-files", "-u"):
            assert done.code == 3, done
            return
        good = self._is_good(repo, repo.git("write-tree"), world)
        assert (done.code == 0) == good, (done, world)

    def pushes(
        self,
        world: World,
        source: str,
        target: str,
        *,
        force: bool,
        problem: Mapping[str, str] | None = None,
    ) -> None:
        """A push; what has to be refused never reaches the twin's remote."""
        command = push_command(source, target, force=force)
        twin = self.twins.twin
        if not twin.git("rev-parse", "-q", "--verify", source, code=None):
            return
        ours = self.twins.guarded.repo.run(*command, code=None, env=problem)
        assert "bug of devloop" not in ours.said, ours
        outcomes["pushes that a stamp answered"] += "already checked, nothing to run" in ours.said
        if target == "main" and not self._may_land(source, world):
            assert ours.code != 0, ("let through", command, ours)
            outcomes["pushes refused"] += 1
            return
        if ours.code != 0 and is_about_rules(ours):
            outcomes["weaker rules refused"] += 1
            return
        if problem and ours.code != 0:
            outcomes["good pushes refused in trouble"] += 1
            return
        theirs = twin.run(*command, code=None)
        assert (ours.code == 0) == (theirs.code == 0), (command, ours, theirs)
        outcomes["pushes to mainline allowed"] += target == "main" and ours.code == 0

    def _may_land(self, source: str, world: World) -> bool:
        """Whether mainline may become this."""
        repo = self.twins.twin
        tip = repo.rev(f"{source}^{{commit}}")
        old = repo.git("ls-remote", "origin", "refs/heads/main").split()[0]
        if tip == old:
            return True
        if repo.run("git", "merge-base", "--is-ancestor", old, tip, code=None).code:
            return False
        new = repo.git("log", "--format=%s", tip, f"^{old}").splitlines()
        if any(subject.startswith(NOT_FINISHED) for subject in new):
            return False
        line = repo.git("rev-list", "--first-parent", tip, f"^{old}").split()
        return all(self._is_good(repo, commit, world) for commit in line) and self._is_good(
            repo, tip, world, deep=True
        )

    def _is_good(self, repo: Repo, rev: str, world: World, *, deep: bool = False) -> bool:
        return is_good(files_of(repo, rev), world, deep=deep)
