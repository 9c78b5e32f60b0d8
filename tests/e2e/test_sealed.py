"""Sealed checks: what they see is what is judged, at the user's own path, and they harm nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devloop.record.kernel import machine
from devloop.workspace.namespace.possible import reason_against
from tests.support.guarded import Guarded, one_check


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    """A repository whose checks are sealed, and may change nothing of the user's."""
    probe = tmp_path / "probe"
    probe.mkdir()
    if reason := reason_against(probe, (probe,)):
        pytest.skip(reason)
    made = Guarded.bare_handed(tmp_path / "ground")
    del made.repo.environ["DEVLOOP_WRITABLE"]
    return made


def judged(guarded: Guarded, line: str, more: str = "", *, code: int = 0) -> str:
    """What devloop says to the staged tree under one line of sh."""
    text = one_check(line, f'\n[environment]\nsandbox = "namespace"\n{more}')
    guarded.repo.stage({"devloop.toml": text})
    return guarded.devloop("check", "--staged", code=code).said


def test_messages_name_the_paths_that_the_user_knows(guarded: Guarded) -> None:
    assert f"{guarded.path}/state:1:" in judged(guarded, "grep -Hn . $PWD/state; exit 1", code=1)


def test_the_staged_tree_is_judged_by_its_absolute_path(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "bad\n"})
    guarded.repo.write("state", "good\n")
    judged(guarded, f"env -i /bin/grep -q good {guarded.path}/state", code=1)
    assert (guarded.path / "state").read_text() == "good\n"


def test_untracked_files_are_not_there_by_their_absolute_path(guarded: Guarded) -> None:
    guarded.repo.write("notes", "mine\n")
    judged(guarded, f"! test -e {guarded.path}/notes")


def test_what_a_check_does_to_shared_folders_vanishes(guarded: Guarded) -> None:
    guarded.repo.write("node_modules/a/index.js", "1\n")
    guarded.repo.write("data/mine", "precious\n")
    guarded.repo.write(".gitignore", "node_modules\ndata\n")
    line = "rm -r node_modules/* data/mine; echo new > data/mine; test $(cat data/mine) = new"
    judged(guarded, line, 'share = ["node_modules", "data"]')
    assert (guarded.path / "node_modules/a/index.js").read_text() == "1\n"
    assert (guarded.path / "data/mine").read_text() == "precious\n"


def test_a_link_to_a_shared_folder_elsewhere_is_a_link_that_harms_nothing(
    guarded: Guarded, tmp_path: Path
) -> None:
    (tmp_path / "tools/bin").mkdir(parents=True)
    (tmp_path / "tools/bin/tool").write_text("#!/bin/sh\n")
    (guarded.path / "node_modules").symlink_to(tmp_path / "tools")
    judged(guarded, "test -L node_modules; rm -r node_modules/bin; test ! -e node_modules/bin")
    assert (tmp_path / "tools/bin/tool").exists()


def test_home_is_readable_and_nothing_written_there_helps_the_next_tree(guarded: Guarded) -> None:
    (guarded.home / ".netrc").write_text("machine\n")
    line = "grep -q machine ~/.netrc; ! test -e ~/left; touch ~/left; git config --global a.b c"
    judged(guarded, f"! git config --global a.b; {line}")
    guarded.repo.stage({"state": "good 2\n"})
    guarded.devloop("check", "--staged")
    assert not (guarded.home / "left").exists()


def test_temporary_files_go_to_an_empty_folder_that_is_gone_afterwards(guarded: Guarded) -> None:
    user = tempfile.gettempdir()
    line = f'test -z "$(ls -A $TMPDIR)"; mktemp > made; echo x > {user}/by-its-own-name'
    judged(guarded, f"{line}; test ${{#TMPDIR}} -le {len(user) + 2}")
    assert not Path(user, "by-its-own-name").exists()


def test_the_rest_of_the_users_files_cannot_be_written(guarded: Guarded, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("mine\n")
    judged(guarded, f"echo new > {tmp_path}/outside", "share = []")
    assert (tmp_path / "outside").read_text() == "mine\n"


def test_the_repository_inside_is_private_with_the_objects_of_the_users(guarded: Guarded) -> None:
    line = f"git -C {guarded.path} cat-file -e HEAD:state; git commit -q --allow-empty -m x"
    before = guarded.repo.rev("HEAD")
    judged(guarded, f"{line}; git tag mine; git -C {guarded.path} rev-parse mine")
    assert guarded.repo.rev("HEAD") == before
    assert guarded.repo.git("tag") == ""


@pytest.mark.parametrize("name", ["a b", "a:b", "a,b", "ä\\b"])
def test_paths_with_odd_characters(tmp_path: Path, name: str) -> None:
    guarded = Guarded.bare_handed(tmp_path / name)
    guarded.repo.write("node_modules/x", "1\n")
    judged(
        guarded,
        "test -e node_modules/x; git status; git log -1; test $(git ls-files | wc -l) -ge 2",
    )


def test_home_may_be_the_worktree(guarded: Guarded) -> None:
    guarded.repo.environ.update(HOME=str(guarded.path), XDG_CACHE_HOME=f"{guarded.path}/.cache")
    guarded.repo.write("mine", "untracked\n")
    judged(guarded, 'test -e ~/state; ! test -e ~/mine; test -z "$(git status --porcelain)"')


def test_home_may_be_inside_the_worktree(guarded: Guarded) -> None:
    home = guarded.path / "home"
    home.mkdir()
    (home / "f").write_text("1\n")
    guarded.repo.environ.update(HOME=str(home), XDG_CACHE_HOME=f"{home}/.cache")
    judged(guarded, 'test -e ~/f; test -z "$(git status --porcelain)"')


@pytest.mark.parametrize("place", ["../wt", "wt/a"])
def test_links_into_another_worktree_lead_to_what_is_judged(guarded: Guarded, place: str) -> None:
    guarded.repo.git("worktree", "add", "-q", "-b", "side", place)
    main, tree = guarded.path, (guarded.path / place).resolve()
    other = Guarded(repo=replace(guarded.repo, path=tree), remote=guarded.remote)
    (main / "node_modules").mkdir()
    (main / "node_modules/lib").symlink_to(main / "state")
    other.repo.stage({"state": "bad\n"})
    judged(other, f"grep -q good node_modules/lib || grep -q good {main}/state", code=1)


def test_a_server_outside_is_not_reached_by_its_socket(guarded: Guarded, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client = f"import socket; socket.socket(socket.AF_UNIX).connect('{tmp_path}/s')"
        said = judged(guarded, f'python3 -c "{client}"', code=1)
    assert "Connection refused" in said


def test_at_a_place_of_its_own_daemons_find_the_same_files(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "bad\n"})
    guarded.repo.write("state", "good\n")
    line = 'pwd > "$TMPDIR/where"; grep -q bad state; git log -1'
    text = one_check(line, 'place = "own"')
    guarded.repo.stage({"devloop.toml": text})
    guarded.devloop("check", "--staged")


def test_plain_and_sealed_verdicts_are_not_the_same(guarded: Guarded) -> None:
    judged(guarded, "true")
    plain = one_check("true", '\n[environment]\nsandbox = "plain"')
    guarded.repo.stage({"devloop.toml": plain})
    assert "known" not in guarded.devloop("check", "--staged").said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("docker build .", "docker has a program outside do its work"),
        ("echo cannot connect to the docker daemon; exit 1", "it asks a daemon"),
    ],
)
def test_a_check_that_asks_a_daemon_says_what_to_add(
    guarded: Guarded, line: str, said: str
) -> None:
    told = judged(guarded, line, code=3)
    assert said in told
    assert 'place = "own" under [checks.only]' in told


SERVER = """
import socketserver, subprocess, sys

class Builds(socketserver.StreamRequestHandler):
    def handle(self):
        folder = self.rfile.readline().decode().strip()
        done = subprocess.run(["grep", "-q", "good", "state"], cwd=folder)
        self.wfile.write(b"%d" % done.returncode)

with socketserver.TCPServer(("127.0.0.1", 0), Builds) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
"""
CLIENT = (
    "import os, socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1])));"
    " s.sendall(os.getcwd().encode() + b'\\n'); sys.exit(int(s.recv(9)))"
)


@pytest.fixture
def port() -> Iterator[str]:
    """Where a server waits that looks at `state` in the folder that a client names."""
    with subprocess.Popen(
        (sys.executable, "-c", SERVER), stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.kill()


def test_what_a_server_outside_says_of_the_working_tree_is_never_believed(
    guarded: Guarded, port: str
) -> None:
    guarded.repo.stage({"state": "bad\n", "ask.py": CLIENT})
    guarded.repo.write("state", "good\n")
    if machine() is None:
        pytest.skip("runs cannot be recorded here")
    told = judged(guarded, f"python3 ask.py {port}", code=3)
    assert f"it talks to a program outside, at port {port}" in told
    line = one_check(f"python3 ask.py {port}", 'place = "own"')
    guarded.repo.stage({"devloop.toml": line})
    guarded.devloop("check", "--staged", code=1)
    guarded.repo.stage({"state": "good\n"})
    guarded.devloop("check", "--staged")


def test_asking_about_the_machine_leaves_nothing_in_the_worktree(guarded: Guarded) -> None:
    guarded.devloop("doctor", code=None)
    assert guarded.repo.git("status", "--porcelain", "--ignored") == ""
