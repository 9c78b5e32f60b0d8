"""A shortcut: a decision that was allowed, with all it depended on as tests that sh can make.

The shim runs it instead of Python. It allows only by printing its last line, and that comes after
every test; a shortcut that is half written, stale or made for another place prints nothing.
See docs/adr/0005-stamps.md for why it cannot allow what devloop would not.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from devloop.git.record import dataclass

NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_*")
STAT_COMMANDS = (
    ("stat", "-L", "-c", "%n %d %i %s %f %.9Y %.9Z"),
    ("stat", "-L", "-f", "%N %d %i %z %p %Fm %Fc"),
)
"""How to have every stat of some files printed: GNU, then BSD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """All that has to be as it was for the decision to hold."""

    answer: str
    """Line that the shortcut prints if everything is as it was, for the hook to compare."""
    words: tuple[tuple[str, str], ...] = ()
    """Words of sh, such as `$GIT_INDEX_FILE`, and what each has to come to."""
    folder: Path
    """Where the hook stands: the root of the worktree."""
    first_lines: tuple[tuple[Path, str], ...]
    """Files that say where HEAD is, and their first lines."""
    folders: tuple[str, ...] = ()
    """Folders that have to be there, whatever is in them."""
    absent: tuple[str, ...]
    """Paths where nothing may be."""
    present: tuple[str, ...]
    """Paths whose stats have to be the same."""
    stat_command: tuple[str, ...]
    stats: str
    """What the command printed for them."""
    variables: tuple[str, ...]
    """Names and patterns of variables that count."""
    secrets: tuple[str, ...] = ()
    """Those of them whose values may be secrets, and are not written down."""
    environment: str
    """What `environment_script` put into `$environment`."""
    secret_digest: str = ""
    """What `digest_script` prints; empty where no secret is set."""
    key: Path
    """The file with the key of the clone."""


def script_of(conditions: Conditions) -> str:
    """The shortcut as a text for sh."""
    tests = [
        _is("$PWD", str(conditions.folder)),
        '[ -O "$stamp" ]',
        *(_is(word, value) for word, value in conditions.words),
        *(_first_line(path, line) for path, line in conditions.first_lines),
        *(f"[ -d {_quoted(path)} ]" for path in conditions.folders),
        *(f"[ ! -e {_quoted(path)} ]" for path in conditions.absent),
        _is("$environment", conditions.environment),
        _same_secrets(conditions),
        _is(f"$({stat_line(conditions)} 2>/dev/null)", conditions.stats),
    ]
    return (
        "# devloop stamp 1\n"
        + environment_script(conditions.variables, conditions.secrets)
        + " &&\n".join(tests)
        + f" &&\necho {_quoted(conditions.answer)}\n"
    )


def stat_line(conditions: Conditions) -> str:
    """The command that prints the stats, as sh reads it."""
    return shlex.join((*conditions.stat_command, "--", *conditions.present))


def environment_script(variables: Sequence[str], secrets: Sequence[str]) -> str:
    """Lines of sh that put the variables that count, with their values, into `$environment`.

    Those that may hold a secret come into `$secrets`.
    """
    hidden = _assigned(secrets)
    return (
        "newline='\n'\n"
        "IFS=$newline\n"
        "set -f\n"
        "environment= secrets=\n"
        "for line in $(export -p); do\n"
        "    case $line in\n"
        + (f"    {hidden}) secrets=$secrets$line$newline ;;\n" if hidden else "")
        + f"    {_assigned(variables)}) environment=$environment$line$newline ;;\n"
        "    esac\n"
        "done\n"
    )


def digest_script(key: Path) -> str:
    """A line of sh that prints a digest of `$secrets` under the key in a file."""
    line = 'printf %s "$key$secrets" | git hash-object --stdin'
    return f"read -r key < {_quoted(str(key))} && {line}"


def _assigned(names: Sequence[str]) -> str:
    """Patterns of lines by which sh exports variables."""
    return "|".join(f'"export "{name}=*' for name in names)


def _same_secrets(conditions: Conditions) -> str:
    if not conditions.secret_digest:
        return _is("$secrets", "")
    return _is(f"$({digest_script(conditions.key)})", conditions.secret_digest)


def can_be_named(variables: Sequence[str]) -> bool:
    """True if sh can be asked about all of these variables."""
    return all(name and NAME.issuperset(name) for name in variables)


def _is(word: str, value: str) -> str:
    return f'[ "{word}" = {_quoted(value)} ]'


def _first_line(path: Path, line: str) -> str:
    return f"read -r line < {_quoted(str(path))} && {_is('$line', line)}"


def _quoted(text: str) -> str:
    return shlex.quote(text)
