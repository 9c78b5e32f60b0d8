"""The page of a change: all of it in one file, and nothing in it that a repository could run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from devloop.change.measure import marked_files
from devloop.change.policy import Policy
from devloop.change.untested import LinesRun, diff_coverage
from devloop.cli.coverage.page import page, write_page
from devloop.cli.coverage.report import Told
from devloop.config.model import Check, Kind
from devloop.errors import UsageError
from devloop.gate.coverage_gate import Covered, CoveredStep
from devloop.git.ids import BlobId, RepoPath, TreeId
from devloop.git.patch import FilePatch, Hunk, Status
from devloop.run.result import Report
from devloop.run.subject import Subject
from devloop.verdict.outcome import Digest

HOSTILE = b'x = "</pre><script>alert(1)</script>&\x1b[2J\x9b"'
TEXT = (HOSTILE, b"y = (", b"  1", b")", b"z = 1  # pragma: no cover")
NAME = "<img src=x onerror=1>\udce9.py"
RUN = LinesRun(ran=frozenset({1}), missing=frozenset({2}), excluded=frozenset({5}))


def patch(path: str, blob: str, lines: tuple[bytes, ...]) -> FilePatch:
    return FilePatch(
        status=Status.ADDED,
        old_path=RepoPath(path),
        path=RepoPath(path),
        old_mode="000000",
        mode="100644",
        old_blob=BlobId("0"),
        blob=BlobId(blob),
        hunks=(Hunk(old_start=1, new_start=1, removed=(), added=lines),),
    )


def told(least: int | None = None) -> Told:
    patches = (patch(NAME, "1", TEXT), patch("tests/test_a.py", "2", (b"a = 1",)))
    contents = {"1": b"\n".join(TEXT) + b"\n", "2": b"a = 1\n"}
    files = marked_files(patches, contents, Policy())
    check = Check(name="tests", kind=Kind.PYTEST, coverage=True, min_diff_coverage=least)
    found = diff_coverage(files, {RepoPath(NAME): RUN})
    covered = Covered(check=check, key=Digest("d1g3s7"), found=found)
    subject = Subject(tree=TreeId("7r33"), head=None, name="commit 1 (<b>bold</b>)")
    return Told(
        base=TreeId("b453"),
        report=Report(subject=subject, results=()),
        covered=CoveredStep(files=files, checks=(covered,)),
    )


class Seen(HTMLParser):
    """The elements and the words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.rows: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        assert not {"src", "href", "onerror", "onclick"} & {name for name, _ in attrs}
        if tag == "tr":
            self.rows.append(dict(attrs).get("class") or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def test_nothing_of_a_repository_becomes_a_part_of_the_page() -> None:
    seen = Seen(page(told()))
    assert not {"script", "img", "b", "link", "iframe"} & seen.tags.keys()
    assert "</pre><script>alert(1)</script>&\\x1b[2J" in seen.words
    assert "<img src=x onerror=1>" in seen.words
    assert "commit 1 (<b>bold</b>)" in seen.words


def test_it_asks_for_nothing_and_forbids_the_rest() -> None:
    text = page(told())
    assert "default-src 'none'" in text
    assert not re.search(r"https?:|url\(|@import|<link", text)


def test_each_line_has_the_look_of_what_became_of_it() -> None:
    assert Seen(page(told())).rows == ["run new", *["not-run new"] * 3, "excluded new"]


def test_the_summary_says_what_it_is_about_and_what_was_found() -> None:
    words = Seen(page(told())).words
    for text in ("7r33", "b453", "d1g3s7", "Tests ran 1 of 2 new statements 50 %", "only reports"):
        assert text in words
    assert "Not counted: tests/test_a.py (test)" in words


def test_a_refused_change_is_headed_as_such() -> None:
    assert '<h2 class="refused">' in page(told(least=51))
    assert '<h2 class="refused">' not in page(told(least=50))
    assert "requires 51 % of the new statements" in page(told(least=51))


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_page(tmp_path / "page.html", told())
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page(told())
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        write_page(tmp_path / "folder", told())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "page.html"]
