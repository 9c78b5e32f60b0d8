"""From what git says it would push to what the push gate judges.

Pure: the objects behind names come in as values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.errors import CannotJudge
from devloop.gate.ruling import ALLOWED, Decision, Reason, Ruling
from devloop.gate.update import Update
from devloop.git.ids import CommitId
from devloop.git.push_plan import PlannedRef


def updates_of(
    planned: Sequence[PlannedRef], objects: Mapping[str, str], zeros: str
) -> tuple[Update, ...]:
    """The updates as git would hand them to the pre-push hook.

    `objects` are the ids behind sources; `zeros` stands for no object. `CannotJudge` for a source
    that is not known here.
    """
    return tuple(_update(ref, objects, zeros) for ref in planned if ref.changes)


def _update(ref: PlannedRef, objects: Mapping[str, str], zeros: str) -> Update:
    local = zeros if ref.flag == "-" else objects.get(ref.source)
    if local is None:
        raise CannotJudge(f"git would push {ref.source!r}, and nothing of that name is here")
    return Update(
        local_ref=ref.source or "(delete)",
        local=CommitId(local),
        remote_ref=ref.target,
        remote=ref.old or CommitId(zeros),
    )


def rule_on_plan(planned: Sequence[PlannedRef], remote: str) -> Ruling:
    """A refusal where git itself would refuse a ref, since then nothing needs to be judged."""
    reasons = tuple(_reason(ref, remote) for ref in planned if ref.flag == "!")
    return Ruling(decision=Decision.REFUSED, reasons=reasons) if reasons else ALLOWED


def _reason(ref: PlannedRef, remote: str) -> Reason:
    branch = ref.target.removeprefix("refs/heads/")
    why = ref.summary.partition("(")[2].rstrip(")") or ref.summary
    behind = why in {"fetch first", "non-fast-forward"}
    step = f"git pull --rebase {remote} {branch}" if behind else "git push --help"
    return Reason(text=f"{branch}: git would refuse it ({why})", next_step=step)
