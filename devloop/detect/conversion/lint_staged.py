"""The configuration of lint-staged as checks: for each glob its commands, file by file."""

from __future__ import annotations

from collections.abc import Mapping

from devloop.config.model import Stage
from devloop.detect.conversion.commands import converted, name_of_line
from devloop.detect.conversion.converted import Converted
from devloop.detect.conversion.tables import Table, read_json, read_yaml, table_of, texts_of

PACKAGE = "package.json"
FILES = (".lintstagedrc", ".lintstagedrc.json", ".lintstagedrc.yaml", ".lintstagedrc.yml")
PROGRAMS = tuple(
    f"{stem}.{ending}"
    for stem in (".lintstagedrc", "lint-staged.config")
    for ending in ("js", "mjs", "cjs", "ts")
)
OWN = frozenset(("npx", "npm", "yarn", "pnpm", "bun", "bunx", "node", "git", "sh", "bash"))
"""Programs that are not in `node_modules`."""


def from_lint_staged(texts: Mapping[str, str]) -> Converted:
    """Its commands, in the form that judges; a configuration that is a program is left."""
    found = Converted()
    for file, table in _tables(texts):
        for glob, commands in table.items():
            for line in texts_of(commands):
                found += _command(glob, line, file)
    for file in PROGRAMS:
        if file in texts:
            found += Converted(left=(f"{file}: a program, which only lint-staged can read",))
    return found


def _tables(texts: Mapping[str, str]) -> list[tuple[str, Table]]:
    package = table_of(read_json(texts.get(PACKAGE, "")).get("lint-staged"))
    others = [(file, read_yaml(texts[file])) for file in FILES if file in texts]
    return [(f"lint-staged in {PACKAGE}", package), *others]


def _command(glob: str, line: str, file: str) -> Converted:
    program = line.split(maxsplit=1)[0] if line.split() else ""
    if program == "git":
        return Converted(left=(f"`{line}`: a check does not change what is staged",))
    started = line if program in OWN else f"npx --no-install {line}"
    name = name_of_line(line)
    return converted(
        name, started, stage=Stage.COMMIT, why=f"{file} runs it", files=(glob,), takes_files=True
    )
