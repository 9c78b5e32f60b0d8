"""Whatever bytes a name or a check holds, documents hold text."""

from __future__ import annotations

import os
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from devloop.report.printable import bounded, in_one_line, printable, printed


@given(st.binary())
def test_whatever_a_check_prints_can_stand_in_xml_and_comes_back_the_same(data: bytes) -> None:
    text = printable(printed(data))
    element = ET.Element("text")
    element.text = text
    assert (ET.fromstring(ET.tostring(element, encoding="utf-8")).text or "") == text  # noqa: S314
    text.encode()


@given(st.text(st.characters()))
def test_whatever_a_name_holds_is_one_line_of_text(name: str) -> None:
    assert len(in_one_line(name).splitlines()) <= 1


def test_colours_and_links_are_left_out() -> None:
    assert printable("\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x1b\\link\x1b]8;;\x07") == "red link"


def test_control_characters_and_bytes_that_are_no_text_are_written_as_their_code() -> None:
    assert printable(os.fsdecode(b"a\x07\xff\x00.py")) == "a\\x07\\xff\\x00.py"
    assert printable("\ufffe\ud800\u202e\x85") == "\\ufffe\\ud800\\u202e\\x85"


def test_different_names_stay_different() -> None:
    names = (b"\x80", b"\x81", b"\n", b"\r", b"\t")
    assert len({in_one_line(os.fsdecode(name)) for name in names}) == len(names)


def test_what_was_redrawn_on_one_line_is_several_lines() -> None:
    assert printed(b"10 %\r20 %\r\na.py:1: x") == "10 %\n20 %\na.py:1: x"


def test_of_a_long_text_both_ends_stay_and_how_much_is_missing_is_said() -> None:
    assert bounded("a" * 10 + "b" * 10, 8) == "aaaa\n[... 12 characters left out ...]\nbbbb"
    assert bounded("short", 5) == "short"
