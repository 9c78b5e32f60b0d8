"""What the configuration of a hook manager comes to: checks, and what has no counterpart."""

from __future__ import annotations

from devloop.detect.guessed import Guess
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """The checks, and a sentence for each thing that is left to the manager or to a person."""

    guesses: tuple[Guess, ...] = ()
    left: tuple[str, ...] = ()

    def __add__(self, other: Converted) -> Converted:
        """Both, one after the other."""
        return Converted(guesses=self.guesses + other.guesses, left=self.left + other.left)
