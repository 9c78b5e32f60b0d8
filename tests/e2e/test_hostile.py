"""Repositories that try to get out of the workspace, to run what nobody named, to fool a person.

Checks are the repository's own code and run as the person who commits: what they do themselves
is not devloop's to prevent (docs/explanation/security.md). All else has to stay inside.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.guarded import DEVLOOP, Guarded, one_check, traces
from tests.support.repo import Done

ESCAPE = "\x1b]0;owned\x07\x1b[2J\x1b[31m"
NAMES = (
    "-rf",
    "--output=owned",
    "$(touch owned)",
    "`touch owned`",
    "; touch owned;",
    "a\nb",
    f"{ESCAPE}red.txt",
    "quote'\"s",
    " spaces ",
    "%s%n",
    "é\u202etxt.exe",
    "*",
)
"""Names of files that are options, commands, or orders to a terminal."""


@pytest.fixture
def outside(guarded: Guarded) -> Path:
    """A folder that no check and no content has any business with."""
    folder = guarded.home / "outside"
    (folder / "dir").mkdir(parents=True)
    (folder / "dir/file").write_text("mine\n")
    return folder


def link(guarded: Guarded, name: str, target: str | Path) -> None:
    """Stage a symbolic link."""
    place = guarded.path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)
    guarded.repo.git("add", "-f", "--", name)


def is_safe(done: Done) -> bool:
    """Whether what was said gives no orders to a terminal."""
    return not any(char in done.said for char in "\x1b\x07\x08\x9b\u202e")


# Out of the workspace


def test_a_folder_that_becomes_a_link_out_is_not_written_through(
    guarded: Guarded, outside: Path
) -> None:
    before = traces(outside)
    guarded.repo.stage({"dir/file": "inside\n"})
    guarded.commit()
    guarded.repo.git("rm", "-q", "-r", "dir")
    link(guarded, "dir", outside / "dir")
    guarded.commit()
    guarded.repo.git("rm", "-q", "dir")
    guarded.repo.stage({"dir/file": "inside again\n"})
    guarded.commit()
    assert traces(outside) == before


@pytest.mark.parametrize("target", ["..", "../../..", "/", "{outside}/dir", "link", "nowhere"])
def test_links_out_are_checked_out_as_links_and_nothing_behind_them_changes(
    guarded: Guarded, outside: Path, target: str
) -> None:
    guarded.configure(one_check("test -L link && touch junk"))
    before = traces(outside)
    link(guarded, "link", target.format(outside=outside))
    guarded.commit()
    guarded.repo.git("rm", "-q", "link")
    guarded.commit(code=1)
    assert traces(outside) == before


def test_a_folder_to_share_is_not_linked_through_a_link_out(
    guarded: Guarded, outside: Path
) -> None:
    before = traces(outside)
    config = '[environment]\nshare = ["out/node_modules"]\n[checks.only]\nrun = "true"\n'
    (outside / "node_modules").mkdir()
    before = traces(outside)
    link(guarded, "out", outside)
    guarded.repo.stage({"devloop.toml": config})
    guarded.commit(code=None)
    assert traces(outside) == before


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "~/x"])
@pytest.mark.parametrize("key", ["share", "caches"])
def test_paths_of_the_configuration_that_lead_out_are_mistakes(
    guarded: Guarded, key: str, path: str
) -> None:
    guarded.repo.stage({"devloop.toml": f'[environment]\n{key} = ["{path}"]\n'})
    done = guarded.commit(code=None)
    made = list(Path(guarded.home).glob("**/x"))
    assert not made
    if not path.startswith("~"):
        assert done.code == 1
        assert key in done.said


@pytest.mark.parametrize("name", ["..", ".git", ".", ".GIT", "git~1"])
def test_a_tree_with_names_that_git_forbids_is_never_written(guarded: Guarded, name: str) -> None:
    repo = guarded.repo
    blob = repo.git("hash-object", "-w", "--stdin", input="owned\n")
    inner = repo.git("mktree", input=f"100644 blob {blob}\tconfig\n")
    listing = repo.git("ls-tree", "HEAD") + f"\n040000 tree {inner}\t{name}\n"
    tree = repo.git("mktree", input=listing)
    commit = repo.git("commit-tree", "-p", "HEAD", "-m", "odd", tree)
    home = traces(guarded.home, besides=("runs", ".cache"))
    before = guarded.landed()
    done = guarded.push(f"{commit}:refs/heads/main", code=None)
    if name in {"..", ".git", "."}:
        assert done.code != 0, done
        assert guarded.landed() == before
    assert traces(guarded.home, besides=("runs", ".cache")) == home
    owned = [p for p in (guarded.home / ".cache").rglob("config") if p.read_text() == "owned\n"]
    assert all(name in p.parts for p in owned)


SWAPS = {
    "a folder": 'rm -rf dir && ln -s "$HOME/outside/dir" dir',
    "a file": 'rm state && ln -s "$HOME/outside/dir/file" state',
    "its .git": 'rm -rf .git && ln -s "$HOME/outside" .git',
    "the workspace": 'here="$PWD"; cd / && rm -rf "$here" && ln -s "$HOME/outside" "$here"',
    "all around it": 'w="${DEVLOOP_FILES%/*}"; cd / && rm -rf "$w"/*; ln -s ~/outside "$w/tree"',
    "the slot": 'w="${DEVLOOP_FILES%/*}"; cd / && rm -rf "$w" ; ln -s "$HOME/outside" "$w"',
}


@pytest.mark.parametrize("swap", SWAPS.values(), ids=SWAPS.keys())
def test_what_a_check_swaps_for_a_link_out_is_not_tidied_up_through_it(
    guarded: Guarded, outside: Path, swap: str
) -> None:
    guarded.repo.stage({"dir/file": "inside\n"})
    guarded.configure(one_check(swap))
    before = traces(outside)
    for number in (1, 2):
        guarded.commit(state=f"good {number}.", code=None)
        assert traces(outside) == before
    guarded.configure(one_check("grep -q inside dir/file && test ! -L state"))
    guarded.commit(state="good 3")
    assert traces(outside) == before


# Nothing runs that the configuration did not name


def test_hooks_filters_and_settings_in_the_judged_tree_do_not_run(guarded: Guarded) -> None:
    script = '#!/bin/sh\ntouch "$HOME/owned"\n'
    files = {
        ".gitattributes": "* filter=owned diff=owned merge=owned\n",
        ".gitconfig": '[filter "owned"]\n\tsmudge = touch $HOME/owned\n[core]\n\tpager = x\n',
        ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::touch\n\tupdate = !touch owned\n',
        "sitecustomize.py": "open(__import__('os').environ['HOME'] + '/owned', 'w')\n",
        "conftest.py": "open(__import__('os').environ['HOME'] + '/owned', 'w')\n",
        "json.py": "open(__import__('os').environ['HOME'] + '/owned', 'w')\n",
        "git": script,
        "sh": script,
    }
    for name in ("post-checkout", "post-index-change", "pre-commit", "reference-transaction"):
        files[f"hooks/{name}"] = script
        files[f".git-hooks/{name}"] = script
    for name, text in files.items():
        guarded.repo.write(name, text, mode=0o755)
    guarded.repo.git("add", "-A")
    guarded.commit(state="good 1")
    guarded.devloop("check", "HEAD")
    guarded.devloop("status")
    guarded.push("main")
    assert not (guarded.home / "owned").exists()


def test_hooks_of_a_tracked_folder_do_not_run_in_the_workspace(guarded: Guarded) -> None:
    """`core.hooksPath` may name a folder of the tree: in a workspace it is not looked at."""
    hook = '#!/bin/sh\ncase "$PWD" in */workspaces/*) touch "$HOME/owned" ;; esac\n'
    names = ("post-checkout", "post-index-change", "reference-transaction")
    for name in names:
        guarded.repo.write(f".githooks/{name}", hook, mode=0o755)
    guarded.repo.git("add", "-A")
    guarded.repo.git("config", "core.hooksPath", ".githooks")
    guarded.repo.git("config", "core.fsmonitor", ".githooks/post-checkout")
    guarded.devloop("install")
    guarded.commit(state="good 1")
    guarded.commit(state="bad 2", code=1)
    assert not (guarded.home / "owned").exists()


def test_a_configuration_that_is_a_link_is_not_followed(guarded: Guarded, outside: Path) -> None:
    (outside / "other.toml").write_text("[checks.only]\nrun = 'true'\n")
    guarded.repo.git("rm", "-q", "--cached", "devloop.toml")
    (guarded.path / "devloop.toml").unlink()
    link(guarded, "devloop.toml", outside / "other.toml")
    guarded.commit(state="bad 1", code=1)


@pytest.mark.parametrize(
    "target", ["/dev/zero", "/dev/full", "/dev/tty", "..", "nowhere", "/proc/self/mem"]
)
@pytest.mark.parametrize("name", ["devloop.local.toml", "pyproject.toml"])
def test_settings_that_lead_to_what_is_no_file_do_no_harm(
    guarded: Guarded, name: str, target: str
) -> None:
    """Such as one that has no end: memory is limited, so that reading on would be noticed."""
    link(guarded, name, target)
    for command in (("hook", "pre-commit"), ("init", "--dry-run", "--no-trial"), ("status",)):
        line = f"ulimit -v 2000000; exec {DEVLOOP} {' '.join(command)}"
        done = guarded.repo.run("sh", "-c", line, code=None)
        assert done.code in {0, 1, 2, 3}, (command, done)
        assert "bug of devloop" not in done.said, done


# The terminal, and names


def test_names_of_any_kind_are_judged_and_shown_safely(guarded: Guarded) -> None:
    lint = "[checks.lint]\nrun = '! grep -l ba[d] -- {files}'\nfiles = ['*']\nper-file = true\n"
    listed = "[checks.listed]\nrun = ['grep', '-L', 'x', '--', '{files}']\nfiles = ['*']\n"
    guarded.configure(f"mainline = ['main']\nbackground = false\n{lint}{listed}")
    for name in NAMES:
        guarded.repo.write(name, "good\n")
    guarded.repo.git("add", "-A")
    assert is_safe(guarded.commit())
    for name in NAMES:
        guarded.repo.write(name, "bad\n")
        guarded.repo.git("add", "-A")
        done = guarded.commit(code=1)
        assert is_safe(done), done.said
        guarded.repo.write(name, "good\n")
        guarded.repo.git("add", "-A")
    assert not [path for path in guarded.path.parent.rglob("*owned*") if path.name == "owned"]


def test_words_of_commits_and_branches_are_shown_safely(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "-c", "b\u202eranch;touch$IFS-owned")
    subject = f"fixup! {ESCAPE} subject \u202e"
    guarded.slip("good 1", f"{subject}\n\nSize-Override: {ESCAPE}")
    done = guarded.push("HEAD:main", code=1)
    assert "fixup!" in done.said
    assert is_safe(done), done.said
    for command in (("status",), ("log",), ("size",), ("check",), ("why", "quick"), ("doctor",)):
        assert is_safe(guarded.devloop(*command, code=None)), command


@pytest.mark.parametrize("name", ["--help", "-x", "--output=/tmp/owned", "$(touch owned)"])
def test_a_revision_or_check_that_looks_like_an_option_is_none(guarded: Guarded, name: str) -> None:
    for command in (("check", "--", name), ("size", "--", name), ("why", "--", name)):
        done = guarded.repo.run(str(DEVLOOP), *command, code=None)
        assert done.code == 2, (command, done)
        assert "bug of devloop" not in done.said
    assert not Path("/tmp/owned").exists()  # noqa: S108 - what the option would have written


def test_mistakes_of_a_configuration_are_shown_safely(guarded: Guarded) -> None:
    text = 'mainlin = ["\\u001b[2J"]\n"\\u001b]0;x\\u0007" = 1\n[checks."\\u202e"]\nrun = 5\n'
    guarded.repo.stage({"devloop.toml": text})
    assert is_safe(guarded.commit(code=1))


def test_a_name_that_is_no_text_is_judged(guarded: Guarded) -> None:
    guarded.configure(one_check("! grep -l bad -- {files}", "files = ['*.txt']\nper-file = true"))
    name = os.fsdecode(b"caf\xe9.txt")
    guarded.repo.write(name, "bad\n")
    guarded.repo.git("add", "-A")
    assert is_safe(guarded.commit(code=1))
    guarded.repo.write(name, "good\n")
    guarded.repo.git("add", "-A")
    guarded.commit()
