"""A record is read back as it was written, and anything else is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devloop.record.fact import Access, Outside, Record
from devloop.record.form import (
    FORM,
    read_looks,
    read_outside,
    written_looks,
    written_outside,
)
from devloop.record.mark import FileState

NUMBERS = st.integers(min_value=-(2**63), max_value=2**63)
MARKS = st.builds(FileState, mode=NUMBERS, size=NUMBERS, modified=NUMBERS, changed=NUMBERS)
LOOKS = st.sampled_from([Access(number) for number in range(1, 64)])
PATHS = st.binary(min_size=1, max_size=20).filter(lambda path: b"\0" not in path)
FACTS = st.one_of(
    st.builds(Outside, looks=LOOKS),
    st.builds(Outside, looks=LOOKS, mark=MARKS, settled=st.booleans(), digest=st.text("0af")),
)
RECORDS = st.builds(
    Record,
    tree=st.dictionaries(PATHS, LOOKS, max_size=5),
    outside=st.dictionaries(PATHS, FACTS, max_size=5),
    opaque=st.lists(st.text(), max_size=2).map(tuple),
)


@given(RECORDS)
def test_a_record_is_read_back_as_it_was_written(record: Record) -> None:
    looks = read_looks(written_looks(record))
    assert looks is not None
    assert (looks.tree, looks.opaque) == (record.tree, record.opaque)
    assert read_outside(written_outside(record)) == record.outside


WRONG: list[object] = [
    {},
    [],
    None,
    {"form": FORM + 1, "opaque": [], "tree": {}},
    {"form": FORM + 1, "outside": []},
    {"form": FORM, "outside": [["/a"]]},
    {"form": FORM, "outside": [["/a", 1, 1]]},
    {"form": FORM, "outside": [["/a", 1, 1, 1, 1, "1", 1, ""]]},
    {"form": FORM, "outside": {}},
    {"form": FORM, "opaque": [], "tree": {"a": "x"}},
    {"form": FORM, "opaque": None, "tree": {}},
    {"form": FORM, "opaque": []},
    {"form": FORM, "tree": {}},
]


TEXTS = [b"", b"\xff", b"[" * 100_000, *(json.dumps(wrong).encode() for wrong in WRONG)]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_no_record_is_none(text: bytes) -> None:
    assert read_looks(text) is None
    assert read_outside(text) is None


@given(RECORDS, st.data())
def test_a_record_that_is_cut_off_is_none(record: Record, data: st.DataObject) -> None:
    text = written_looks(record)
    assert read_looks(text[: data.draw(st.integers(0, len(text) - 1))]) is None
    text = written_outside(record)
    assert read_outside(text[: data.draw(st.integers(0, len(text) - 1))]) is None
