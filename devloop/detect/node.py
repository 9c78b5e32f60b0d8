"""Checks of a Node project: its own scripts, else the tools that it depends on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from devloop.config.model import Check
from devloop.detect.evidence import ProjectTools
from devloop.detect.guessed import Guess

PACKAGE = "package.json"
NODE_MODULES = "node_modules"

LOCKS = {
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
}
"""Files of locked versions, and whose they are."""

FROM_LOCK = {
    "npm": "npm ci",
    "pnpm": "pnpm install --frozen-lockfile",
    "yarn": "yarn install --frozen-lockfile",
    "bun": "bun install --frozen-lockfile",
}

SCRIPTS = {
    "lint": ("lint", "lint:check", "lint:js", "eslint"),
    "format": (
        *("format:check", "check:format", "format-check", "check-format", "fmt:check"),
        *("prettier:check", "lint:format"),
    ),
    "types": ("typecheck", "type-check", "types:check", "check-types", "check:types", "tsc"),
    "tests": ("test", "tests", "test:unit", "unit"),
}
"""The scripts that do the work of a check, the likeliest name first."""

TOOLS = (
    ("lint", "eslint", ("eslint", "."), "eslint finds no mistake"),
    ("lint", "@biomejs/biome", ("biome", "ci", "."), "biome finds no mistake"),
    ("format", "prettier", ("prettier", "--check", "."), "every file is as prettier formats it"),
    ("types", "typescript", ("tsc", "--noEmit"), "tsc finds no mistake in the types"),
    ("tests", "vitest", ("vitest", "run"), "vitest runs all tests"),
    ("tests", "jest", ("jest",), "jest runs all tests"),
)
"""Of a dependency that no script of this name runs: the check, its command and its title."""

SETTINGS = {
    "eslint": ("eslint.config.*", ".eslintrc*"),
    "@biomejs/biome": ("biome.json", "biome.jsonc"),
    "prettier": (".prettierrc*", "prettier.config.*"),
    "typescript": ("tsconfig.json",),
}
"""Files at the root without which a tool does not know what to look at, or is not meant to."""

NO_CHECK = re.compile(
    r"no test specified|--fix\b|--write\b|--watch\b|^\s*(?:echo|exit|true)\b[^&|;]*$"
)
"""A script that only says something, writes into what it is to judge, or never ends."""

Table = Mapping[str, object]


def node(evidence: ProjectTools) -> Iterator[Guess]:
    """A guess for each check that the project has a script or a tool for."""
    package = package_of(evidence)
    if not package:
        return
    scripts, manager = _table(package, "scripts"), manager_of(evidence)
    needs = NODE_MODULES if dependencies(package) else ""
    for name, usual in SCRIPTS.items():
        script = next((one for one in usual if _checks(scripts.get(one))), "")
        found = _by_script(name, script, manager) if script else _by_tool(name, evidence, package)
        if found is not None:
            check, what, why = found
            yield Guess(check, what, why, language="node", folder=needs)


def package_of(evidence: ProjectTools) -> Table:
    """What `package.json` says; nothing where there is none that can be read."""
    try:
        found = json.loads(evidence.texts.get(PACKAGE, "{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def manager_of(evidence: ProjectTools) -> str:
    """The package manager that the project names, or whose lock it holds; else npm."""
    named = str(package_of(evidence).get("packageManager", "")).partition("@")[0]
    if named in FROM_LOCK:
        return named
    return next((LOCKS[lock] for lock in LOCKS if evidence.one_of(lock)), "npm")


def installing_node(evidence: ProjectTools) -> str:
    """The command that fills `node_modules`, from the locked versions where there are any."""
    manager = manager_of(evidence)
    locked = any(LOCKS[lock] == manager and evidence.one_of(lock) for lock in LOCKS)
    return FROM_LOCK[manager] if locked else f"{manager} install"


def dependencies(package: Table) -> frozenset[str]:
    """The packages that a project names, for itself and for its development."""
    tables = ("dependencies", "devDependencies", "optionalDependencies")
    return frozenset(name for table in tables for name in _table(package, table))


def _checks(script: object) -> bool:
    return isinstance(script, str) and not NO_CHECK.search(script)


def _by_script(name: str, script: str, manager: str) -> tuple[Check, str, str]:
    run = (manager, "test") if (script, manager) == ("test", "npm") else (manager, "run", script)
    check = Check(name=name, run=run)
    return check, f"`{' '.join(run)}` passes", f"{PACKAGE} has a script {script!r}"


def _by_tool(name: str, evidence: ProjectTools, package: Table) -> tuple[Check, str, str] | None:
    for check, dependency, command, what in TOOLS:
        if check != name or dependency not in dependencies(package):
            continue
        wanted = SETTINGS.get(dependency, ())
        if not wanted or evidence.matching(*(f"/{pattern}" for pattern in wanted)):
            run = ("npx", "--no-install", *command)
            return Check(name=name, run=run), what, f"{PACKAGE} names {dependency}"
    return None


def _table(package: Table, name: str) -> Table:
    found = package.get(name)
    return found if isinstance(found, dict) else {}
