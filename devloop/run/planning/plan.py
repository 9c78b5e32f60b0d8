"""Plan of a subject: every due check is looked up, run or skipped, with the reason.

Look-ups go from the whole to the part: a verdict on the whole tree answers everything at once;
only where there is none does it matter which files a check is about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

from devloop.config.match import PathPatterns
from devloop.config.model import Check, Config, Stage
from devloop.git.ids import RepoPath, TreeId
from devloop.git.record import dataclass, replace
from devloop.git.trees import TreeEntry
from devloop.run.planning.named_files import named_files
from devloop.run.planning.planned_check import PlannedCheck, PlannedPart, Run, Skip, reuse
from devloop.run.subject import Subject
from devloop.verdict.manifest import (
    AnyTree,
    Content,
    History,
    Inputs,
    Manifest,
    OneFile,
    TreeSince,
    WholeTree,
)
from devloop.verdict.outcome import Digest, Outcome, Verdict
from devloop.verdict.repository_state import RepositoryState

TOOL_SETTINGS = (
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    "ruff.toml",
    ".ruff.toml",
    ".flake8",
    ".pylintrc",
    "mypy.ini",
    ".editorconfig",
    ".isort.cfg",
    ".eslintrc*",
    "eslint.config.*",
    ".prettierrc*",
    "prettier.config.*",
    "package.json",
    "tsconfig*.json",
    ".shellcheckrc",
    ".yamllint*",
    ".markdownlint*",
    ".gitignore",
    ".gitattributes",
)
"""Files that decide how a per-file check judges any file, when it declares no `inputs`; those
that its command names count as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What planning asks the world: manifests, verdicts, the files of a tree, parts of it."""

    manifest: Callable[[Check, Content], Manifest]
    lookup: Callable[[Sequence[Manifest]], Mapping[Digest, tuple[Verdict, ...]]]
    standing: Callable[[Sequence[Verdict], TreeId], Sequence[Verdict]]
    """Those verdicts of which all that was looked at in their tree is the same in another."""
    holding: Callable[[Digest, TreeId], tuple[Verdict, ...]]
    """The verdicts under a weak key whose record holds for a tree, newest first."""
    entries: Callable[[TreeId], tuple[TreeEntry, ...]]
    part_of: Callable[[TreeId, tuple[str, ...]], TreeId]
    """The tree of those files that match the patterns."""
    refs: Callable[[], str]
    """Digest of the refs that a check sees when it reads history."""
    base_of: Callable[[Subject], TreeId | None]
    """The content before the change; None where a check is to look at everything."""
    state_of: Callable[[Check, Subject], RepositoryState]
    """What a hook is told of the repository beside the tree."""
    changed: Callable[[TreeId, TreeId], tuple[RepoPath, ...]]
    """The files of the second tree that are not the same in the first."""
    again: tuple[str, ...] = ()
    """Names of checks whose verdicts do not count this time."""

    def forgets(self, check: Check) -> bool:
        """True if verdicts of the check do not count."""
        return check.name in self.again or check.configured in self.again


def plan(
    source: Source, subject: Subject, config: Config, stage: Stage
) -> tuple[PlannedCheck, ...]:
    """The standing of every check due at the stage, in the order of the configuration."""
    due = due_checks(config, stage)
    wholes = tuple(
        source.manifest(
            check,
            whole_content(check, subject, source.refs, source.base_of, source.state_of),
        )
        for check in due
    )
    known = source.lookup(wholes)
    return tuple(
        reuse(check, known[whole.key])
        if known.get(whole.key) and not source.forgets(check)
        else _look_closer(_forgetful(source, check), subject, check, whole)
        for check, whole in zip(due, wholes, strict=True)
    )


def due_checks(config: Config, stage: Stage) -> tuple[Check, ...]:
    """The checks that have to pass at a stage."""
    return tuple(check for check in config.checks if check.on.due(stage))


def _forgetful(source: Source, check: Check) -> Source:
    if not source.forgets(check):
        return source
    return replace(source, lookup=lambda _: {}, holding=lambda _key, _tree: ())


def whole_content(
    check: Check,
    subject: Subject,
    refs: Callable[[], str],
    base_of: Callable[[Subject], TreeId | None],
    state_of: Callable[[Check, Subject], RepositoryState],
) -> Content:
    """The subject as a whole, as far as the check may see it.

    `refs` digests the names that it may see, `base_of` gives the content before the change,
    `state_of` what a hook is told of the repository.
    """
    if check.reads_history:
        return History(commit=subject.head, tree=subject.tree, refs=refs())
    base, state = _base_of_hook(check, subject, base_of), state_of(check, subject)
    if base is None:
        return WholeTree(tree=subject.tree, state=state)
    return TreeSince(base=base, tree=subject.tree, state=state)


def _base_of_hook(
    check: Check, subject: Subject, base_of: Callable[[Subject], TreeId | None]
) -> TreeId | None:
    """What the change starts from that a hook looks at; None: it looks at everything.

    At a commit the change is the step. What is due later answers for many steps at once.
    """
    return base_of(subject) if check.hook is not None and check.on is Stage.COMMIT else None


def _look_closer(source: Source, subject: Subject, check: Check, whole: Manifest) -> PlannedCheck:
    if check.hook is not None:
        return _of_hook(source, subject, check, whole)
    files = _files(source, subject.tree, check)
    if check.files and not files:
        return Skip(check=check, reason=f"no file matches {', '.join(check.files)}")
    if check.per_file:
        return _per_file(source, subject, check, whole, files)
    if check.inputs and not check.reads_history:
        return _declared(source, subject, check, whole, files)
    run = Run(
        check=check,
        whole=whole,
        tree=subject.tree,
        parts=(PlannedPart(manifest=whole),),
        files=_paths(files),
    )
    return _by_record(source, subject, run)


def _by_record(source: Source, subject: Subject, run: Run) -> PlannedCheck:
    """What a run on another tree says of this one, if it looked at nothing that differs."""
    check = run.check
    if check.reads_history or check.coverage:
        return run
    names = "\0".join(run.files).encode("utf-8", "surrogateescape")
    content = AnyTree(files=hashlib.sha256(names).hexdigest())
    weak = source.manifest(check, content).key
    found = source.holding(weak, subject.tree)
    if found:
        return replace(reuse(check, found), whole=run.whole)
    return replace(run, weak=weak)


def _of_hook(source: Source, subject: Subject, check: Check, whole: Manifest) -> PlannedCheck:
    """A hook is judged anew for each change: some ask git what is staged (ADR 8)."""
    base = _base_of_hook(check, subject, source.base_of)
    parts = (PlannedPart(manifest=whole),)
    if base is None:
        return Run(check=check, whole=whole, tree=subject.tree, parts=parts, files=())
    files = source.changed(base, subject.tree)
    return Run(
        check=check, whole=whole, tree=subject.tree, parts=parts, files=files, of_change=True
    )


def _files(source: Source, tree: TreeId, check: Check) -> tuple[TreeEntry, ...]:
    if not check.files:
        return ()
    wanted = PathPatterns.compile(check.files)
    return tuple(
        entry for entry in source.entries(tree) if entry.is_file and wanted.matches(entry.path)
    )


def _declared(
    source: Source,
    subject: Subject,
    check: Check,
    whole: Manifest,
    files: tuple[TreeEntry, ...],
) -> PlannedCheck:
    patterns = (*check.inputs, *check.files)
    tree = source.part_of(subject.tree, patterns)
    part = PlannedPart(manifest=source.manifest(check, Inputs(tree=tree, patterns=patterns)))
    known = source.lookup((part.manifest,)).get(part.manifest.key)
    if known:
        return reuse(check, known)
    run = Run(check=check, whole=whole, tree=tree, parts=(part,), files=_paths(files))
    return _by_record(source, subject, run)


def _per_file(
    source: Source,
    subject: Subject,
    check: Check,
    whole: Manifest,
    files: tuple[TreeEntry, ...],
) -> PlannedCheck:
    named = named_files(check.run, _paths(source.entries(subject.tree)))
    context = source.part_of(subject.tree, (*(check.inputs or TOOL_SETTINGS), *named))
    parts = tuple(
        PlannedPart(manifest=source.manifest(check, _one_file(entry, context)), file=entry.path)
        for entry in files
    )
    found = source.lookup(tuple(part.manifest for part in parts))
    stand = set(map(id, source.standing([v for vs in found.values() for v in vs], subject.tree)))
    known = {key: tuple(v for v in vs if id(v) in stand) for key, vs in found.items()}
    failed = [v for found in known.values() for v in found[:1] if v.outcome is Outcome.FAILED]
    if failed:
        return reuse(check, known[failed[0].key])
    missing = tuple(part for part in parts if not known.get(part.manifest.key))
    if not missing:
        return reuse(check, known[parts[0].manifest.key])
    names = tuple(part.file for part in missing if part.file is not None)
    return Run(check=check, whole=whole, tree=subject.tree, parts=missing, files=names)


def _one_file(entry: TreeEntry, context: TreeId) -> OneFile:
    return OneFile(path=entry.path, mode=entry.mode, blob=entry.blob, context=context)


def _paths(files: tuple[TreeEntry, ...]) -> tuple[RepoPath, ...]:
    return tuple(entry.path for entry in files)
