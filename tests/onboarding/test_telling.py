"""Facts about the line that says why a program failed."""

from __future__ import annotations

import pytest

from devloop.onboarding.telling import telling_line

HOOK = """\
yamllint.................................................................Failed
- hook id: yamllint
- exit code: 1

a.yml
  3:1       error    wrong indentation: expected 2 but found 0  (indentation)
"""
NPM = """
> app@1.0.0 test
> node --test

TAP version 13
not ok 1 - adds
npm error code 1
"""
MAKE = "gcc -o t t.c\n./t\nt.c:4: assertion failed: x == 2\nmake: *** [Makefile:3: test] Error 1\n"
CARGO = """\
   Compiling a v0.1.0
error[E0308]: mismatched types
 --> src/lib.rs:1:17
"""
NETWORK = """\
An unexpected error has occurred: CalledProcessError: command: ('/usr/bin/git', 'fetch')
return code: 128
stderr:
    fatal: unable to access 'https://example.org/': Could not resolve host
Check the log at /home/a/pre-commit.log
"""
PLUGIN = 'Error while loading plugin "pytest11".\nplugin gitignore is too old for this pytest\n'
PYRIGHT = "/r/src/flask/cli.py\n  /r/src/flask/cli.py:3:1 - error: no such attribute\n1 error\n"


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            HOOK,
            "a.yml: 3:1       error    wrong indentation: expected 2 but found 0  (indentation)",
        ),
        (NPM, "not ok 1 - adds"),
        (MAKE, "t.c:4: assertion failed: x == 2"),
        (CARGO, "error[E0308]: mismatched types --> src/lib.rs:1:17"),
        (NETWORK, "fatal: unable to access 'https://example.org/': Could not resolve host"),
        (PLUGIN, PLUGIN.replace("\n", " ").strip()),
        (
            PYRIGHT,
            "/r/src/flask/cli.py: /r/src/flask/cli.py:3:1 - error: no such attribute",
        ),
        ("", ""),
        ("====\n> a\n", ""),
    ],
)
def test_neither_the_headline_nor_the_sum_is_the_reason(output: str, line: str) -> None:
    assert telling_line(output) == line


def test_a_long_line_keeps_its_end_where_the_path_stands() -> None:
    found = telling_line(f"error: {'x' * 300} No such file: tests/data/a.toml")
    assert found.startswith("error: xxx")
    assert found.endswith("No such file: tests/data/a.toml")
