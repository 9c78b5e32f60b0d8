"""Symbolic links in a tree: what is read through one is never taken for the link's own."""

from __future__ import annotations

from tests.support.guarded import Guarded, one_check

PER_FILE = one_check("! grep -q bad {files}", 'files = ["*.txt"]\nper-file = true')
FIXED = one_check(
    "true",
    """files = ['*.txt']\nfix = 'for f in {files}; do echo good > "$f"; done'""",
)


def link(guarded: Guarded, name: str, target: str) -> None:
    """Stage a symbolic link."""
    (guarded.path / name).symlink_to(target)
    guarded.repo.git("add", name)


def test_a_file_behind_a_link_is_not_vouched_for_by_a_verdict_on_the_link(guarded: Guarded) -> None:
    """The link stays the same when its target changes, so it proves nothing about it."""
    guarded.configure(PER_FILE)
    link(guarded, "link.txt", "notes.md")
    guarded.repo.stage({"notes.md": "good\n", "plain.txt": "good\n"})
    guarded.commit()
    guarded.repo.stage({"notes.md": "bad\n"})
    known = guarded.devloop("check", code=None).code
    assert known == guarded.devloop("check", "--again", "only", code=None).code


def test_a_fixer_is_not_led_out_of_the_workspace_by_a_link(guarded: Guarded) -> None:
    guarded.configure(FIXED)
    outside = guarded.home / "outside.txt"
    outside.write_text("bad\n")
    link(guarded, "link.txt", str(outside))
    guarded.repo.stage({"plain.txt": "bad\n"})
    guarded.devloop("fix")
    assert outside.read_text() == "bad\n"
    assert guarded.text("plain.txt") == "good\n"
