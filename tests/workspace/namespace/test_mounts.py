"""The table of mounts, from the kernel's own text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devloop.workspace.namespace.mounts import Mount, mounts_here, outermost_below, parse_mounts

TABLE = rb"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda rw,discard
41 27 0:30 / /home/a\040b\011c\134d ro,nosuid - tmpfs none rw
half a line
"""


def mount(at: str) -> Mount:
    return Mount(at=Path(at), kind="ext4", read_only=False)


def test_a_table_becomes_mounts_and_what_is_no_line_of_it_is_passed_over() -> None:
    assert parse_mounts(TABLE) == (
        Mount(at=Path("/proc"), kind="proc", read_only=False),
        Mount(at=Path("/"), kind="ext4", read_only=False),
        Mount(at=Path("/home/a b\tc\\d"), kind="tmpfs", read_only=True),
    )


def test_only_the_outermost_mounts_strictly_below_a_folder_count() -> None:
    places = ("/", "/home", "/home/me", "/home/me/disk", "/home/me/disk/more", "/home/meadow")
    found = outermost_below(Path("/home/me"), map(mount, places))
    assert found == (mount("/home/me/disk"),)


@pytest.mark.skipif(sys.platform != "linux", reason="the table is Linux's")
def test_this_process_has_a_root() -> None:
    assert Path("/") in {found.at for found in mounts_here()}
