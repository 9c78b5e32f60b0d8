"""The house as a whole: one name for one thing."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import devloop

PACKAGE = Path(devloop.__file__).parent
FILES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
    if "plugin" not in path.parts and "_data" not in path.parts
}


def test_no_two_classes_share_a_name() -> None:
    trees = (ast.parse(text).body for text in FILES.values())
    names = Counter(n.name for body in trees for n in body if isinstance(n, ast.ClassDef))
    assert [name for name, count in names.items() if count > 1 and not name.startswith("_")] == []
