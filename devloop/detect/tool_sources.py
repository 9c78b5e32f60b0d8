"""Where a program comes from, and what to type to get it.

Pure: which package manager the machine has comes in as a value. A name that no table here knows is
never handed to an index: anybody may have taken it there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

ON_PYPI = frozenset(
    (
        *("pytest", "build", "pre-commit", "prek", "ruff", "flake8", "black", "isort", "mypy"),
        *("pyright", "django", "tox", "nox", "yamllint", "ansible-lint", "nbstripout"),
        *("codespell", "pylint", "bandit", "pyupgrade", "docformatter", "autoflake", "djlint"),
        *("mkdocs", "sphinx", "coverage", "sqlfluff", "vulture", "interrogate", "deptry"),
        *("import-linter", "reuse", "zizmor", "cmakelang", "cpplint", "semgrep", "meson"),
    )
)
"""Packages of Python's index, which go into the project's environment."""
DISTRIBUTIONS = {"lint-imports": "import-linter", "pyproject-build": "build"}
"""Programs that are called otherwise than the package that brings them."""

ON_NPM = {
    "markdownlint": "markdownlint-cli",
    "markdownlint-cli2": "markdownlint-cli2",
    "pnpm": "pnpm",
    "yarn": "yarn",
    "bun": "bun",
}
"""Packages of npm's registry, which are for the whole machine."""

OF_SYSTEM = {
    "shellcheck": "shellcheck",
    "shfmt": "shfmt",
    "bats": "bats",
    "cmake": "cmake",
    "ninja": "ninja-build",
    "make": "make",
    "mvn": "maven",
    "gradle": "gradle",
    "go": "golang",
    "gofmt": "golang",
    "cargo": "cargo",
    "npm": "npm",
    "npx": "npm",
    "just": "just",
}
"""Packages of the system's own manager, as most systems call them."""

SYSTEM_MANAGERS = {
    "apt-get": "sudo apt-get install",
    "dnf": "sudo dnf install",
    "pacman": "sudo pacman -S",
    "apk": "sudo apk add",
    "brew": "brew install",
}

PAGES = {
    "cargo": "https://rustup.rs",
    "go": "https://go.dev/dl",
    "gofmt": "https://go.dev/dl",
    "npm": "https://nodejs.org",
    "npx": "https://nodejs.org",
    "terraform": "https://developer.hashicorp.com/terraform/install",
    "tflint": "https://github.com/terraform-linters/tflint",
    "hadolint": "https://github.com/hadolint/hadolint",
    "actionlint": "https://github.com/rhysd/actionlint",
    "golangci-lint": "https://golangci-lint.run",
    "vale": "https://vale.sh",
}
"""Where those are described that no manager has everywhere."""


def on_pypi(program: str) -> str:
    """The package of Python's index that brings a program; empty where none is known to."""
    name = DISTRIBUTIONS.get(program, program)
    return name if name in ON_PYPI else ""


def installing_programs(programs: Collection[str], system: str) -> Iterator[str]:
    """The commands that install what is no package of Python's; `system` is the manager here."""
    npm = [ON_NPM[name] for name in programs if name in ON_NPM]
    if npm:
        yield f"npm install --global {' '.join(dict.fromkeys(npm))}"
    own = [OF_SYSTEM[name] for name in programs if name in OF_SYSTEM]
    if own and system in SYSTEM_MANAGERS:
        yield f"{SYSTEM_MANAGERS[system]} {' '.join(dict.fromkeys(own))}"
    for name in programs:
        if name in PAGES and not (name in OF_SYSTEM and system in SYSTEM_MANAGERS):
            yield f"install {name}: {PAGES[name]}"


def pinned_install(programs: Collection[str], python: str, pins: Mapping[str, str]) -> str:
    """The command that installs packages of Python's index, in the settled versions."""
    wanted = (f"{name}=={pins[name]}" if name in pins else name for name in programs)
    return " ".join((python, "-m", "pip", "install", *wanted))
