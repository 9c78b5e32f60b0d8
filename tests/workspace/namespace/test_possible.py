"""Whether checks can be sealed here: tried once, remembered, and said in a sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devloop.workspace.namespace.possible import MEMO, forget, reason_against

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
NO_LAYER = Path("/proc")
"""A file system that no overlay stands on."""


@pytest.fixture(autouse=True)
def _possible(tmp_path: Path) -> None:
    if reason := reason_against(tmp_path, ()):
        pytest.skip(reason)
    forget(tmp_path)


def test_a_folder_that_cannot_be_a_layer_is_named_with_the_reason(tmp_path: Path) -> None:
    reason = reason_against(tmp_path, (tmp_path, NO_LAYER))
    assert reason.startswith("mount overlay on /proc: ")
    assert reason.endswith("(its file system cannot be the lower side of an overlay)")


def test_nothing_is_left_of_the_trial_but_the_answer(tmp_path: Path) -> None:
    assert reason_against(tmp_path, (tmp_path,)) == ""
    assert [place.name for place in tmp_path.iterdir()] == [MEMO]


def test_an_answer_is_remembered_for_its_folders_alone(tmp_path: Path) -> None:
    reason_against(tmp_path, (tmp_path,))
    head, _, _ = (tmp_path / MEMO).read_text().partition("\n")
    (tmp_path / MEMO).write_text(f"{head}\nas it was found\n")
    assert reason_against(tmp_path, (tmp_path,)) == "as it was found"
    assert reason_against(tmp_path, (tmp_path / ".",)) == "as it was found"
    assert reason_against(tmp_path, ()) == ""


def test_an_answer_that_has_proved_wrong_is_asked_anew(tmp_path: Path) -> None:
    reason_against(tmp_path, ())
    head, _, _ = (tmp_path / MEMO).read_text().partition("\n")
    (tmp_path / MEMO).write_text(f"{head}\nnot any more\n")
    forget(tmp_path)
    assert reason_against(tmp_path, ()) == ""


def test_a_place_where_nothing_can_be_written_is_a_reason(tmp_path: Path) -> None:
    reason = reason_against(tmp_path / "none" / ("x" * 300), ())
    assert "cannot be made" in reason
