"""What a program's first bytes say about what the kernel starts with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devloop.record.program_head import started_by


@pytest.mark.parametrize(
    ("head", "runner"),
    [
        (b"#!/bin/sh\n", b"/bin/sh"),
        (b"#! /usr/bin/env -S python3 -u\n", b"/usr/bin/env"),
        (b"#!\n", None),
        (b"echo\n", None),
        (b"", None),
        (b"\x7fELF" + bytes(10), None),
        (b"\x7fELF\x02\x01" + b"\xff" * 100, None),
    ],
)
def test_a_script_names_its_interpreter(head: bytes, runner: bytes | None) -> None:
    assert started_by(head) == runner


@pytest.mark.skipif(sys.platform != "linux", reason="programs have another form elsewhere")
def test_a_program_names_its_loader() -> None:
    runner = started_by(Path("/bin/sh").read_bytes()[:4096])
    assert runner is not None
    assert Path(runner.decode()).exists()
