"""What a recorded run has looked at, in twelve and more ways, and what it made itself."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from devloop.record.fact import Access
from tests.record.support import PYTHON, Bench, looks, needs_recording, trouble

__all__ = ["trouble"]

pytestmark = [
    needs_recording,
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

CONTENT, LISTING, STAT, ABSENCE = Access.CONTENT, Access.LISTING, Access.STAT, Access.ABSENCE


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A tree with some files in it."""
    tree = tmp_path.resolve() / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree.parent / "own").mkdir()
    for name in ("a", "b", "sub/x"):
        (tree / name).write_text(f"{name}\n")
    return Bench(tree)


WAYS = {
    "open in Python": ("open('a').read()", "a", CONTENT),
    "exists, absent": ("import os; os.path.exists('nope')", "nope", ABSENCE),
    "access": ("import os; os.access('a', 4)", "a", Access.EXISTENCE),
    "cat": ("import subprocess as s; s.run(['/bin/cat', 'a'])", "a", CONTENT),
    "test -f, absent": ("import os; os.system('test -f nope')", "nope", ABSENCE),
    "test -s": ("import os; os.system('/usr/bin/test -s a')", "a", STAT),
    "list a folder": ("import os; os.listdir('sub')", "sub", LISTING),
    "relative after chdir": ("import os; os.chdir('sub'); open('x').read()", "sub/x", CONTENT),
    "relative after fchdir": (
        "import os; os.fchdir(os.open('sub', 0)); open('../b').read()",
        "b",
        CONTENT,
    ),
    "below a descriptor": (
        "import os; os.stat('x', dir_fd=os.open('sub', os.O_RDONLY))",
        "sub/x",
        STAT,
    ),
    "C library": ("import ctypes; ctypes.CDLL(None).fopen(b'a', b'r')", "a", CONTENT),
    "forked child": ("import os; os.fork() or open('a').read(); os.wait()", "a", CONTENT),
    "thread": (
        "import threading as t; x = t.Thread(target=lambda: open('a').read()); x.start(); x.join()",
        "a",
        CONTENT,
    ),
    "mmap": ("import mmap; f = open('a', 'rb'); mmap.mmap(f.fileno(), 0, access=1)", "a", CONTENT),
    "read and write": ("open('a', 'r+').read()", "a", CONTENT),
    "extended attributes": ("import os; os.listxattr('a')", "a", STAT),
    "through a missing folder": ("import os; os.path.exists('no/such')", "no", ABSENCE),
    "through a file": ("import os; os.path.exists('a/such')", "a", STAT),
    "double fork and a new session": (
        "import os; os.fork() or (os.setsid(), os.fork() or open('a').read()); os.wait()",
        "a",
        CONTENT,
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_look_at_a_file_is_seen(bench: Bench, way: str) -> None:
    script, path, look = WAYS[way]
    seen = bench.python(f"try:\n {script}\nexcept ChildProcessError: pass")
    assert looks(seen).get(path, Access(0)) & look
    assert not seen.opaque


def test_what_nobody_looked_at_is_not_in_the_record(bench: Bench) -> None:
    assert looks(bench.sh("cat a")) == {"a": CONTENT}


def test_what_a_run_writes_and_then_reads_is_no_input(bench: Bench) -> None:
    seen = bench.sh("echo 1 > new; cat new; mkdir made; cp new made/y; cat made/y; ls made; rm new")
    assert not {path for path, look in looks(seen).items() if look & ~ABSENCE} - {""}


def test_what_a_run_copies_from_is_an_input(bench: Bench) -> None:
    assert looks(bench.sh("cp a made; cat made"))["a"] & CONTENT


def test_what_is_moved_away_is_an_input_under_its_old_name(bench: Bench) -> None:
    assert looks(bench.sh("mv a c; cat c"))["a"] & CONTENT


def test_a_hard_link_to_a_file_is_a_look_at_its_content(bench: Bench) -> None:
    assert looks(bench.sh("ln a c; cat c"))["a"] & CONTENT


def test_what_is_appended_to_and_read_is_an_input(bench: Bench) -> None:
    assert looks(bench.sh("echo more >> a; cat a"))["a"] & CONTENT


def test_what_is_only_overwritten_is_no_content_read(bench: Bench) -> None:
    assert not looks(bench.sh("echo new > a; cat a")).get("a", Access(0)) & CONTENT


def test_a_failed_write_makes_nothing_the_run_s_own(bench: Bench) -> None:
    script = "set -C; echo x > a || true; cat a; mkdir sub || true; cat sub/x; rmdir sub || true"
    seen = looks(bench.sh(f"({script}) 2>/dev/null; cat sub/x"))
    assert seen["a"] & CONTENT
    assert seen["sub/x"] & CONTENT


def test_a_changed_mode_hides_no_content(bench: Bench) -> None:
    assert looks(bench.sh("chmod +x a; cat a"))["a"] & CONTENT


def test_a_folder_that_could_not_be_removed_is_not_the_run_s_own(bench: Bench) -> None:
    assert looks(bench.sh("rmdir sub 2>/dev/null; echo 1 > sub/new; cat sub/x"))["sub/x"] & CONTENT


def test_links_are_inputs_and_so_is_what_they_lead_to(bench: Bench) -> None:
    (bench.tree / "link").symlink_to("sub")
    seen = looks(bench.sh("cat link/x"))
    assert seen["link"] & Access.LINK
    assert seen["sub/x"] & CONTENT


def test_a_link_that_the_run_makes_leads_to_inputs(bench: Bench) -> None:
    seen = looks(bench.sh("test -e here/x; ln -s sub here; cat here/x"))
    assert seen["sub/x"] & CONTENT


def test_a_link_that_is_swapped_leads_to_both(bench: Bench) -> None:
    (bench.tree / "other").mkdir()
    (bench.tree / "other/x").touch()
    (bench.tree / "link").symlink_to("sub")
    seen = looks(bench.sh("cat link/x; ln -sfn other link; cat link/x"))
    assert {"sub/x", "other/x"} <= seen.keys()


def test_a_program_brings_its_interpreter(bench: Bench) -> None:
    (bench.tree / "tool").write_text("#!/usr/bin/env sh\ncat a\n")
    (bench.tree / "tool").chmod(0o755)
    seen = bench.sh("./tool")
    assert looks(seen)["tool"] & CONTENT
    assert seen.outside[os.path.realpath(b"/usr/bin/env")].looks & CONTENT
    assert any(b"/ld-" in path for path in seen.outside)


def test_programs_looked_for_along_the_path_are_absent(bench: Bench) -> None:
    seen = bench.run("/usr/bin/env", f"PATH={bench.tree}/bin:/usr/bin:/bin", "true")
    assert looks(seen)["bin"] & ABSENCE


def test_own_folders_outside_are_no_input(bench: Bench) -> None:
    own = bench.tree.parent / "own"
    (own / "list").touch()
    assert not bench.sh(f"cat {own}/list; ls {own}").outside.keys() & {os.fsencode(own / "list")}


def test_what_is_left_in_a_cache_makes_a_run_opaque(bench: Bench) -> None:
    bench.caches = (".cache",)
    assert not bench.sh("mkdir .cache; echo 1 > .cache/x; cat .cache/x").opaque
    assert ".cache" in bench.sh("cat .cache/x").opaque[0]


def test_git_s_index_stands_for_the_whole_tree(bench: Bench) -> None:
    (bench.tree / ".git").mkdir()
    (bench.tree / ".git/index").touch()
    assert not bench.sh("test -e .git; test -e .git/config || true").opaque
    assert "git" in bench.sh("cat .git/index").opaque[0]


def test_several_commands_are_one_run(bench: Bench) -> None:
    recorder = bench.recorder()
    bench.sh("echo 1 > made; cat a", recorder)
    seen = looks(bench.sh("cat made; cat b", recorder))
    assert seen["a"] & CONTENT
    assert seen["b"] & CONTENT
    assert not seen.get("made", Access(0)) & CONTENT


def test_a_moved_folder_makes_a_run_opaque(bench: Bench) -> None:
    assert "moves the folder" in bench.sh("mv sub other; cat other/x").opaque[0]


def test_a_socket_of_somebody_else_makes_a_run_opaque(bench: Bench) -> None:
    place = bench.tree.parent / "service"
    with socket.socket(socket.AF_UNIX) as service:
        service.bind(str(place))
        service.listen()
        seen = bench.python(f"import socket; socket.socket(1).connect({str(place)!r})")
    assert "talks to another program" in seen.opaque[0]


def test_a_socket_of_the_run_itself_does_not(bench: Bench) -> None:
    server = "import socket as s; a = s.socket(1); a.bind('s'); a.listen(); b = s.socket(1)"
    assert not bench.python(f"{server}; b.connect('s')").opaque
    inet = "import socket as s; a = s.socket(); a.bind(('127.0.0.1', 0)); a.listen()"
    assert not bench.python(f"{inet}; s.socket().connect(a.getsockname())").opaque


def test_a_port_of_somebody_else_makes_a_run_opaque(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as service:
        port = service.getsockname()[1]
        seen = bench.python(f"import socket; socket.create_connection(('127.0.0.1', {port}))")
    assert "at port" in seen.opaque[0]


def test_somebody_who_changes_what_was_read_makes_a_run_opaque(bench: Bench) -> None:
    outside = bench.tree.parent / "settings"
    outside.write_text("1")
    go = bench.tree.parent / "own/go"
    os.mkfifo(go)

    def change() -> None:
        with go.open("w"):
            outside.write_text("changed")

    thread = threading.Thread(target=change)
    thread.start()
    seen = bench.sh(f"cat {outside}; cat {go}; cat {outside}")
    thread.join()
    assert str(outside) in seen.opaque[0]
    assert os.fsencode(outside) not in seen.outside


def test_a_process_that_lives_on_makes_a_run_opaque(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devloop.record.listener.PATIENCE_SECONDS", 0.1)
    pid = bench.tree.parent / "own/pid"
    try:
        script = f"sleep 60 >/dev/null 2>&1 & echo $! > {pid}"
        assert "lives on" in bench.sh(script).opaque[0]
    finally:
        os.kill(int(pid.read_text()), 9)


def test_a_listener_that_dies_is_told_and_lets_nothing_pass(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise MemoryError

    recorder = bench.recorder()
    monkeypatch.setattr("devloop.record.trail.Trail.asks", die)
    with recorder.command() as listener, pytest.raises(OSError, match="not implemented"):
        subprocess.run(
            [*PYTHON, "open('a')"],
            cwd=bench.tree,
            check=False,
            preexec_fn=listener.prepare,
        )
    assert recorder.trouble == ["MemoryError: "]


def test_a_recorder_in_a_recorder_is_refused_and_the_command_runs_all_the_same(
    bench: Bench,
) -> None:
    root = Path(__file__).parents[2]
    script = (
        "import sys, subprocess; sys.path.insert(0, sys.argv[1])\n"
        "from devloop.record.self_test import trouble_here; t = trouble_here()\n"
        "assert 'busy' in t, t"
    )
    bench.run(*PYTHON, script, str(root))


def test_io_uring_is_not_to_be_had(bench: Bench) -> None:
    script = (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
        "assert c.syscall(425, 1, ctypes.create_string_buffer(200)) == -1\n"
        "assert ctypes.get_errno() == 38, ctypes.get_errno()"
    )
    bench.python(script)


def test_a_call_newer_than_the_tables_makes_a_run_opaque(bench: Bench) -> None:
    assert bench.python("import ctypes; ctypes.CDLL(None).syscall(999)").opaque
