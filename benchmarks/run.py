"""devloop beside pre-commit, prek and lefthook, in one run: `python benchmarks/run.py`.

Makes its own repositories and installs the rivals at the versions named in `tools.py`; nothing
outside its cache directory is touched.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from hooks import measure_hooks, measure_memory
from measure import Measured
from project import history_of, measure_project
from pushes import measure_pushes
from repositories import Sandbox, environment, make
from table import machine, page
from tools import TOOLS, Toolbox, configuration, install_hooks, no_ops, open_toolbox

NAMES = ("hooks", "ten", "push", "memory", "project")
SPEED_PAGE = Path(__file__).parent.parent / "docs/explanation/speed.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be measured."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    tools: tuple[str, ...]
    quick: bool
    project: Path | None

    def rounds(self, many: int) -> int:
        """How often to do what is worth doing `many` times."""
        return max(many // 4, 3) if self.quick else many


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where it is measured."""

    plan: Plan
    cache: Path
    toolbox: Toolbox
    environ: dict[str, str]

    def sandboxes(self, files: int) -> dict[str, Sandbox]:
        """A repository of that many files for each tool, with its hooks."""
        made = {}
        for tool in self.plan.tools:
            made[tool] = make(self.cache / "repositories" / tool / str(files), files, self.environ)
            made[tool].commit_files(configuration(no_ops(1)), "1 check")
            install_hooks(tool, self.toolbox, made[tool])
        return made


def measure(bench: Bench) -> Iterator[Measured]:
    """Everything the plan asks for, as soon as it is known."""
    plan = bench.plan
    for files in plan.sizes:
        smallest = files == min(plan.sizes)
        wanted = {"hooks", "memory", *({"ten", "push"} if smallest else ())}
        if wanted.intersection(plan.names):
            yield from _of_size(bench, files, smallest=smallest)
    if "project" in plan.names:
        yield from _of_project(bench)


def _of_size(bench: Bench, files: int, *, smallest: bool) -> Iterator[Measured]:
    plan, sandboxes = bench.plan, bench.sandboxes(files)
    rounds = plan.rounds(20 if files < 50_000 else 12)
    if "hooks" in plan.names:
        yield from measure_hooks(sandboxes, files, 1, rounds)
    if "memory" in plan.names:
        yield measure_memory(sandboxes, files, plan.rounds(8))
    if "ten" in plan.names and smallest:
        yield from measure_hooks(sandboxes, files, 10, rounds)
    if "push" in plan.names and smallest:
        yield from measure_pushes(sandboxes, (1, 10, 100), plan.rounds(12))


def _of_project(bench: Bench) -> Iterator[Measured]:
    source = bench.plan.project
    if source is None or not source.exists():
        told = "give --project PATH" if source is None else f"{source} is not there"
        print(f"project: left out, {told} (a clone of click)", file=sys.stderr)
        return
    history = history_of(source, 3 if bench.plan.quick else 10)
    place = bench.cache / "projects"
    yield from measure_project(history, bench.plan.tools, bench.toolbox, place, bench.environ)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    words = _parser().parse_args(argv)
    cache = Path(words.cache).absolute()
    toolbox = open_toolbox(cache)
    variables = environment(cache / "home", cache / "environment")
    caches = {"PRE_COMMIT_HOME": cache / "pre-commit", "PREK_HOME": cache / "prek"}
    caches["DEVLOOP_CACHE_DIR"] = cache / "devloop"
    variables |= {name: str(place) for name, place in caches.items()}
    plan = Plan(
        names=tuple(words.only or NAMES),
        sizes=tuple(words.files or ((200,) if words.quick else (200, 10_000, 100_000))),
        tools=tuple(words.tool or TOOLS),
        quick=words.quick,
        project=Path(words.project).absolute() if words.project else None,
    )
    bench = Bench(plan=plan, cache=cache, toolbox=toolbox, environ=variables)
    found: list[Measured] = []
    try:
        for one in measure(bench):
            found.append(one)
            middles = ", ".join(f"{tool} {one.middle(tool):.1f}" for tool in one.values)
            print(f"{one.table}, {one.case} ({one.unit}): {middles}", file=sys.stderr, flush=True)
    finally:
        _report(words, found, toolbox.versions())
    return 0


def _report(words: argparse.Namespace, found: Sequence[Measured], versions: dict[str, str]) -> None:
    command = "python benchmarks/run.py --project PATH-TO-A-CLONE-OF-CLICK --write"
    print(page(found, versions, command, title=False))
    if words.json:
        document = {
            "schema": "devloop.benchmark/1",
            "machine": machine(),
            "versions": versions,
            "measured": [asdict(one) for one in found],
        }
        Path(words.json).write_text(json.dumps(document, indent=2) + "\n")
    if words.write:
        SPEED_PAGE.write_text(page(found, versions, command))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small repositories, few rounds")
    parser.add_argument("--only", action="append", choices=NAMES, help="only this (repeatable)")
    parser.add_argument("--files", action="append", type=int, help="only this size (repeatable)")
    parser.add_argument("--tool", action="append", choices=TOOLS, help="only this (repeatable)")
    parser.add_argument("--project", metavar="PATH", help="a clone of click")
    parser.add_argument("--json", metavar="FILE", help="write every value to a file")
    parser.add_argument("--write", action="store_true", help=f"write {SPEED_PAGE.name}")
    parser.add_argument("--cache", default=usual_cache(), help="where to work")
    return parser


def usual_cache() -> str:
    """Where benchmarks work when nothing else is said."""
    usual = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return str(Path(usual) / "devloop-benchmarks")


if __name__ == "__main__":
    sys.exit(main())
