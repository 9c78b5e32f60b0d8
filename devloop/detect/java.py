"""Tests of a project on the Java virtual machine: maven or gradle."""

from __future__ import annotations

from collections.abc import Iterator

from devloop.config.model import Check
from devloop.detect.evidence import ProjectTools
from devloop.detect.guessed import Guess

GRADLE = ("build.gradle", "build.gradle.kts")


def java(evidence: ProjectTools) -> Iterator[Guess]:
    """The tests, through the wrapper where the project holds one."""
    if "pom.xml" in evidence.texts:
        maven = "./mvnw" if evidence.one_of("mvnw") else "mvn"
        check = Check(name="tests", run=(maven, "-q", "-B", "test"))
        what, why, caches = "maven runs all tests", "there is a pom.xml", ("target",)
        yield Guess(check, what, why, caches=caches, language="java")
    elif any(name in evidence.texts for name in GRADLE):
        gradle = "./gradlew" if evidence.one_of("gradlew") else "gradle"
        check = Check(name="tests", run=(gradle, "--no-daemon", "-q", "test"))
        what, why = "gradle runs all tests", f"there is a {evidence.one_of(*GRADLE)}"
        yield Guess(check, what, why, caches=(".gradle", "build"), language="java")
