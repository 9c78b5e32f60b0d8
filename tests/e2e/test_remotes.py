"""Pushes over the network, to a real sshd and to git's own HTTP backend, both on the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.guarded import CONFIG, WAIT, Guarded, begin, one_check, wait_for
from tests.support.http_remote import served_by_http
from tests.support.patience import PATIENCE
from tests.support.ssh_remote import SSHD, Sshd, served_by_ssh

SERVERS_OWN = ("PATH", "HOME", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL", "LC_ALL")
"""Variables that the commands of a server have."""


def variables(guarded: Guarded) -> dict[str, str]:
    return {name: guarded.repo.environ[name] for name in SERVERS_OWN}


@pytest.fixture
def sshd(guarded: Guarded) -> Iterator[Sshd]:
    """The server that `origin` is reached by."""
    if SSHD is None:
        pytest.skip("there is no sshd on this machine; on Debian: apt-get install openssh-server")
    with served_by_ssh(guarded.home / "ssh", variables(guarded)) as found:
        guarded.repo.environ["GIT_SSH_COMMAND"] = found.command
        guarded.repo.git("remote", "set-url", "origin", found.address(guarded.remote))
        yield found


@pytest.fixture
def over_http(guarded: Guarded) -> Iterator[Path]:
    """`origin` is reached over HTTP; gives what appears once a connection was closed."""
    closed = guarded.home / "closed"
    with served_by_http(guarded.remote.parent, variables(guarded), closed) as address:
        guarded.repo.git("remote", "set-url", "origin", f"{address}/{guarded.remote.name}")
        yield closed


def gated(guarded: Guarded) -> None:
    """What is bad is refused before anything is on the remote, and what is good lands."""
    bad = guarded.slip("bad 1")
    assert "does not pass" in guarded.refused("main")
    guarded.refused("main:release/1", "main")
    guarded.repo.git("cat-file", "-e", bad, env={"GIT_DIR": str(guarded.remote)}, code=1)
    assert "cannot be deleted by a push" in guarded.refused("HEAD~1:refs/heads/topic", ":main")
    guarded.repo.git("reset", "-q", "--hard", "HEAD~1")
    guarded.commit(state="good 1")
    guarded.push("main", "main:release/1", "main:topic")
    tip = guarded.repo.rev("HEAD")
    names = ("main", "release/1", "topic")
    assert guarded.landed() == {f"refs/heads/{name}": tip for name in names}
    assert "deep good 1" in guarded.runs()


@pytest.fixture
def two_mainlines(guarded: Guarded) -> None:
    guarded.configure(CONFIG.replace('["main"]', '["main", "release/*"]'))


@pytest.mark.usefixtures("two_mainlines", "sshd")
def test_a_push_by_ssh_is_gated(guarded: Guarded) -> None:
    gated(guarded)


@pytest.mark.usefixtures("two_mainlines", "over_http")
def test_a_push_by_http_is_gated(guarded: Guarded) -> None:
    gated(guarded)


@pytest.mark.usefixtures("sshd")
def test_a_connection_by_ssh_stays_while_a_check_runs(guarded: Guarded) -> None:
    guarded.configure(one_check(WAIT))
    guarded.slip("good 1")
    before = guarded.landed()
    push = begin(guarded, "git", "push", "-q", "origin", "main")
    guarded.started()
    assert guarded.landed() == before
    guarded.go()
    assert push.wait(PATIENCE) == 0
    assert guarded.landed()["refs/heads/main"] == guarded.repo.rev("HEAD")


def test_a_push_whose_host_hangs_up_lands_at_once_the_next_time(
    guarded: Guarded, sshd: Sshd
) -> None:
    """Nothing lands of the one that was cut off; what its checks have found is known."""
    guarded.configure(one_check(f'echo ran >> "$HOME/runs"; {WAIT}'))
    guarded.slip("good 1")
    before = guarded.landed()
    push = begin(guarded, "git", "push", "-q", "origin", "main")
    guarded.started()
    sshd.hang_up()
    guarded.go()
    assert push.wait(PATIENCE) != 0
    assert guarded.landed() == before
    guarded.push("main")
    assert guarded.landed()["refs/heads/main"] == guarded.repo.rev("HEAD")
    assert guarded.runs() == ["ran"]


def test_a_push_by_http_lands_though_the_host_has_hung_up_meanwhile(
    guarded: Guarded, over_http: Path
) -> None:
    guarded.configure(one_check('while ! [ -e "$HOME/closed" ]; do sleep 0.02; done'))
    wait_for(over_http)
    over_http.unlink()
    guarded.slip("good 1")
    guarded.push("main")
    assert guarded.landed()["refs/heads/main"] == guarded.repo.rev("HEAD")
