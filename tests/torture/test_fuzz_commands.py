"""Rubbish from outside, through real commands: a sentence, an exit code, and never a pass."""

from __future__ import annotations

import random
import subprocess

import pytest

from tests.support.guarded import DEVLOOP, Guarded

SEEDS = range(12)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    """A guarded repository for all of them."""
    return Guarded.create(tmp_path_factory.mktemp("fuzzed"))


def rubbish(seed: int, original: bytes) -> bytes:
    """The original with some bytes changed, some left out, and some that were never there."""
    chance = random.Random(seed)  # noqa: S311 - the same rubbish every time
    found = bytearray(original)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) + 1)
        found[at : at + chance.randint(0, 8)] = chance.randbytes(chance.randint(0, 6))
    return bytes(found)


def ran(guarded: Guarded, *command: str, stdin: bytes = b"") -> tuple[int, str]:
    """Exit code and words of a command; it must end, and must not meet a bug of its own."""
    done = subprocess.run(
        command,
        cwd=guarded.path,
        env=guarded.repo.environ,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )
    said = (done.stdout + done.stderr).decode(errors="replace")
    assert "Traceback" not in said, said
    assert "bug of devloop" not in said, said
    return done.returncode, said


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_push_line_never_lets_a_bad_commit_through(pattern: Guarded, seed: int) -> None:
    """What still names mainline and the bad commit is refused; nothing at all is let through."""
    old = pattern.repo.rev("HEAD")
    bad = pattern.slip("bad 1")
    line = f"refs/heads/main {bad} refs/heads/main {old}\n".encode()
    stdin = rubbish(seed, line)
    code, said = ran(pattern, str(DEVLOOP), "hook", "pre-push", "origin", "x", stdin=stdin)
    pattern.repo.git("reset", "-q", "--hard", old)
    if b" refs/heads/main " in stdin and bad.encode() in stdin:
        assert code != 0, (stdin, said)
    assert code in {0, 1, 2, 3}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_configuration_never_lets_a_bad_commit_through(
    pattern: Guarded, seed: int
) -> None:
    """Unless it is a good configuration that says something else, which is then shown to pass."""
    text = b"[checks.only]\nrun = '! grep -q bad state'\n"
    (pattern.path / "devloop.toml").write_bytes(rubbish(seed, text))
    pattern.repo.stage({"state": "bad 1\n"})
    pattern.repo.git("add", "devloop.toml")
    code, said = ran(pattern, "git", "commit", "-m", "step")
    shown, _ = ran(pattern, str(DEVLOOP), "check")
    pattern.repo.git("reset", "-q", "--hard", "origin/main")
    assert (code == 0) == (shown == 0), said
    if code == 0:
        assert "only" not in said, said


@pytest.mark.parametrize("seed", SEEDS)
def test_a_message_of_any_bytes_is_read(pattern: Guarded, seed: int) -> None:
    large = "".join(f"x{n} = {n}\n" for n in range(60))
    pattern.repo.stage({"code.py": large, "state": "good 1\n"})
    message = rubbish(seed, b"step\n\nSize-Override: a table\n\xff\xfe\n").replace(b"\0", b"")
    (pattern.home / "message").write_bytes(message)
    code, said = ran(pattern, "git", "commit", "-F", str(pattern.home / "message"))
    pattern.repo.git("reset", "-q", "--hard", "origin/main")
    if b"override" not in message.lower():
        assert code != 0, said


@pytest.mark.parametrize("seed", SEEDS)
def test_attributes_of_any_bytes_hide_no_bad_content(pattern: Guarded, seed: int) -> None:
    text = b"*.txt text eol=crlf\nstate -text\n[attr]x diff\n*.bin binary\n/a/** linguist-generated"
    (pattern.path / ".gitattributes").write_bytes(rubbish(seed, text))
    pattern.repo.stage({"state": "bad 1\n"})
    pattern.repo.git("add", ".gitattributes")
    code, said = ran(pattern, "git", "commit", "-m", "step")
    ran(pattern, str(DEVLOOP), "size", "--staged")
    pattern.repo.git("reset", "-q", "--hard", "origin/main")
    assert code != 0, said
