"""Where the time of the hook on new content goes, piece by piece: `python benchmarks/floor.py`.

Every piece is a command of its own, so that the sum is a floor: what is left when devloop itself
does nothing. Works in the cache directory of `run.py`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hooks import hook_of, once_fresh, warm_up
from measure import Command, in_turns, output, seconds
from repositories import STAGED, Sandbox, environment, make
from run import usual_cache
from table import machine
from tools import DEVLOOP, Toolbox, configuration, install_hooks, no_ops, open_toolbox

IMPORT = "import importlib, sys; [importlib.import_module(m) for m in sys.argv[1:]]"
LIST = """
import sys
from devloop.cli.main import main
main(["hook", "pre-commit"])
print(*sys.modules)
"""
AT_START = ("_distutils", "__main__", "sitecustomize", "usercustomize")
"""Modules that do not come from an import of the hook's."""
QUESTION = ("rev-parse", "--is-bare-repository", "--absolute-git-dir", "--show-toplevel")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure each piece and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", default=usual_cache(), help="where to work")
    parser.add_argument("--rounds", type=int, default=40)
    words = parser.parse_args(argv)
    cache = Path(words.cache).absolute()
    toolbox = open_toolbox(cache)
    variables = environment(cache / "home", cache / "environment")
    variables["DEVLOOP_CACHE_DIR"] = str(cache / "devloop")
    sandbox = make(cache / "repositories/floor/200", 200, variables)
    sandbox.commit_files(configuration(no_ops(1)), "1 check")
    install_hooks(DEVLOOP, toolbox, sandbox)
    warm_up(sandbox)
    pieces = _pieces(sandbox, toolbox)
    values = in_turns(
        (*pieces, "the whole hook"),
        words.rounds,
        lambda name, _: 1000 * (seconds(pieces[name]) if name in pieces else once_fresh(sandbox)),
    )
    print(f"{machine()}, {words.rounds} rounds, milliseconds\n")
    for name, found in values.items():
        ordered = sorted(found)
        middle, least = ordered[len(ordered) // 2], ordered[0]
        print(f"{middle:7.1f} (at least {least:5.1f})  {name}")
    return 0


def _pieces(sandbox: Sandbox, toolbox: Toolbox) -> dict[str, Command]:
    python = str(toolbox.devloop / "bin/python")
    imported = _imported(sandbox, toolbox)
    foreign = [name for name in imported if not name.startswith("devloop")]
    commit = sandbox.answer("rev-parse", "HEAD~1"), sandbox.answer("rev-parse", "HEAD")
    git = {
        "where the repository is": QUESTION,
        "the staged tree": ("write-tree",),
        "the difference": ("diff-tree", "-r", "-p", *commit),
        "what a check has changed": ("ls-files", "-z", "-t", "-m", "-d", "-o", "--directory"),
        "one object": ("cat-file", "blob", f"HEAD:{STAGED}"),
    }
    return {
        "sh": sandbox.command("/bin/sh", "-c", ":"),
        "Python, doing nothing": sandbox.command(python, "-c", "pass"),
        "the same with the standard library's part": sandbox.command(
            python, "-c", IMPORT, *foreign
        ),
        f"the same with devloop's {len(imported) - len(foreign)} modules": sandbox.command(
            python, "-c", IMPORT, *imported
        ),
        **{f"git: {name}": sandbox.command("git", *args) for name, args in git.items()},
    }


def _imported(sandbox: Sandbox, toolbox: Toolbox) -> list[str]:
    """The modules that the hook imports, in order."""
    sandbox.edit(STAGED, 1)
    sandbox.git("add", STAGED)
    hook = hook_of(sandbox)
    argv = (str(toolbox.devloop / "bin/python"), "-c", LIST)
    said = output(Command(argv=argv, cwd=hook.cwd, environ=hook.environ))
    return [name for name in said.splitlines()[-1].split() if not name.startswith(AT_START)]


if __name__ == "__main__":
    sys.exit(main())
