"""A log is given back exactly as it was kept, or not at all."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import pytest

from devloop.verdict.logs import MOST_BYTES, Logs
from devloop.verdict.outcome import Digest


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    return Logs(folder=tmp_path / "logs")


def file_of(logs: Logs, digest: str) -> Path:
    return logs.folder / digest[:2] / f"{digest}.z"


def test_a_log_is_kept_compressed_under_the_digest_of_its_text(logs: Logs) -> None:
    text = b"E assert 1 == 2\n" * 1000
    digest = logs.keep(text)
    assert digest == hashlib.sha256(text).hexdigest()
    assert logs.read(digest) == text
    assert file_of(logs, digest).stat().st_size < len(text) / 10


def test_an_empty_log_is_a_log(logs: Logs) -> None:
    assert logs.read(logs.keep(b"")) == b""


def test_a_log_that_is_gone_is_none(logs: Logs) -> None:
    assert logs.read(Digest("0" * 64)) is None


@pytest.mark.parametrize(
    "damage", [b"", b"not zlib", zlib.compress(b"other words"), zlib.compress(b"x" * 99)[:-8]]
)
def test_a_damaged_log_is_none(logs: Logs, damage: bytes) -> None:
    digest = logs.keep(b"x" * 99)
    file_of(logs, digest).write_bytes(damage)
    assert logs.read(digest) is None


def test_a_damaged_log_is_fixed_by_keeping_it_again(logs: Logs) -> None:
    digest = logs.keep(b"x" * 99)
    file_of(logs, digest).write_bytes(b"")
    assert logs.keep(b"x" * 99) == digest
    assert logs.read(digest) == b"x" * 99


def test_of_a_huge_log_beginning_and_end_are_kept_and_the_cut_is_said(logs: Logs) -> None:
    text = b"first" + b"x" * MOST_BYTES + b"last"
    found = logs.read(logs.keep(text))
    assert found is not None
    assert found.startswith(b"first")
    assert found.endswith(b"last")
    assert b"9 bytes are not kept" in found
    assert len(found) < MOST_BYTES + 100


def test_a_damaged_log_cannot_fill_the_memory(logs: Logs) -> None:
    digest = logs.keep(b"x")
    file_of(logs, digest).write_bytes(zlib.compress(b"\0" * (MOST_BYTES * 8)))
    assert logs.read(digest) is None


def test_nothing_but_the_log_is_left_in_the_folder(logs: Logs) -> None:
    digest = logs.keep(b"words")
    assert [f for f in logs.folder.rglob("*") if f.is_file()] == [file_of(logs, digest)]


def test_a_digest_that_leads_out_of_the_folder_is_none(logs: Logs) -> None:
    outside = logs.folder.parent / "x.z"
    outside.write_bytes(zlib.compress(b"secret"))
    assert logs.read(Digest("../../x")) is None
