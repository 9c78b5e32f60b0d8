"""What is found of a hook in the caches of the frameworks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from devloop.environment.hook_caches import HOMES
from devloop.environment.hook_environment import HookEnvironment, hook_environment
from devloop.environment.memo import Memo, witnessed

URL = "https://example.org/tool"
MANIFEST = (
    "- {id: tool, language: python, entry: tool}\n- {id: sys, language: system, entry: make x}\n"
)


class Caches:
    """The caches of a person who has one of the frameworks."""

    def __init__(self, folder: Path, framework: str, cache: Path | None = None) -> None:
        self.folder, self.framework = folder, framework
        self.variables = {"PATH": str(folder / "bin"), "HOME": str(folder / "home")}
        self.cache = cache or folder / "home/.cache" / framework
        self.cache.mkdir(parents=True)
        program = folder / "bin" / framework
        program.parent.mkdir()
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)

    def checkout(self, name: str = URL, revision: str = "v1", manifest: str = MANIFEST) -> Path:
        """The repository of a hook at a revision."""
        place = self.cache / "repos" / f"{len(list(self.cache.rglob('HEAD')))}"
        (place / ".git").mkdir(parents=True)
        (place / ".git/HEAD").write_text("c0ffee\n")
        (place / ".pre-commit-hooks.yaml").write_text(manifest)
        if self.framework == "prek":
            about = {"repo": name, "rev": revision}
            (place / ".prek-repo.json").write_text(json.dumps(about))
            return place
        with closing(sqlite3.connect(self.cache / "db.db")) as connection, connection:
            connection.execute("CREATE TABLE IF NOT EXISTS repos (repo TEXT, ref TEXT, path TEXT)")
            connection.execute("INSERT INTO repos VALUES (?, ?, ?)", (name, revision, str(place)))
        return place

    def install(
        self, checkout: Path | None, version: str = "1.0", dependencies: Sequence[str] = ()
    ) -> Path:
        """An environment with one distribution in it; of a local hook, without a checkout."""
        if self.framework == "pre-commit":
            name = ":".join(("local", ",".join(dependencies))).rstrip(":")
            place = (checkout or self.checkout(name, "1")) / "py_env-python3.11"
        else:
            place = self.cache / "hooks/python-Ab1"
        site = place / "lib/python3.11/site-packages/tool.dist-info"
        site.mkdir(parents=True, exist_ok=True)
        (site / "METADATA").write_text(f"Name: tool\nVersion: {version}\n")
        (site / "RECORD").write_text(version)
        (place / ".install_state_v2").touch()
        source = None if checkout is None else {"url": URL, "rev": "v1"}
        about = {"repo": source, "dependencies": list(dependencies)}
        (place / ".prek-hook.json").write_text(json.dumps(about))
        return place

    def of(self, repo: str = URL, revision: str = "v1", **hook: object) -> HookEnvironment:
        """What is found of a hook."""
        document = {"repos": [{"repo": repo, "rev": revision, "hooks": [{"id": "tool", **hook}]}]}
        return hook_environment(json.dumps(document), self.variables, Memo(self.folder / "memo"))


@pytest.fixture(params=["pre-commit", "prek"])
def caches(request: pytest.FixtureRequest, tmp_path: Path) -> Caches:
    return Caches(tmp_path, request.param)


def test_what_nobody_has_fetched_is_not_made(caches: Caches) -> None:
    assert not caches.of().made


def test_what_is_fetched_and_not_installed_is_not_made(caches: Caches) -> None:
    caches.checkout()
    assert not caches.of().made


def test_what_is_installed_is_made_and_known_by_revision_and_distributions(caches: Caches) -> None:
    caches.install(caches.checkout())
    found = caches.of()
    assert found.made
    assert found.parts[0] == ("revision", "c0ffee")
    assert len(found.parts) == 2


def test_another_distribution_is_another_environment(caches: Caches) -> None:
    checkout = caches.checkout()
    caches.install(checkout)
    before = caches.of().parts
    caches.install(checkout, version="2.0")
    assert caches.of().parts != before


def test_another_revision_is_not_made(caches: Caches) -> None:
    caches.install(caches.checkout())
    assert not caches.of(revision="v2").made


def test_a_hook_of_the_system_needs_its_repository_alone_and_says_what_it_starts(
    caches: Caches,
) -> None:
    caches.checkout()
    found = caches.of(id="sys")
    assert (found.made, found.words) == (True, ("make", "x"))


def test_a_local_hook_of_the_system_needs_nothing(caches: Caches) -> None:
    found = caches.of("local", language="system", entry="ls")
    assert (found.made, found.parts, found.words) == (True, (), ("ls",))


def test_a_local_hook_is_known_by_its_dependencies(caches: Caches) -> None:
    caches.install(None, dependencies=["one"])
    assert caches.of("local", language="python", additional_dependencies=["one"]).made
    assert not caches.of("local", language="python", additional_dependencies=["two"]).made
    assert not caches.of("local", language="python").made


def test_a_hook_about_messages_is_told_by_its_repository(caches: Caches) -> None:
    caches.checkout(manifest="- {id: tool, language: system, entry: x, stages: [commit-msg]}")
    assert not caches.of().judges
    assert caches.of(stages=["pre-commit"]).judges


def test_hooks_of_the_framework_itself_are_there_with_it(caches: Caches) -> None:
    assert caches.of("meta") == HookEnvironment(made=True)


@pytest.mark.parametrize("framework", ["pre-commit", "prek"])
def test_a_cache_that_a_variable_moves_is_found(tmp_path: Path, framework: str) -> None:
    caches = Caches(tmp_path, framework, tmp_path / "elsewhere")
    caches.install(caches.checkout())
    assert not caches.of().made
    caches.variables[HOMES[framework]] = str(caches.cache)
    assert caches.of().made


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0"])
def test_a_table_that_cannot_be_read_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    caches = Caches(tmp_path, "pre-commit")
    (caches.cache / "db.db").write_bytes(content)
    assert not caches.of().made


@pytest.mark.parametrize("content", ["", "[]", "{", '{"repo": 3}'])
def test_a_description_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    caches = Caches(tmp_path, "prek")
    (caches.install(caches.checkout()) / ".prek-hook.json").write_text(content)
    assert not caches.of().made


def test_whoever_vouches_for_an_environment_is_told_all_that_it_rests_on(caches: Caches) -> None:
    checkout = caches.checkout()
    environment = caches.install(checkout)
    with witnessed() as seen:
        caches.of()
    site = environment / "lib/python3.11/site-packages"
    record = site / "tool.dist-info/RECORD"
    rests_on = {checkout / ".git/HEAD", checkout / ".pre-commit-hooks.yaml", site, record}
    assert {str(path) for path in rests_on} <= seen


def test_without_a_framework_there_is_nothing_to_make(tmp_path: Path) -> None:
    caches = Caches(tmp_path, "pre-commit")
    (tmp_path / "bin/pre-commit").unlink()
    assert caches.of() == HookEnvironment(made=True)
