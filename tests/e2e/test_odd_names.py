"""File names as git allows them, and very many of them."""

from __future__ import annotations

import os
import sys

import pytest

from tests.support.guarded import Guarded

NAMES = {
    "a space": b"two words.txt",
    "a line break": b"two\nlines.txt",
    "quotes": b'it\'s "quoted" `so` $HOME.txt',
    "a leading dash": b"-rf.txt",
    "two leading dashes": b"--help.txt",
    "a backslash": b"back\\slash.txt",
    "a star": b"*.txt",
    "braces": b"{files}.txt",
    "no ASCII": "grün ✓.txt".encode(),
    "Latin-1 bytes": b"caf\xe9.txt",
    "a tab": b"tab\there.txt",
    "the name of a revision": b"HEAD",
    "a colon": b":(exclude)x.txt",
    "a leading space": b" lead.txt ",
    "control characters": b"bell\x07\x1b[31m.txt",
    "much length": b"n" * 251 + b".txt",
}

NO_SUCH_NAMES = sys.platform == "darwin"
"""macOS takes no file names that are not UTF-8."""

PER_FILE = """\
mainline = ["main"]
background = false

[checks.each]
run = ["sh", "judge", "{files}"]
files = ["*", "!judge", "!devloop.toml"]
per-file = true

[checks.listed]
run = ["sh", "-c", "tr '\\\\0' '|' < \\"$DEVLOOP_FILES\\" > \\"$HOME/listed\\""]
files = ["*"]

[checks.worded]
run = 'printf "%s|" {files} > "$HOME/worded"'
files = ["*"]
"""

WHY = "Gate-Change: other checks take their place"

JUDGE = """\
for file; do
    printf '%s|' "$file" >> "$HOME/judged"
    grep -q bad -- "$file" < /dev/null && exit 1
done
exit 0
"""
"""A script that reads each file it is given, by its name."""


MANY = """\
mainline = ["main"]
background = false

[size]
target = 20000
limit = 20000

[checks.each]
run = ["sh", "-c", "printf '%s|' \\"$@\\" >> \\"$HOME/judged\\"", "sh", "{files}"]
files = ["many/**"]
per-file = true
"""


def judged(guarded: Guarded, name: str = "judged") -> list[bytes]:
    """The names that a check was given since the last time; `./` may protect a leading dash."""
    place = guarded.home / name
    names = place.read_bytes().split(b"|")[:-1] if place.exists() else []
    place.unlink(missing_ok=True)
    return sorted(name.removeprefix(b"./") for name in names)


@pytest.fixture
def per_file(guarded: Guarded) -> Guarded:
    """With checks that get file names in every way there is."""
    guarded.repo.git("rm", "-q", "--cached", "state")
    (guarded.path / "state").unlink()
    guarded.repo.commit(f"checks\n\n{WHY}", {"devloop.toml": PER_FILE, "judge": JUDGE})
    return guarded


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_file_of_any_name_is_judged(per_file: Guarded, name: bytes) -> None:
    if NO_SUCH_NAMES and name == NAMES["Latin-1 bytes"]:
        pytest.skip("no such file names here")
    place = os.path.join(os.fsencode(per_file.path), name)  # noqa: PTH118 - bytes
    write(place, b"good\n")
    per_file.repo.git("add", "-A")
    per_file.commit()
    assert judged(per_file) == [name]
    every = sorted([name, b"devloop.toml", b"judge"])
    assert judged(per_file, "listed") == every
    assert judged(per_file, "worded") == every
    write(place, b"bad\n")
    said = per_file.commit("-a", code=1).said
    assert "each failed" in said
    assert "bug of devloop" not in said
    assert per_file.push("HEAD:main").code == 0


def write(place: bytes, content: bytes) -> None:
    """Write a file whose name may be no text."""
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(descriptor, content)
    os.close(descriptor)


def test_all_odd_names_at_once_are_moved_from_tree_to_tree(per_file: Guarded) -> None:
    names = [n for n in NAMES.values() if not NO_SUCH_NAMES or n != NAMES["Latin-1 bytes"]]
    top = os.fsencode(per_file.path)
    for name in names:
        write(os.path.join(top, name), b"good\n")  # noqa: PTH118 - bytes
    per_file.repo.git("add", "-A")
    per_file.commit()
    assert judged(per_file) == sorted(names)
    per_file.repo.git("rm", "-q", "-r", "--", ".", ":!devloop.toml", ":!judge")
    per_file.repo.stage({"only": "good\n"})
    per_file.commit()
    assert judged(per_file) == [b"only"]
    assert judged(per_file, "listed") == [b"devloop.toml", b"judge", b"only"]


def test_a_file_that_stands_where_a_folder_was_and_back(per_file: Guarded) -> None:
    per_file.repo.stage({"x": "good\n"})
    per_file.commit()
    per_file.repo.git("rm", "-q", "x")
    per_file.repo.stage({"x/y": "good\n"})
    per_file.commit()
    per_file.repo.git("rm", "-q", "-r", "x")
    (per_file.path / "x").symlink_to("devloop.toml")
    per_file.repo.git("add", "x")
    per_file.commit()
    assert set(judged(per_file)) == {b"x", b"x/y"}


def test_names_that_differ_only_in_case_are_two_files(per_file: Guarded) -> None:
    if (per_file.path / "JUDGE").exists():
        pytest.skip("one file here")
    per_file.repo.stage({"Name": "good\n", "name": "good\n"})
    per_file.commit()
    assert judged(per_file) == [b"Name", b"name"]


def test_a_branch_and_a_subject_of_odd_words_are_said_plainly(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "-c", "feature/$(touch-x)'\"✓")
    guarded.slip("bad 1", "subject with \x1b[31mred\x1b[0m and \x07 bells")
    said = guarded.refused("HEAD:main")
    assert "subject with" in said
    assert "\x1b" not in said
    assert "\x07" not in said


def test_10_000_changed_files_are_judged_each_once(guarded: Guarded) -> None:
    guarded.configure(MANY)
    names = [f"many/{n // 100}/file number {n}" for n in range(10_000)]
    for name in names:
        guarded.repo.write(name, "good\n")
    guarded.repo.git("add", "-A")
    guarded.commit()
    assert len(set(judged(guarded))) == 10_000
    guarded.repo.write(names[5000], "good, changed\n")
    guarded.commit("-a")
    assert judged(guarded) == [names[5000].encode()]
    guarded.repo.git("rm", "-q", "-r", "many")
    guarded.commit()
    guarded.push("main")
    assert judged(guarded) == []
