"""Small checks, environments and verdicts for tests that only need one that is like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from devloop.config.model import Check
from devloop.environment.fingerprint import Fingerprint
from devloop.git.ids import BlobId, RepoPath, TreeId
from devloop.git.record import replace
from devloop.verdict.manifest import Content, Manifest, OneFile, WholeTree, manifest_for
from devloop.verdict.outcome import Digest, Evidence, Outcome, Verdict
from devloop.verdict.store import open_store

TREE = TreeId("a" * 40)


def a_check(name: str = "tests", *, fields: Mapping[str, object] | None = None) -> Check:
    """A check that differs from the plain one in these fields."""
    plain = Check(name=name, run=("pytest", "-q"))
    return replace(plain, **(fields or {}))  # type: ignore[arg-type]


def an_environment(**fields: object) -> Fingerprint:
    """A fingerprint that differs from the plain one in these fields."""
    plain: dict[str, object] = {
        "platform": "linux-x86_64 glibc-2.36",
        "interpreter": (("version", "3.11.7"),),
        "distributions": (("requests", "2.31.0 aa"),),
        "program": (("/bin/pytest", "bb"),),
        "variables": (("PATH", "cc"),),
    }
    return Fingerprint(**{**plain, **fields})  # type: ignore[arg-type]


def manifest_of(number: int = 0, *, check: str = "tests") -> Manifest:
    """One of many manifests of whole trees."""
    return manifest_for(a_check(check), an_environment(), tree_content(number))


def tree_content(number: int) -> Content:
    """The whole of a tree with this number for an id."""
    return WholeTree(tree=TreeId(f"{number:040x}"))


def files_of(count: int) -> tuple[Manifest, ...]:
    """Manifests of as many single files."""
    check, environment = a_check(fields={"per_file": True}), an_environment()
    return tuple(
        manifest_for(
            check,
            environment,
            OneFile(
                path=RepoPath(f"src/{number}.py"),
                mode="100644",
                blob=BlobId(f"{number:040x}"),
                context=TREE,
            ),
        )
        for number in range(count)
    )


def verdict_on(
    manifest: Manifest,
    outcome: Outcome = Outcome.PASSED,
    *,
    check: str = "tests",
    log: Digest | None = None,
    recorded: float = 1000.0,
) -> Verdict:
    """A verdict under the key of a manifest."""
    evidence = Evidence(seconds=1.5, exit_code=0, log=log)
    return Verdict(
        key=manifest.key,
        check=check,
        outcome=outcome,
        evidence=evidence,
        tree=TREE,
        recorded=recorded,
    )


def kept(directory: Path, manifests: Sequence[Manifest], outcome: Outcome = Outcome.PASSED) -> None:
    """Record one verdict under each manifest and let go of the store."""
    store = open_store(directory)
    store.record((manifest, verdict_on(manifest, outcome)) for manifest in manifests)
    store.close()


def outcomes(directory: Path, manifest: Manifest) -> tuple[Outcome, ...]:
    """What a process that opens the store now is told about a manifest."""
    store = open_store(directory)
    found = store.lookup([manifest])
    store.close()
    return tuple(verdict.outcome for verdict in found.get(manifest.key, ()))
