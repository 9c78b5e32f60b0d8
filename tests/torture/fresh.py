"""A kept verdict held against a run of its check on a fresh copy of the content."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
from pathlib import Path

from devloop.config.document import read_toml
from tests.support.guarded import Guarded
from tests.torture.truth import Files, World
from tests.torture.verdicts import Kept, kept_of, rows


def disagreement(guarded: Guarded, world: World, pick: int, folder: Path) -> str:
    """What is wrong with one of the verdicts, if anything, and if it is of the world of now."""
    known = rows(guarded)
    kept = kept_of(guarded, known[pick % len(known)]) if known else None
    if kept is None or not _is_of(world, kept):
        return ""
    shutil.rmtree(folder, ignore_errors=True)
    write_out(kept.files, folder)
    code = _run(guarded, kept, folder)
    return "" if (code == 0) == (kept.outcome == "passed") else f"{kept}: {code}"


def _is_of(world: World, kept: Kept) -> bool:
    """Whether a check saw then what it would see now; most look at neither."""
    same = {"mood": kept.world.mood == world.mood, "tool": kept.world.tool == world.tool}
    return same.get(kept.rule.name, True)


def write_out(files: Files, folder: Path) -> None:
    """Write a tree to disk, as a checkout does."""
    folder.mkdir(parents=True)
    for name, (mode, data) in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if stat.S_ISLNK(int(mode, 8)):
            place.symlink_to(os.fsdecode(data))
        else:
            place.write_bytes(data)
            place.chmod(0o755 if mode == "100755" else 0o644)


def _run(guarded: Guarded, kept: Kept, folder: Path) -> int:
    checks = read_toml(kept.rule.toml, "a rule")["checks"]
    assert isinstance(checks, dict)
    run = checks[kept.rule.name]["run"]
    texts = sorted(name for name, (mode, _) in kept.files.items() if _is_text(name, mode))
    line = run if isinstance(run, str) else shlex.join(run)
    line = line.replace("{files}", shlex.join(texts))
    bin_folder = Path(guarded.repo.environ["VIRTUAL_ENV"], "bin")
    path = {"PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    return guarded.repo.run("sh", "-ec", line, code=None, cwd=folder, env=path).code


def _is_text(name: str, mode: str) -> bool:
    return name.endswith(".txt") and stat.S_ISREG(int(mode, 8))
