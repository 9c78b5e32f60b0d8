"""Lines that are remembered say what a scan of the whole text says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devloop.change.lexing.comments import acts, comments_by_line, lines_without
from devloop.change.lexing.languages import SYNTAXES
from devloop.change.lexing.spans import spans

LINES = (
    *(
        "",
        "x",
        "# a",
        "// a",
        "-- a",
        "; a",
        "% a",
        " /* a */",
        "x /* a",
        "b */ x",
        "*/",
        "/*",
        '"a"',
    ),
    *(
        'x = "a',
        'a"',
        "x = 'a",
        "a'",
        '"""',
        "'''",
        "`",
        "x = `a",
        "cat <<A",
        "cat <<-A",
        "A",
        "\tA",
    ),
    *(
        "x = <<~A",
        "((1<<A",
        "x \\",
        "# a \\",
        "// a \\",
        "x = /[/*]/",
        "if (a) /b/ c",
        "a: |",
        "  # a",
    ),
    *(
        "- >",
        "'",
        "=begin",
        "=end",
        "{- a",
        "-}",
        "--[[",
        "]]",
        "[==[",
        "]==]",
        "<!-- a",
        "-->",
        "<#",
    ),
    *(
        "#>",
        '@"',
        '"@',
        "<script>",
        "</script>",
        "define X",
        "endef",
        "__END__",
        "?>",
        "<?php",
        "$a$",
    ),
    *(
        "x = <<<A",
        "A;",
        "''",
        'R"(',
        ')"',
        'r#"',
        '"#',
        "q{a",
        "}",
        "#[a]",
        "#!/bin/sh",
        "//go:embed a",
    ),
)


@pytest.mark.parametrize("name", sorted({s.name for s in SYNTAXES.values() if s.tokens}))
@settings(max_examples=60, deadline=None, derandomize=True)
@given(texts=st.lists(st.lists(st.sampled_from(LINES), max_size=24), min_size=2, max_size=5))
def test_what_is_remembered_of_lines_is_what_a_scan_says(name: str, texts: list[list[str]]) -> None:
    """Each text is a version of the one before, with some lines of its own."""
    syntax = next(found for found in SYNTAXES.values() if found.name == name)
    before: list[str] = []
    for lines in texts:
        version = before[: len(before) // 2] + lines[:3] + before[len(before) // 2 :]
        text = "\n".join(version).encode()
        free = [span for span in spans(text, syntax) if span[2] and not acts(text, span[0], syntax)]
        assert comments_by_line(text, syntax) == lines_without(text, free)
        before = version + lines[3:]
