"""The coverage of a change as a page: the new lines in their place, marked by what became of them.

It is one file that asks for nothing else and runs nothing; all that comes from a repository is
escaped.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

from devloop.change.excerpt import ExcerptLine, excerpt
from devloop.change.marks import Mark, MarkedFile
from devloop.change.untested import DiffCoverage, Fate, NewStatement, owes
from devloop.cli.coverage.report import Told, percent
from devloop.cli.terminal.console import plain
from devloop.config.packaged import packaged
from devloop.errors import UsageError
from devloop.files.atomic import write_whole
from devloop.gate.coverage_gate import Covered, rule_on_coverage

FATES = {
    Fate.RUN: "run",
    Fate.PARTIAL: "partial",
    Fate.NOT_RUN: "not-run",
    Fate.EXCLUDED: "excluded",
}
MARKS = {Mark.MOVED: ("moved", "moved"), Mark.FORMAT: ("format", "reformatted")}
"""Of lines that are not counted: name of the style, and the word beside them."""


def write_page(place: Path, told: Told) -> None:
    """Write the page, all of it or nothing; `UsageError` where that cannot be."""
    try:
        write_whole(place, page(told).encode(errors="replace"))
    except OSError as error:
        raise UsageError(f"{place} cannot be written: {error.strerror}") from error


def page(told: Told) -> str:
    """The page as a text."""
    template = Template((packaged("templates") / "coverage.html").read_text(encoding="utf-8"))
    checks = "\n".join(part for one in told.covered.checks for part in _check(told, one))
    return template.substitute(title=_text(told.report.subject.name), checks=checks)


def _text(text: str) -> str:
    """A text of a repository, safe to show: its bytes that are no text, and control, visible."""
    return html.escape(plain(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")))


def _check(told: Told, covered: Covered) -> Iterator[str]:
    found = covered.found
    if found is None:
        yield f"<h2>{_text(covered.check.name)}: its coverage is not known</h2>"
        return
    yield _headline(covered, found)
    yield _bar(found)
    yield _key(found)
    yield _facts(told, covered)
    free = []
    for file in told.covered.files:
        statements = [one for one in found.statements if one.path == file.patch.path]
        if owes(file):
            yield _file(file, statements)
        elif file.hunks:
            free.append(f"{_text(file.patch.path)} ({file.classified.file_class.value})")
    if free:
        yield f'<p class="free">Not counted: {", ".join(free)}</p>'


def _headline(covered: Covered, found: DiffCoverage) -> str:
    if not found.counted:
        return "<h2>No new lines that tests could run</h2>"
    ran = found.counted - len(found.gaps)
    text = f"Tests ran {ran} of {found.counted} new statements <small>{percent(found)} %</small>"
    refused = not rule_on_coverage(covered, "").allowed
    return f'<h2 class="refused">{text}</h2>' if refused else f"<h2>{text}</h2>"


def _counts(found: DiffCoverage) -> Iterator[tuple[Fate, int]]:
    for fate in Fate:
        count = len(found.having(fate))
        if count:
            yield fate, count


def _bar(found: DiffCoverage) -> str:
    parts = (
        f'<i class="{FATES[fate]}" style="flex: {count}; color: var(--of)"></i>'
        for fate, count in _counts(found)
    )
    return f'<div class="bar" aria-hidden="true">{"".join(parts)}</div>'


def _key(found: DiffCoverage) -> str:
    items = (
        f'<li class="{FATES[fate]}">{count} {fate.value}</li>' for fate, count in _counts(found)
    )
    free = '<li class="moved">moved or reformatted: not counted</li>'
    return f'<ul class="key">{"".join(items)}{free}</ul>'


def _facts(told: Told, covered: Covered) -> str:
    check = covered.check
    least = check.min_diff_coverage
    asks = "only reports" if least is None else f"requires {least} % of the new statements"
    facts = (
        ("content", f"tree <code>{told.report.subject.tree}</code>"),
        ("against", f"tree <code>{told.base}</code>"),
        ("ran in", f"check <code>{_text(check.name)}</code>, which {asks}"),
        ("stored as", f"verdict <code>{covered.key or 'none: it had nothing to check'}</code>"),
    )
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in facts)}</dl>"


def _file(file: MarkedFile, statements: Sequence[NewStatement]) -> str:
    open_ = " open" if any(one.fate in {Fate.NOT_RUN, Fate.PARTIAL} for one in statements) else ""
    cut = '<tr class="cut"><td></td><td></td><td></td></tr>'
    passages = ("".join(_rows(lines)) for lines in excerpt(file, statements))
    return (
        f"<details{open_}><summary><code>{_text(file.patch.path)}</code>"
        f"<span>{_of_file(statements)}</span></summary>"
        f'<div class="scroll"><table class="code">{cut.join(passages)}</table></div></details>'
    )


def _of_file(statements: Sequence[NewStatement]) -> str:
    counted = [one for one in statements if one.fate is not Fate.EXCLUDED]
    missing = sum(one.fate is Fate.NOT_RUN for one in counted)
    if missing:
        return f"{missing} of {len(counted)} not run"
    return f"all {len(counted)} run" if counted else "not counted"


def _rows(lines: Sequence[ExcerptLine]) -> Iterator[str]:
    """The rows of a passage; a word stands where something else begins to be so."""
    before = None
    for line in lines:
        style, word = _look(line)
        names = " ".join((style, "new") if line.mark is not None else (style,)).strip()
        shown = word if line.standing is not before and line.fate is not Fate.RUN else ""
        number, text = f"<td>{line.number}</td>", f"<td>{_text(line.text)}</td>"
        yield f'<tr class="{names}">{number}{text}<td>{shown}</td></tr>\n'
        before = line.standing


def _look(line: ExcerptLine) -> tuple[str, str]:
    """The name of its style, and the word beside it."""
    if line.fate is not None:
        return FATES[line.fate], line.fate.value
    return MARKS.get(line.mark, ("", "")) if line.mark is not None else ("", "")
