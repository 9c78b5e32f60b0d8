"""Rubbish in what devloop has written down itself, and in what git and checks print."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from devloop.git.ids import CommitId, TreeId
from devloop.git.push_plan import parse_plan
from devloop.report.log import read_log
from devloop.report.places import Places
from devloop.run.background.queue import QueuedCommit, enter, entries
from devloop.run.testing.coverage import lines_in
from devloop.run.testing.document import decode, encode
from devloop.run.testing.suite_result import CaseResult, SuiteResult
from devloop.verdict.failure_notices import FailureNotice, pop, post
from tests.torture.test_fuzz import damaged, rubbish, unhurried, wild

DEEP = b"[" * 100_000
ODD = st.sampled_from((DEEP, b"1", b"null", b'"a"', b"[1]", b"[[]]", b"[{}]", b"{}", b'{"a": 1}'))
"""Documents of all kinds but the one that is wanted."""
LINES = b'{"schema":"devloop.lines-run/1","files":{"a.py":{"ran":[1],"missing":[2],"excluded":[]}}}'
KEPT_SUITE = encode(SuiteResult(cases=(), errors=(), collected=0, spread=False))


@given(st.one_of(rubbish, damaged(LINES)))
@example(DEEP)
@example(LINES.replace(b"[1]", b"1"))
@example(LINES.replace(b"[1]", b"[[]]"))
@unhurried
def test_any_account_of_lines_is_understood_or_none(data: bytes) -> None:
    found = lines_in(data)
    assert found is None or all(isinstance(lines.ran, frozenset) for lines in found.values())


@given(st.one_of(rubbish, damaged(KEPT_SUITE)))
@example(DEEP)
@unhurried
def test_any_kept_suite_is_understood_or_none(data: bytes) -> None:
    found = decode(data)
    assert found is None or all(isinstance(trial, CaseResult) for trial in found.cases)


NEWS = FailureNotice(commit=CommitId("a" * 40), subject="step", lane="main", checks=("tests",))


@given(st.data())
@unhurried
def test_any_news_are_told_or_none(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        post(Path(folder), NEWS)
        (place,) = (path for path in Path(folder).iterdir() if path.suffix != ".lock")
        content = data.draw(st.one_of(rubbish, damaged(place.read_bytes()), ODD))
        place.write_bytes(content)
        assert all(isinstance(one, FailureNotice) for one in pop(Path(folder)))


@given(st.data())
@unhurried
def test_any_place_of_the_queue_is_somebodys_or_nobodys(data: st.DataObject) -> None:
    entry = QueuedCommit(
        commit=CommitId("a" * 40), tree=TreeId("b" * 40), subject="s", lane="main", pid=1
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = enter(folder, entry)
        about = folder / f"{place.entry.name}.json"
        content = data.draw(st.one_of(rubbish, damaged(about.read_bytes()), ODD))
        about.write_bytes(content)
        found = entries(folder)
        place.leave()
        assert all(isinstance(one, QueuedCommit) for one in found)


PLAN = f"To ../remote.git\n*\trefs/heads/main:refs/heads/main\t{'a' * 40}..{'b' * 40}\nDone\n"


@given(st.one_of(rubbish, damaged(PLAN.encode())))
@unhurried
def test_any_plan_of_a_push_is_read(output: bytes) -> None:
    assert all(len(ref.flag) == 1 for ref in parse_plan(output))


@given(st.one_of(wild, st.text(alphabet="a.py:1 ->[]()\n\x1b")).map(str.encode))
@example(b"a.py:" + b"1:" * 50_000)
@example(b" --> " * 20_000)
@example(b"\x1b[" * 50_000)
@unhurried
def test_any_log_is_read_for_places_of_the_content(log: bytes) -> None:
    found = read_log("lint", log, Places(lambda: frozenset({"a.py"})))
    assert all(one.place is not None and one.place.path == "a.py" for one in found)
    assert not re.search("[\x00-\x08\x1b\x7f]", "".join(one.message for one in found))
