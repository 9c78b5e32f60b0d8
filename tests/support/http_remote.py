"""A folder of repositories behind git's own HTTP backend, on the loopback and nowhere else.

A connection on which nothing comes for half a second is closed, as hosts do after some minutes;
that it was is written down for checks that wait for it.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PATIENCE_SECONDS = 0.5


def answered(
    folder: Path, request: BaseHTTPRequestHandler, environ: Mapping[str, str]
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body that `git http-backend` has for a request."""
    place, _, question = request.path.partition("?")
    variables = {
        **environ,
        "GIT_PROJECT_ROOT": str(folder),
        "GIT_HTTP_EXPORT_ALL": "1",
        "REMOTE_USER": "ada",
        "REQUEST_METHOD": request.command,
        "PATH_INFO": place,
        "QUERY_STRING": question,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
    }
    done = subprocess.run(
        ["git", "http-backend"],
        env=variables,
        input=_body(request),
        capture_output=True,
        check=True,
    )
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    lines = (line.split(": ", 1) for line in head.decode().splitlines())
    headers = dict(lines)
    return int(headers.pop("Status", "200").split(" ")[0]), headers, body


def _body(request: BaseHTTPRequestHandler) -> bytes:
    if request.headers.get("Transfer-Encoding") != "chunked":
        return request.rfile.read(int(request.headers.get("Content-Length", 0)))
    body = b""
    while size := int(request.rfile.readline(), 16):
        body += request.rfile.read(size)
        request.rfile.readline()
    request.rfile.readline()
    return body


@contextmanager
def served_by_http(folder: Path, environ: Mapping[str, str], closed: Path) -> Iterator[str]:
    """Serve a folder; gives its address. `closed` appears when a connection was closed."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = PATIENCE_SECONDS

        def do_GET(self) -> None:
            status, headers, body = answered(folder, self, environ)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the same

        def finish(self) -> None:
            super().finish()
            closed.touch()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
