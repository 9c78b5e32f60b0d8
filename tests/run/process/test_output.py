"""Output is kept whole while it is small, and at both ends when it is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devloop.run.process.output import BoundedOutput

CHUNKS = st.lists(st.binary(max_size=9), max_size=30)


def collected(chunks: list[bytes], head: int, tail: int) -> BoundedOutput:
    output = BoundedOutput(head, tail)
    for chunk in chunks:
        output.add(chunk)
    return output


@given(CHUNKS)
def test_what_fits_is_kept_as_it_came(chunks: list[bytes]) -> None:
    assert collected(chunks, 200, 200).content() == b"".join(chunks)


@given(CHUNKS, st.integers(1, 9), st.integers(1, 9))
def test_the_chunks_it_came_in_make_no_difference(
    chunks: list[bytes], head: int, tail: int
) -> None:
    whole = b"".join(chunks)
    at_once = collected([whole], head, tail)
    piecemeal = collected(chunks, head, tail)
    assert piecemeal.content() == at_once.content()
    assert piecemeal.total == len(whole)


def test_both_ends_stay_and_the_cut_is_counted() -> None:
    content = collected([b"begin", b"x" * 100, b"end"], 5, 3).content()
    assert content == b"begin\n[devloop: 100 bytes of output are left out here]\nend"


def test_the_last_byte_that_fits_causes_no_cut() -> None:
    assert collected([b"12345", b"678"], 5, 3).content() == b"12345678"


def test_memory_stays_small_however_much_comes() -> None:
    output = BoundedOutput(10, 10)
    for _ in range(10_000):
        output.add(b"some line\n")
        assert len(output._begin) + len(output._end) <= 30
