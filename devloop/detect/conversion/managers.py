"""The hook managers whose configuration can be read into checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from devloop.detect.conversion.converted import Converted
from devloop.detect.conversion.framework import from_framework
from devloop.detect.conversion.hk import from_hk
from devloop.detect.conversion.husky import from_husky
from devloop.detect.conversion.lefthook import from_lefthook
from devloop.detect.conversion.lint_staged import from_lint_staged

MANAGERS: Mapping[str, Callable[[Mapping[str, str]], Converted]] = {
    "pre-commit": from_framework,
    "prek": from_framework,
    "lefthook": from_lefthook,
    "husky": from_husky,
    "lint-staged": from_lint_staged,
    "hk": from_hk,
}
"""Each by its name: from the texts of a tree to what they come to."""
