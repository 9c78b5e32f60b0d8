"""Linters of single files in any language: scripts, recipes of machines, documents, workflows.

Each is proposed where there are files for it and something says that it is meant: settings of its
own, a hook, a workflow. A table; what a row proposes is tried like everything else.
"""

from __future__ import annotations

from collections.abc import Iterator

from devloop.config.model import Check
from devloop.config.values import FILES
from devloop.detect.evidence import PRE_COMMIT, ProjectTools
from devloop.detect.guessed import Guess
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLinter:
    """One linter: what it looks at, and what shows that it is meant."""

    name: str
    run: tuple[str, ...]
    files: tuple[str, ...]
    signs: tuple[str, ...] = ()
    """Settings of its own (patterns); none: files for it are sign enough."""
    fix: tuple[str, ...] = ()
    per_file: bool = True
    is_extra: bool = False
    """True if its absence is nothing to speak of, where no sign names it."""

    @property
    def program(self) -> str:
        """Command."""
        return self.run[0]


FILES_ALONE = "there are files such as"
"""How the reason begins where nothing but files for it speaks for a linter."""
MARKDOWN = ("*.md", "*.markdown")
ROLE = ("/tasks/main.yml", "/roles/", "/playbooks/", "/playbook.yml", "/site.yml")
LINTERS = (
    FileLinter(
        name="shellcheck", run=("shellcheck", FILES), files=("*.sh", "*.bash"), is_extra=True
    ),
    FileLinter(
        name="shfmt",
        run=("shfmt", "-d", FILES),
        fix=("shfmt", "-w", FILES),
        files=("*.sh", "*.bash"),
        is_extra=True,
    ),
    FileLinter(
        name="terraform-fmt",
        run=("terraform", "fmt", "-check", "-diff", FILES),
        fix=("terraform", "fmt", FILES),
        files=("*.tf", "*.tfvars"),
    ),
    FileLinter(
        name="tflint",
        run=("tflint", "--recursive"),
        files=("*.tf",),
        signs=("/.tflint.hcl",),
        per_file=False,
    ),
    FileLinter(
        name="yamllint",
        run=("yamllint", FILES),
        files=("*.yml", "*.yaml"),
        signs=("/.yamllint", "/.yamllint.yml", "/.yamllint.yaml"),
    ),
    FileLinter(
        name="ansible-lint",
        run=("ansible-lint",),
        files=("*.yml", "*.yaml"),
        signs=("/.ansible-lint", "/.config/ansible-lint.yml", *ROLE),
        per_file=False,
    ),
    FileLinter(
        name="hadolint",
        run=("hadolint", FILES),
        files=("Dockerfile", "Dockerfile.*", "*.Dockerfile", "Containerfile"),
        is_extra=True,
    ),
    FileLinter(
        name="actionlint",
        run=("actionlint", FILES),
        files=(".github/workflows/*.yml", ".github/workflows/*.yaml"),
        is_extra=True,
    ),
    FileLinter(
        name="markdownlint",
        run=("markdownlint", FILES),
        fix=("markdownlint", "--fix", FILES),
        files=MARKDOWN,
        signs=("/.markdownlint.*", "/.markdownlintrc"),
    ),
    FileLinter(
        name="markdownlint-cli2",
        run=("markdownlint-cli2", FILES),
        fix=("markdownlint-cli2", "--fix", FILES),
        files=MARKDOWN,
        signs=("/.markdownlint-cli2.*",),
    ),
    FileLinter(name="vale", run=("vale", FILES), files=MARKDOWN, signs=("/.vale.ini",)),
)


def single_files(evidence: ProjectTools) -> Iterator[Guess]:
    """A guess for each linter that has files here and is meant."""
    hooks = evidence.texts.get(PRE_COMMIT, "")
    for linter in LINTERS:
        files = evidence.matching(*linter.files)
        why = _why(evidence, linter, hooks, files[:1]) if files else ""
        if why:
            check = Check(
                name=linter.name,
                run=linter.run,
                fix=linter.fix or None,
                files=linter.files,
                per_file=linter.per_file,
            )
            what, extra = f"{linter.program} finds nothing", linter.is_extra and FILES_ALONE in why
            yield Guess(check, what, why, language=linter.name, is_extra=extra)


def _why(evidence: ProjectTools, linter: FileLinter, hooks: str, files: tuple[str, ...]) -> str:
    sign = evidence.matching(*linter.signs)[:1] if linter.signs else ()
    if sign:
        return f"there is a {sign[0]}"
    if linter.program in hooks:
        return f"{PRE_COMMIT} runs it"
    return "" if linter.signs else f"{FILES_ALONE} {files[0]}"


def conflict_markers(evidence: ProjectTools) -> Iterator[Guess]:
    """What holds in any repository, and needs nothing but git."""
    if evidence.paths:
        run = "! git grep -nIE '^(<<<<<<<|>>>>>>>) ' -- ."
        check = Check(name="conflict-markers", run=run)
        why = "nothing else was recognised"
        yield Guess(check, "no file holds what a merge left behind", why, language="git")


def bats(evidence: ProjectTools) -> Iterator[Guess]:
    """Tests of shell programs."""
    found = evidence.matching("*.bats")
    if found:
        folders = sorted({path.rpartition("/")[0].partition("/")[0] or "." for path in found})
        check = Check(name="tests", run=("bats", "--recursive", *folders))
        yield Guess(check, "bats runs all tests", f"there is a {found[0]}", language="bats")


def notebooks(evidence: ProjectTools) -> Iterator[Guess]:
    """Notebooks whose outputs are to stay out of git, where the project says that they are."""
    kept_clean = "nbstripout" in evidence.texts.get(".gitattributes", "")
    hooked = "nbstripout" in evidence.texts.get(PRE_COMMIT, "")
    if (kept_clean or hooked) and evidence.matching("*.ipynb"):
        check = Check(
            name="notebooks",
            run=("nbstripout", "--verify", FILES),
            fix=("nbstripout", FILES),
            files=("*.ipynb",),
            per_file=True,
        )
        why = f"{'.gitattributes' if kept_clean else PRE_COMMIT} names nbstripout"
        yield Guess(check, "no notebook holds outputs", why, language="notebooks")
