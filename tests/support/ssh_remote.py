"""A real sshd on the loopback, with keys and a configuration of its own and for one test alone.

It is started once for every connection, as inetd does: so it needs no port of its own choice and
no rights, and leaves nothing running.
"""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import signal
import socketserver
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.patience import PATIENCE

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SEPARATION = Path("/run/sshd")
"""An empty folder that sshd insists on where it is root; its service makes it."""


@dataclass(slots=True)
class Sshd:
    """The server: what a client needs to reach it, and who is connected."""

    port: int
    command: str
    """For `GIT_SSH_COMMAND`."""
    connections: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def address(self, folder: Path) -> str:
        """Of a repository."""
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{folder}"

    def hang_up(self) -> None:
        """End every connection, as a host does that has waited for too long.

        Nobody else has waited for their ends, so that no number here is another process's by now.
        """
        while self.connections:
            sshd = self.connections.pop()
            os.killpg(sshd.pid, signal.SIGTERM)
            sshd.wait(PATIENCE)


@contextmanager
def served_by_ssh(folder: Path, environ: Mapping[str, str]) -> Iterator[Sshd]:
    """Serve this machine to the holder of one key, whose commands get just these variables."""
    folder.mkdir()
    for name in ("host", "user"):
        _keygen(folder / name)
    (folder / "config").write_text(_configuration(folder, environ))
    if os.getuid() == 0:
        SEPARATION.mkdir(exist_ok=True)
    connections: list[subprocess.Popen[bytes]] = []

    class Inetd(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with (folder / "log").open("ab") as log:
                command = [str(SSHD), "-i", "-e", "-f", str(folder / "config")]
                line = self.request.fileno()
                sshd = subprocess.Popen(
                    command, stdin=line, stdout=line, stderr=log, start_new_session=True
                )
            connections.append(sshd)
            with suppress(ChildProcessError):
                os.waitid(os.P_PID, sshd.pid, os.WEXITED | os.WNOWAIT)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Inetd) as server:
        port = int(server.server_address[1])
        host_key = (folder / "host.pub").read_text()
        (folder / "known").write_text(f"[127.0.0.1]:{port} {host_key}")
        found = Sshd(port, _client(folder), connections)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield found
        finally:
            found.hang_up()
            server.shutdown()
            thread.join()


def _keygen(place: Path) -> None:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(place)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _configuration(folder: Path, environ: Mapping[str, str]) -> str:
    (folder / "allowed").write_text((folder / "user.pub").read_text())
    (folder / "serve").write_text(
        "#!/bin/sh\n"
        + "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environ.items())
        + 'exec sh -c "$SSH_ORIGINAL_COMMAND"\n'
    )
    return f"""\
HostKey {folder}/host
AuthorizedKeysFile {folder}/allowed
AuthenticationMethods publickey
PermitRootLogin yes
StrictModes no
UsePAM no
PidFile none
ForceCommand exec sh {folder}/serve
"""


def _client(folder: Path) -> str:
    options = (
        f"UserKnownHostsFile={folder}/known",
        "GlobalKnownHostsFile=/dev/null",
        "StrictHostKeyChecking=yes",
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        "BatchMode=yes",
    )
    words = (word for option in options for word in ("-o", option))
    return shlex.join(("ssh", "-F", "/dev/null", "-i", f"{folder}/user", *words))
