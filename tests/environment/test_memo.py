"""A memo gives back what it was told for the very same files, and otherwise nothing."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from devloop.environment.memo import Memo, stats_of, witnessed
from devloop.files.json_value import Json
from tests.verdict.venv import settled_memo


class Finder:
    """Finds a fact and counts how often it was asked to."""

    def __init__(self, fact: Json = "fact") -> None:
        self.fact = fact
        self.asked = 0

    def __call__(self) -> Json:
        self.asked += 1
        return self.fact


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "source"
    file.write_text("content")
    return file


@pytest.fixture
def memo(tmp_path: Path) -> Memo:
    return settled_memo(tmp_path / "memo.json")


def test_a_fact_is_found_out_once(memo: Memo, source: Path) -> None:
    find = Finder({"a": ["b", 1, None]})
    for _ in range(3):
        assert memo.remembered("s", stats_of([source]), find) == find.fact
    assert find.asked == 1


def test_a_saved_fact_is_known_to_the_next_process(memo: Memo, source: Path) -> None:
    memo.remembered("s", stats_of([source]), Finder("old"))
    memo.save()
    assert Memo(file=memo.file).remembered("s", stats_of([source]), Finder("new")) == "old"


def test_a_file_that_is_written_replaced_made_or_removed_makes_a_fact_unknown(
    memo: Memo, source: Path, tmp_path: Path
) -> None:
    late = tmp_path / "late"
    find = Finder()

    def ask() -> int:
        memo.remembered("s", stats_of([source, late]), find)
        return find.asked

    assert ask() == ask() == 1
    source.write_text("CONTENT")
    assert ask() == ask() == 2
    source.rename(tmp_path / "old")
    (tmp_path / "old").with_name("source").write_text("CONTENT")
    assert ask() == ask() == 3
    late.write_text("")
    assert ask() == ask() == 4
    late.unlink()
    assert ask() == ask() == 5
    source.chmod(0o700)
    assert ask() == ask() == 6


def test_a_retargeted_link_makes_a_fact_unknown(memo: Memo, source: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("content")
    link = tmp_path / "link"
    link.symlink_to(source)
    memo.remembered("s", stats_of([link]), Finder("old"))
    link.unlink()
    link.symlink_to(tmp_path / "other")
    assert memo.remembered("s", stats_of([link]), Finder("new")) == "new"


def test_a_fact_of_a_file_that_changed_a_moment_ago_is_not_kept(
    source: Path, tmp_path: Path
) -> None:
    memo = Memo(file=tmp_path / "memo.json")
    find = Finder()
    for _ in range(2):
        memo.remembered("s", stats_of([source]), find)
    assert find.asked == 2


def test_a_fact_of_a_file_from_the_future_is_not_kept(source: Path, tmp_path: Path) -> None:
    """The clock of a file server may be ahead of ours."""
    os.utime(source, (2**32, 2**32))
    memo = settled_memo(tmp_path / "memo.json")
    find = Finder()
    for _ in range(2):
        memo.remembered("s", stats_of([source]), find)
    assert find.asked == 2


def damaged(content: bytes) -> list[bytes]:
    head, _, body = content.partition(b"\n")
    return [
        b"",
        b"{}",
        body,
        content[:-1],
        content[: len(content) // 2],
        content + b" ",
        content.replace(b"old", b"odd"),
        head + b"\n" + b"[" * 100_000,
        head + b"\n\xff\xfe",
        head,
        content.replace(b"memo 2", b"memo 3"),
        json.dumps({"s": ["digest", "old"]}).encode(),
        os.urandom(1000),
    ]


@pytest.mark.parametrize("number", range(13))
def test_a_damaged_memo_knows_nothing_and_is_fixed(memo: Memo, source: Path, number: int) -> None:
    memo.remembered("s", stats_of([source]), Finder("old"))
    memo.save()
    memo.file.write_bytes(damaged(memo.file.read_bytes())[number])
    again = settled_memo(memo.file)
    assert again.remembered("s", stats_of([source]), Finder("new")) == "new"
    again.save()
    assert settled_memo(memo.file).remembered("s", stats_of([source]), Finder("x")) == "new"


def test_there_are_as_many_cases_as_damages() -> None:
    assert len(damaged(b"a\nold")) == 13


def test_a_memo_that_cannot_be_written_is_only_slower(source: Path) -> None:
    memo = settled_memo(source / "memo.json")
    assert memo.remembered("s", stats_of([source]), Finder()) == "fact"
    memo.save()


def test_saving_leaves_nothing_but_the_memo(memo: Memo, source: Path) -> None:
    memo.remembered("s", stats_of([source]), Finder())
    memo.save()
    assert sorted(p.name for p in memo.file.parent.iterdir()) == ["memo.json", "source"]


def test_facts_that_nobody_asks_for_go_first(memo: Memo, source: Path) -> None:
    stats = stats_of([source])
    memo.remembered("used", stats, Finder("old"))
    for number in range(300):
        memo.remembered(f"s{number}", stats, Finder())
        memo.remembered("used", stats, Finder())
    memo.save()
    again = settled_memo(memo.file)
    assert again.remembered("used", stats, Finder("new")) == "old"
    assert again.remembered("s0", stats, Finder("new")) == "new"


def test_threads_may_ask_and_save_at_once(memo: Memo, source: Path) -> None:
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(200):
                memo.remembered(f"{number} {turn % 7}", stats_of([source]), Finder())
                if turn % 20 == 0:
                    memo.save()
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_witnesses_of_the_same_paths_are_told_apart(source: Path) -> None:
    """Checks that run at the same time look at the same environment."""
    with witnessed() as first:
        with witnessed() as second:
            stats_of([source])
        stats_of([source.parent])
    stats_of([source.parent.parent])
    assert first == {str(source), str(source.parent)}
    assert second == {str(source)}


def test_witnesses_may_leave_in_any_order(source: Path) -> None:
    first, second = witnessed(), witnessed()
    seen = first.__enter__(), second.__enter__()
    first.__exit__(None, None, None)
    stats_of([source])
    second.__exit__(None, None, None)
    assert seen == (set(), {str(source)})
