"""The messages of the parts of a split."""

from __future__ import annotations

import pytest

from devloop.change.split.messages import messages, people, with_trailers

SIGNED = "Signed-off-by: Ann <ann@x.org>"
CO = "Co-authored-by: Bob <bob@x.org>"


def test_what_was_staged_keeps_its_messages() -> None:
    assert messages(["One", " Two "], None) == ["One\n", "Two\n"]


def test_every_part_says_whose_it_is_and_who_wrote_it() -> None:
    original = f"Add all\n\nWhy so.\n\n{CO}\n{SIGNED}\nChange-Id: I1\nSize-Override: because\n"
    assert messages(["Add a", "Add b"], original) == [
        f"Add a\n\nPart 1 of 2 of: Add all\n\n{CO}\n{SIGNED}\n",
        f"Add b\n\nPart 2 of 2 of: Add all\n\nWhy so.\n\n{CO}\n{SIGNED}\nChange-Id: I1\n",
    ]


def test_a_message_of_ones_own_gets_only_the_people_it_lacks() -> None:
    own = f"Add a\n\nWords.\n\n{SIGNED}"
    assert messages([own, "Add b"], f"Add all\n\n{CO}\n{SIGNED}\n")[0] == f"{own}\n{CO}\n"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("", ()),
        ("Words.", ()),
        (SIGNED, (SIGNED,)),
        (f"{SIGNED}\n\nWords after.", ()),
        (f"Words.\n\nreviewed-by: A\nFixes: #1\n{CO}", ("reviewed-by: A", CO)),
        (f"{SIGNED}\n of two lines\nFixes: #1", (f"{SIGNED}\n of two lines",)),
        ("Stand-by: no person, but a word like one", ("Stand-by: no person, but a word like one",)),
        ("On-behalf-of: @org <a@x.org>", ("On-behalf-of: @org <a@x.org>",)),
    ],
)
def test_people_are_found_in_the_last_paragraph(body: str, found: tuple[str, ...]) -> None:
    assert people(body) == found


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Add", f"Add\n\n{SIGNED}"),
        (f"Add\n\n{SIGNED}", f"Add\n\n{SIGNED}"),
        (f"Add\n\n{CO}", f"Add\n\n{CO}\n{SIGNED}"),
        ("Add\n\nWords: like a trailer", f"Add\n\nWords: like a trailer\n\n{SIGNED}"),
    ],
)
def test_trailers_are_added_where_they_lack(message: str, expected: str) -> None:
    assert with_trailers(message, [SIGNED]) == expected
