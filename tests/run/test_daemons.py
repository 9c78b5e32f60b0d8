"""Commands that have a program outside do their work."""

from __future__ import annotations

import pytest

from devloop.run.daemons import daemon_client, own_place, refuse_client
from devloop.verdict.outcome import Outcome


@pytest.mark.parametrize(
    ("line", "client"),
    [
        ("docker compose run --rm app pytest", "docker"),
        ("cd web && docker-compose up", "docker-compose"),
        ("set -e\nsudo podman build .", "podman"),
        ("TAG=1 ./gradlew test", "gradlew"),
        ("if ! bazel test //...; then exit 1; fi", "bazel"),
        ("(watchman since . 1)", "watchman"),
        ("ssh me@localhost make test", "ssh localhost"),
        (("/usr/bin/docker", "build", "."), "docker"),
    ],
)
def test_a_command_that_asks_a_daemon_is_known(line: str | tuple[str, ...], client: str) -> None:
    assert daemon_client(line) == client


@pytest.mark.parametrize(
    "line",
    [
        "pytest tests/docker",
        "grep docker README.md",
        "echo 'docker build .'",
        "gradle --no-daemon test",
        "hadolint Dockerfile # docker",
        "ssh build.example.org make",
        "echo 'not closed",
        ("pytest", "docker"),
        None,
    ],
)
def test_a_command_that_only_names_one_is_not(line: str | tuple[str, ...] | None) -> None:
    assert daemon_client(line) is None


def test_such_a_check_proves_nothing_and_the_line_to_add_is_said() -> None:
    refused = refuse_client("docker", "image")
    assert refused.outcome is Outcome.ERRORED
    assert refused.hint == own_place("image")
    assert 'place = "own" under [checks.image]' in refused.hint
