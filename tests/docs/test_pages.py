"""The pages say what is there: links lead somewhere, and generated parts are current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devloop.environment.variables import ALLOWED
from tests.support.commands_page import commands_page
from tests.support.messages_page import with_errors

ROOT = Path(__file__).parents[2]
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
REFERENCE = ROOT / "docs/reference"
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


def test_the_page_of_messages_has_every_error() -> None:
    page = (REFERENCE / "messages.md").read_text()
    assert page == with_errors(page), f"rewrite it: {REWRITE}"


def test_every_document_is_described() -> None:
    schemas = set(re.findall(r'"(devloop\.[a-z-]+/\d+)"', SOURCE))
    schemas |= {f"devloop.{name}/1" for name in ("install", "uninstall")}
    described = set(re.findall(r"`(devloop\.[a-z-]+/\d+)`", (REFERENCE / "json.md").read_text()))
    assert schemas == described


def test_every_variable_that_passes_is_named() -> None:
    page = (REFERENCE / "environment-variables.md").read_text()
    assert [name for name in ALLOWED if f"`{name}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_installs_the_project_of_the_same_name(page: Path) -> None:
    assert not re.search(r"install '?devloop(?![-_/\w])", page.read_text(encoding="utf-8"))
