"""`.pre-commit-config.yaml` as checks: local and known hooks as commands of the project's own.

The framework's own environments are left behind for those, so a linter sees the project's packages,
and one version of it is enough. A hook that nobody here knows keeps the framework: kind
`pre-commit` then runs all of them, and the commands are written down beside it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from devloop.config.model import Check, Kind, Stage
from devloop.detect.conversion.commands import converted
from devloop.detect.conversion.converted import Converted
from devloop.detect.conversion.tables import Table, read_yaml, table_of, texts_of
from devloop.detect.evidence import PRE_COMMIT
from devloop.detect.guessed import Guess

PYTHON = ("*.py", "*.pyi")
KNOWN = {
    "ruff": ("ruff check --force-exclude", PYTHON),
    "ruff-check": ("ruff check --force-exclude", PYTHON),
    "ruff-format": ("ruff format --force-exclude", PYTHON),
    "black": ("black", PYTHON),
    "isort": ("isort --filter-files", PYTHON),
    "flake8": ("flake8", ("*.py",)),
    "codespell": ("codespell", ("*",)),
    "yamllint": ("yamllint", ("*.yml", "*.yaml")),
    "shellcheck": ("shellcheck", ("*.sh", "*.bash")),
    "prettier": ("npx --no-install prettier --check", ("*",)),
    "eslint": ("npx --no-install eslint", ("*.js", "*.jsx", "*.ts", "*.tsx")),
    "markdownlint": ("markdownlint", ("*.md",)),
    "actionlint": ("actionlint", (".github/workflows/*.yml", ".github/workflows/*.yaml")),
    "terraform_fmt": ("terraform fmt -check -diff", ("*.tf",)),
    "mypy": ("mypy", ()),
}
"""Hooks of others by their id: the command, and the files that are handed to it."""
TYPES = {
    "python": PYTHON,
    "pyi": ("*.pyi",),
    "yaml": ("*.yml", "*.yaml"),
    "json": ("*.json",),
    "toml": ("*.toml",),
    "markdown": ("*.md",),
    "shell": ("*.sh", "*.bash"),
    "javascript": ("*.js", "*.mjs", "*.cjs"),
    "ts": ("*.ts",),
    "rust": ("*.rs",),
    "go": ("*.go",),
    "c": ("*.c", "*.h"),
    "c++": ("*.cc", "*.cpp", "*.hpp"),
    "text": ("*",),
    "file": ("*",),
}
STAGES = {"pre-push": Stage.PUSH, "push": Stage.PUSH, "pre-commit": Stage.COMMIT}
MESSAGES = frozenset(("commit-msg", "prepare-commit-msg", "post-checkout", "post-commit", "manual"))


def from_framework(texts: Mapping[str, str]) -> Converted:
    """Commands where all hooks can be commands, else kind `pre-commit` with the rest named."""
    found, unknown = Converted(), []
    for repo, hook in _hooks(read_yaml(texts.get(PRE_COMMIT, ""))):
        stages = texts_of(hook.get("stages"))
        name = str(hook.get("alias") or hook.get("id"))
        if stages and set(stages) <= MESSAGES:
            found += Converted(left=(f"{name}: it is not about a content, so it stays",))
            continue
        one = _hook(name, str(repo.get("repo", "")), hook, stages)
        if one is None:
            unknown.append(name)
        else:
            found += one
    if not unknown:
        return found
    why = f"{', '.join(unknown)}: only the framework knows how to run"
    hooks = Guess(
        Check(name="hooks", kind=Kind.PRE_COMMIT),
        "the project's own hooks pass",
        f"there is a {PRE_COMMIT}",
    )
    instead = tuple(
        f"{guess.check.name}: could be a command of its own ({guess.what})"
        for guess in found.guesses
    )
    return Converted(guesses=(hooks,), left=(why, *instead, *found.left))


def _hooks(root: Table) -> Iterator[tuple[Table, Table]]:
    repos = root.get("repos")
    for repo in map(table_of, repos if isinstance(repos, list) else []):
        hooks = repo.get("hooks")
        for hook in map(table_of, hooks if isinstance(hooks, list) else []):
            if "id" in hook:
                yield repo, hook


def _hook(name: str, repo: str, hook: Table, stages: tuple[str, ...]) -> Converted | None:
    """The hook as a command; None where only the framework can run it."""
    stage = next((STAGES[one] for one in stages if one in STAGES), Stage.COMMIT)
    args = shlex.join(texts_of(hook.get("args")))
    if repo == "local" and hook.get("language") in {"system", "unsupported", "script"}:
        return _local(name, hook, args, stage)
    known = KNOWN.get(str(hook["id"]))
    if repo == "local" or known is None or {"files", "exclude"} & hook.keys():
        return None
    command, files = known
    why = f"{PRE_COMMIT} runs it from {repo}"
    line = f"{command} {args}".strip()
    return converted(name, line, stage=stage, why=why, files=files, takes_files=bool(files))


def _local(name: str, hook: Table, args: str, stage: Stage) -> Converted | None:
    if {"files", "exclude", "exclude_types"} & hook.keys() and hook.get("pass_filenames", True):
        return None
    kinds = (*texts_of(hook.get("types")), *texts_of(hook.get("types_or")))
    files = tuple(dict.fromkeys(one for kind in kinds for one in TYPES.get(kind, ())))
    line = f"{hook.get('entry', '')} {args}".strip()
    takes = hook.get("pass_filenames", True) is not False
    why = f"{PRE_COMMIT} has it as a local hook"
    return converted(name, line, stage=stage, why=why, files=files, takes_files=takes)
