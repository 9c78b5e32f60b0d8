"""Rubbish from outside: no traceback, no hang, no pass.

Every function that reads what others have written gets bytes it was not made for: it gives a
value, or an error with a sentence in it.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from devloop.change.trailers import parse_trailers
from devloop.cli.terminal.console import plain
from devloop.config.comfort import parse_comfort
from devloop.config.load import config_from
from devloop.config.match import branch_matches
from devloop.environment.memo import Memo, stats_of
from devloop.errors import CannotJudge, ConfigError
from devloop.gate.update import does_not_land, parse_updates
from devloop.git.attributes import parse_answer
from devloop.run.process.printed import output_text
from devloop.run.testing.plugin_report import read_suite
from devloop.verdict.outcome import Outcome
from devloop.verdict.store import open_store
from devloop.workspace.slot import Slot, read_note
from tests.torture.truth import CONFIGS
from tests.verdict.support import kept, manifest_of, outcomes

unhurried = settings(deadline=timedelta(seconds=10))
wild = st.one_of(st.text(), st.text(alphabet="[]{}=\"'\\\n.#*?/!: ab0\0\r\x1b"))
rubbish = st.one_of(st.binary(), wild.map(lambda text: text.encode(errors="surrogateescape")))


def damaged(original: bytes) -> st.SearchStrategy[bytes]:
    """The same bytes with a piece of them replaced by rubbish, or cut off."""
    place = st.integers(0, len(original))
    return st.builds(
        lambda start, length, new: original[:start] + new + original[start + length :],
        place,
        place,
        rubbish,
    )


@given(rubbish)
@example(b"\x1c")
@unhurried
def test_lines_of_a_push_are_all_understood_or_none(stdin: bytes) -> None:
    lines = [line for line in stdin.split(b"\n") if line.strip(b" ")]
    with suppress(CannotJudge):
        assert len(parse_updates(stdin)) == len(lines)


ID = "0123456789abcdef" * 2 + "01234567"


@given(damaged(f"refs/heads/main {ID} refs/heads/main {'0' * 40}\n".encode()))
@unhurried
def test_a_damaged_line_of_a_push_is_none_that_goes_unseen(stdin: bytes) -> None:
    with suppress(CannotJudge):
        for update in parse_updates(stdin):
            assert {len(update.local), len(update.remote)} <= {40, 64}
            assert update.remote_ref


@given(st.one_of(rubbish, st.sampled_from(tuple(CONFIGS)).flatmap(lambda t: damaged(t.encode()))))
@unhurried
def test_a_configuration_is_understood_or_its_mistakes_are_named(content: bytes) -> None:
    for own, pyproject in ((content, None), (None, b"[tool.devloop]\n" + content)):
        assert all(problem.strip() for problem in _mistakes(own, pyproject))


def _mistakes(own: bytes | None, pyproject: bytes | None) -> tuple[str, ...]:
    try:
        config_from(own, pyproject)
    except ConfigError as error:
        assert error.problems
        return error.problems
    return ()


@given(wild)
@unhurried
def test_personal_settings_are_understood_or_their_mistakes_are_named(text: str) -> None:
    with suppress(ConfigError):
        parse_comfort(text, "devloop.local.toml")


@given(rubbish)
@unhurried
def test_any_answer_about_attributes_is_read(content: bytes) -> None:
    assert isinstance(parse_answer(content), dict)


@given(st.text(alphabet="ab*?/", max_size=10), st.text(alphabet="ab/", max_size=8))
@unhurried
def test_a_branch_is_matched_as_trying_every_way_would(pattern: str, branch: str) -> None:
    wild = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*|\*|\?)", pattern)
    wanted = "".join(wild.get(piece, re.escape(piece)) for piece in pieces)
    assert branch_matches(branch, [pattern]) == bool(re.fullmatch(wanted, branch))


def test_patterns_of_many_stars_do_not_hang() -> None:
    assert not branch_matches("a" * 200, ["*a" * 40 + "b"])


def _text(content: bytes) -> str:
    return content.decode(errors="replace")


@given(st.one_of(wild, damaged(b"subject\n\nSize-Override: a table\n").map(_text)))
@unhurried
def test_any_message_has_trailers_or_none(message: str) -> None:
    found = parse_trailers(message)
    assert found.override.strip() == found.override
    assert does_not_land(message) is None or message.strip()


REPORT = b"\n".join(
    json.dumps(event).encode()
    for event in (
        {"event": "session", "root": "/w", "dry": False},
        {"event": "collected", "count": 2},
        {"event": "began", "id": "t.py::one"},
        {"event": "test", "id": "t.py::one", "grade": "passed", "seconds": 0.1},
        {"event": "test", "id": "t.py::two", "grade": "failed", "seconds": 0.1},
        {"event": "end", "status": 1},
    )
)


@given(st.one_of(rubbish, damaged(REPORT)))
@unhurried
def test_any_report_of_tests_is_read_as_far_as_it_can_be(lines: bytes) -> None:
    for trial in read_suite(lines).cases:
        assert isinstance(trial.id, str)


def test_a_report_nested_too_deep_is_left_out() -> None:
    assert read_suite(b"[" * 100_000 + b"\n" + REPORT).collected == 2


@given(wild)
@unhurried
def test_nothing_said_to_a_terminal_steers_it(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", plain(text))
    shown = output_text(text.encode(errors="replace"), color=False)
    assert not re.search("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f]", shown)


@given(st.data())
@unhurried
def test_a_damaged_store_never_gives_another_verdict(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        kept(directory, [manifest_of(1), manifest_of(2)], Outcome.FAILED)
        place = directory / "verdicts.sqlite3"
        with sqlite3.connect(place) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        place.write_bytes(_damage(data, place.read_bytes()))
        assert set(outcomes(directory, manifest_of(1))) <= {Outcome.FAILED}
        with closing(open_store(directory)) as store:
            if "newer devloop" in store.problem:  # what the damage says is believed, and told
                return
        kept(directory, [manifest_of(1)], Outcome.FAILED)
        assert set(outcomes(directory, manifest_of(1))) == {Outcome.FAILED}


def _damage(data: st.DataObject, content: bytes) -> bytes:
    """Some bytes of a file changed, and perhaps its end cut off."""
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    return bytes(changed[: data.draw(st.integers(1, len(changed)))])


@given(st.data())
@unhurried
def test_a_damaged_memo_remembers_nothing_else(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, file = Path(folder, "source"), Path(folder, "memo.json")
        source.write_text("content")
        stats = stats_of([source])
        memo = Memo(file=file, now=lambda: stats.newest + 60)
        memo.remembered("subject", stats, lambda: "fact")
        memo.save()
        file.write_bytes(data.draw(damaged(file.read_bytes())))
        found = Memo(file=file).remembered("subject", stats, lambda: "found anew")
        assert found in {"fact", "found anew"}


NOTE = b'{"version": 1, "tree": "%s", "settings": "[]", "boot": "b"}' % (b"a" * 40)


@given(st.one_of(rubbish, damaged(NOTE)))
@unhurried
def test_a_damaged_note_of_a_workspace_is_understood_or_none(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        slot = Slot(folder=Path(folder))
        slot.note_file.write_bytes(content)
        note = read_note(slot)
        assert note is None or isinstance(note.tree, str)
