"""Commands that have a program outside do their work."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.record.trail import NO_PATH, TALKS
from devloop.run.daemons import daemon_client, own_place, refuse_client, spoken_to
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


def test_a_program_outside_is_named_by_where_it_was_talked_to() -> None:
    said = ("it uses the network", f"{TALKS}port 5432")
    assert spoken_to(said, out_of_reach=(), session=False) == "port 5432"
    assert (
        spoken_to(("it looks for another program, at port 1",), out_of_reach=(), session=False)
        is None
    )


def test_a_socket_that_leads_nowhere_inside_was_not_talked_to() -> None:
    said = (f"{TALKS}/run/docker.sock", f"{TALKS}/srv/build.sock")
    assert spoken_to(said, out_of_reach=(Path("/run"),), session=False) == "/srv/build.sock"
    assert spoken_to(said[:1], out_of_reach=(Path("/run"),), session=False) is None


def test_sockets_without_a_path_are_those_of_a_graphical_session() -> None:
    said = (f"{TALKS}{NO_PATH}",)
    assert spoken_to(said, out_of_reach=(), session=True) is None
    assert spoken_to(said, out_of_reach=(), session=False) == NO_PATH
