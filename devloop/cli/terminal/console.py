"""Console: results on standard output, all else on standard error.

Colour is decided once (`NO_COLOR`, `FORCE_COLOR`, a terminal or not), and nothing that comes
from a repository or a check can send the terminal anything but text and colours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from stat import S_ISREG
from typing import TextIO

from devloop.git.record import dataclass
from devloop.run.process.printed import CONTROL

STYLES = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """Where words go, and whether they may be coloured."""

    out: TextIO
    err: TextIO
    out_color: bool
    err_color: bool
    live: bool
    """True if somebody watches standard error, so that a line may be redrawn."""
    out_guard: Callable[[str], str] = str
    """Takes out of a text what the reader of standard output would obey."""
    err_guard: Callable[[str], str] = str
    """The same for standard error."""

    def result(self, text: str = "") -> None:
        """Write a line of what was asked for."""
        _write(self.out, self.out_guard(text))

    def say(self, text: str = "") -> None:
        """Write a line of what a person should know; that nobody can hear it changes nothing."""
        self.command(self.err_guard(text))

    def command(self, line: str) -> None:
        """Write a line that the reader of standard error is meant to obey."""
        try:
            _write(self.err, line)
        except OSError:
            to_nowhere(self.err)

    def style(self, text: str, *names: str) -> str:
        """The text as it is shown on standard error."""
        return _styled(text, names) if self.err_color else text

    def style_out(self, text: str, *names: str) -> str:
        """The text as it is shown on standard output."""
        return _styled(text, names) if self.out_color else text

    def fail(self, message: str, hint: str = "") -> None:
        """Say what went wrong and where to go from here."""
        self.say(f"{self.style('devloop:', 'red', 'bold')} {plain(message)}")
        if hint:
            self.next_step(hint)

    def next_step(self, hint: str) -> None:
        """Name the command that leads on."""
        self.say(f"  {self.style('→', 'cyan')} {plain(hint)}")


def open_console(environ: Mapping[str, str], color: bool | None = None) -> Console:  # noqa: FBT001
    """The console of this process; `color` overrides what the terminal and variables say."""
    return Console(
        out=_open(sys.stdout),
        err=_open(sys.stderr),
        out_color=_colored(sys.stdout, environ, color),
        err_color=_colored(sys.stderr, environ, color),
        live=_is_terminal(sys.stderr) and environ.get("TERM") != "dumb" and "CI" not in environ,
        out_guard=str if _is_file(sys.stdout) else _guard(environ),
        err_guard=_guard(environ),
    )


def plain(text: str) -> str:
    """Text with everything that could steer a terminal made visible; line breaks stay."""
    return CONTROL.sub(lambda found: _visible(found.group()), text.replace("\r\n", "\n")).replace(
        "\udc80", "\ufffd"
    )


def _visible(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def _styled(text: str, names: tuple[str, ...]) -> str:
    codes = ";".join(STYLES[name] for name in names)
    return f"\x1b[{codes}m{text}\x1b[0m" if codes else text


def _write(stream: TextIO, text: str) -> None:
    data = text + "\n"
    try:
        stream.write(data)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(data.encode(encoding, "backslashreplace").decode(encoding))


def to_nowhere(stream: TextIO) -> None:
    """Let a stream that can no longer be written to end in nothing, also what it still holds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _open(stream: TextIO | None) -> TextIO:
    """The stream; one that leads nowhere in place of one that was closed before the start."""
    return Path(os.devnull).open("w") if stream is None else stream


def _guard(environ: Mapping[str, str]) -> Callable[[str], str]:
    """Escaping for GitHub Actions, whose runner obeys commands in any output."""
    if environ.get("GITHUB_ACTIONS") != "true":
        return str
    from devloop.report.workflow_text import escape_workflow_commands

    return escape_workflow_commands


def _is_file(stream: TextIO | None) -> bool:
    """True if a stream goes to a file, which nobody obeys."""
    try:
        return stream is not None and S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _is_terminal(stream: TextIO) -> bool:
    return hasattr(stream, "isatty") and stream.isatty()


def _colored(stream: TextIO, environ: Mapping[str, str], color: bool | None) -> bool:  # noqa: FBT001
    if color is not None:
        return color
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return _is_terminal(stream) and environ.get("TERM") != "dumb"


def environment() -> Mapping[str, str]:
    """The variables devloop was started with."""
    return dict(os.environ)
