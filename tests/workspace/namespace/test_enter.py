"""What a program finds in its namespace, as root and as an ordinary user."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from devloop.workspace.namespace.enter import Entrance
from devloop.workspace.namespace.mounts import mounts_here
from devloop.workspace.namespace.possible import reason_against
from devloop.workspace.namespace.user import mapped_user
from devloop.workspace.namespace.view import Wanted, view_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
NOBODY = 65534
SET_DUMPABLE = 4
"""prctl(2)."""


@dataclass
class Ground:
    """A user's HOME with a worktree in it, and a slot with a workspace."""

    root: Path
    user: tuple[int, int] | None
    drops: bool
    """Whether the process has to become an ordinary user first."""

    @property
    def home(self) -> Path:
        return self.root / "home, of:me"

    @property
    def top(self) -> Path:
        return self.home / "a shop"

    @property
    def slot(self) -> Path:
        return self.home / ".cache/slot"

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            tops=(self.top,),
            workspace=self.slot / "tree",
            own=self.slot,
            layers=((self.top / ".venv", self.top / ".venv"),),
            vanishing=(self.home,),
        )

    def see(self, line: str, wanted: Wanted | None = None, *, network: bool = False) -> str:
        """What a line of shell prints in the namespace."""
        entrance = Entrance(
            view=view_of(wanted or self.wanted, mounts_here()),
            own=self.slot,
            layers=self.slot / "layers",
            cwd=(wanted or self.wanted).tops[0],
            user=self.user,
            network=network,
        )
        done = subprocess.run(
            ("/bin/sh", "-c", line),
            preexec_fn=lambda: self._enter(entrance),
            capture_output=True,
            text=True,
            check=False,
            env={"HOME": str(self.home), "PATH": os.defpath},
        )
        return done.stdout + done.stderr

    def _enter(self, entrance: Callable[[], None]) -> None:
        if self.drops:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            ctypes.CDLL(None).prctl(SET_DUMPABLE, 1, 0, 0, 0)
        entrance()


@pytest.fixture(params=["myself", "an ordinary user"])
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    ordinary = request.param != "myself"
    if ordinary and os.geteuid() != 0:
        pytest.skip("that is who runs this anyway")
    with tempfile.TemporaryDirectory(prefix="gr") as made:
        root = Path(made).resolve()
        if reason := reason_against(root, ()):
            pytest.skip(reason)
        user = (NOBODY, NOBODY) if ordinary else mapped_user()
        found = Ground(root=root, user=user, drops=ordinary)
        lay_out(found)
        if ordinary:
            for folder, _, names in os.walk(root):
                for place in (folder, *(f"{folder}/{name}" for name in names)):
                    os.chown(place, NOBODY, NOBODY)
        yield found


def lay_out(ground: Ground) -> None:
    for place in (ground.top / ".venv/lib", ground.slot / "tree/.venv", ground.slot / "layers"):
        place.mkdir(parents=True)
    (ground.top / "code").write_text("typed\n")
    (ground.top / "untracked").write_text("mine\n")
    (ground.top / ".venv/lib/module").write_text("installed\n")
    (ground.slot / "tree/code").write_text("judged\n")
    (ground.home / ".netrc").write_text("machine\n")


def test_the_workspace_stands_at_the_path_of_the_worktree(ground: Ground) -> None:
    assert ground.see(f"pwd; cat code; ls; cat '{ground.top}/code'") == (
        f"{ground.top}\njudged\ncode\njudged\n"
    )


def test_what_is_written_there_is_in_the_workspace_alone(ground: Ground) -> None:
    assert ground.see("echo made > product") == ""
    assert (ground.slot / "tree/product").read_text() == "made\n"
    assert not (ground.top / "product").exists()


def test_an_environment_is_there_and_what_happens_to_it_vanishes(ground: Ground) -> None:
    said = ground.see("cat .venv/lib/module; rm -rf .venv/lib; mkdir .venv/lib; ls .venv/lib")
    assert said == "installed\n"
    assert (ground.top / ".venv/lib/module").read_text() == "installed\n"


def test_home_can_be_read_and_what_is_written_there_vanishes(ground: Ground) -> None:
    said = ground.see("cat ~/.netrc; echo more >> ~/.netrc; mkdir ~/new; cat ~/.netrc; ls -d ~/new")
    assert said == f"machine\nmachine\nmore\n{ground.home}/new\n"
    assert (ground.home / ".netrc").read_text() == "machine\n"
    assert not (ground.home / "new").exists()


def test_nothing_else_can_be_written(ground: Ground) -> None:
    mine = ground.root / "mine"
    mine.mkdir(mode=0o777)
    mine.chmod(0o777)
    assert "Read-only file system" in ground.see(f"touch '{mine}/x'")
    assert not (mine / "x").exists()


def test_the_user_and_the_umask_stay(ground: Ground) -> None:
    before = os.umask(0o027)
    try:
        said = ground.see("id -u; umask; touch x; stat -c %a x")
    finally:
        os.umask(before)
    uid = NOBODY if ground.drops else os.geteuid()
    assert said == f"{uid}\n0027\n640\n"


def test_a_socket_of_somebody_outside_leads_nowhere_but_one_that_is_named(ground: Ground) -> None:
    client = "import socket,sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1]); print('in')"
    with socket.socket(socket.AF_UNIX) as server:
        place = ground.home / "s"
        server.bind(str(place))
        place.chmod(0o777)
        server.listen()
        line = f"{shutil.which('python3', path=os.defpath)} -c \"{client}\" '{place}'"
        assert "Connection refused" in ground.see(line)
        for folder in (ground.slot / "layers").iterdir():
            shutil.rmtree(folder)
        assert ground.see(line, replace(ground.wanted, reachable=(place,))) == "in\n"


def test_the_main_checkout_leads_to_what_is_judged_also_from_a_worktree_in_it(
    ground: Ground,
) -> None:
    inner = ground.top / "wt/a"
    inner.mkdir(parents=True)
    wanted = replace(ground.wanted, tops=(inner, ground.top), layers=())
    assert ground.see(f"cat code '{ground.top}/code'; ls", wanted) == "judged\njudged\ncode\n"


def test_a_network_of_its_own_has_itself_to_talk_to(ground: Ground) -> None:
    script = "import socket; s=socket.create_server(('127.0.0.1',0)); a=s.getsockname(); \
c=socket.create_connection(a); print('up')"
    python = shutil.which("python3", path=os.defpath)
    assert ground.see(f'{python} -c "{script}"', network=True) == "up\n"


def test_no_mount_is_left_outside(ground: Ground) -> None:
    before = mounts_here()
    ground.see("true")
    assert mounts_here() == before
