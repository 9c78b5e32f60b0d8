"""The pages say what is there: links lead somewhere, and generated parts are current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.commands_page import commands_page
from tests.support.reference import PARTS

ROOT = Path(__file__).parents[2]
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
REFERENCE = ROOT / "docs/reference"
HIDDEN = {
    *("DEVLOOP_COVERAGE_FILE", "DEVLOOP_COVERAGE_SETTINGS", "DEVLOOP_WRITABLE"),
    *("DEVLOOP_LEAK_ALLOWED", "DEVLOOP_LEAK_REPORT", "DEVLOOP_LEAK_ROOTS"),
    *(f"DEVLOOP_TEST_{name}" for name in ("ONLY", "REPORT", "REWRITTEN", "SEAL", "SPREAD")),
}
"""Between devloop and what it hands into a check; nobody else has to know them."""
REWRITE = "python -m tests.support.reference"
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "devloop").rglob("*.py"))
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


def test_the_page_of_commands_is_what_help_says() -> None:
    assert (REFERENCE / "commands.md").read_text() == commands_page(), f"rewrite it: {REWRITE}"


@pytest.mark.parametrize("name", PARTS)
def test_the_generated_part_of_a_page_is_current(name: str) -> None:
    page = (REFERENCE / f"{name}.md").read_text()
    assert page == PARTS[name](page), f"rewrite it: {REWRITE}"


def test_every_document_is_described() -> None:
    schemas = set(re.findall(r'"(devloop\.[a-z-]+/\d+)"', SOURCE))
    schemas |= {f"devloop.{name}/1" for name in ("install", "uninstall")}
    described = set(re.findall(r"`(devloop\.[a-z-]+/\d+)`", (REFERENCE / "json.md").read_text()))
    assert schemas == described


def test_every_variable_of_devloops_own_is_described() -> None:
    page = (REFERENCE / "environment-variables.md").read_text()
    own = set(re.findall(r'"(DEVLOOP_[A-Z_]+)"', SOURCE)) - HIDDEN
    assert {name for name in own if f"`{name}`" not in page} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_installs_the_project_of_the_same_name(page: Path) -> None:
    assert not re.search(r"install '?devloop(?![-_/\w])", page.read_text(encoding="utf-8"))
