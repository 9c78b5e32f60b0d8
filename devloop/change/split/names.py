"""Names that a piece brings, takes away and mentions, and the function it stands in.

In Python from the syntax tree, elsewhere from how definitions usually look. A name is a relation
between two pieces when one defines it and the other mentions it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from devloop.change.split.piece import FileChange, Piece
from devloop.change.statements import Statement, parse_statements
from devloop.git.record import dataclass

if TYPE_CHECKING:
    import ast

WORD = re.compile(rb"[A-Za-z_]\w{2,}")
DEFINITION = re.compile(
    rb"\b(?:def|fn|func|function|class|struct|enum|interface|trait|type|const|let|var|module)"
    rb"\s+([A-Za-z_]\w{2,})"
)
SHORT = re.compile(rb"#.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names that a piece brings, takes away and mentions."""

    brings: frozenset[str] = frozenset()
    """Defined in its new lines, and nowhere in the file before."""
    takes: frozenset[str] = frozenset()
    """Defined in its old lines, and nowhere in the file after."""
    alters: frozenset[str] = frozenset()
    """Defined in its lines both before and after."""
    imports: frozenset[str] = frozenset()
    """Brought into the file by an import among its new lines."""
    mentions: frozenset[str] = frozenset()
    """In its new lines."""
    mentioned: frozenset[str] = frozenset()
    """In its old lines."""
    function: str = ""
    """The innermost function around its first line."""
    owner: str = ""
    """The class around its first line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A name that a text defines, on lines counted from 0, end not included."""

    name: str
    first: int
    end: int
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Definitions of one side of a file, and the functions and classes it consists of."""

    definitions: tuple[Definition, ...] = ()
    functions: tuple[Definition, ...] = ()
    classes: tuple[Definition, ...] = ()

    def within(self, start: int, end: int) -> Iterator[Definition]:
        """Definitions whose first line is among these."""
        return (one for one in self.definitions if start <= one.first < end)


def outline_of(file: FileChange, lines: Sequence[bytes]) -> Outline:
    """The outline of one side of a file."""
    if file.is_python:
        return _python_outline(parse_statements(b"".join(lines)) or ())
    found = [
        Definition(name=match.group(1).decode(), first=number, end=number + 1)
        for number, line in enumerate(lines)
        for match in DEFINITION.finditer(line)
    ]
    return Outline(definitions=tuple(found))


def names_of(piece: Piece, old: Outline, new: Outline) -> Names:
    """Names of a piece, by the outlines of its file before and after."""
    file = piece.file
    before = {one.name for one in old.definitions}
    after = {one.name for one in new.definitions}
    came = [one for edit in piece.edits for one in new.within(edit.new_start, edit.new_end)]
    went = {one.name for edit in piece.edits for one in old.within(edit.old_start, edit.old_end)}
    here = {one.name for one in came}
    own = {one.name for one in came if not one.imported}
    return Names(
        brings=frozenset(own - before),
        takes=frozenset(went - after),
        alters=frozenset(own & went),
        imports=frozenset(here - own - before),
        mentions=_words(file.new, [(e.new_start, e.new_end) for e in piece.edits]),
        mentioned=_words(file.old, [(e.old_start, e.old_end) for e in piece.edits]),
        function=_around(piece, old.functions, new.functions),
        owner=_around(piece, old.classes, new.classes),
    )


def _words(lines: Sequence[bytes], ranges: Sequence[tuple[int, int]]) -> frozenset[str]:
    return frozenset(
        word.decode()
        for start, end in ranges
        for line in lines[start:end]
        for word in WORD.findall(SHORT.sub(b"", line))
    )


def _around(piece: Piece, old: Sequence[Definition], new: Sequence[Definition]) -> str:
    """The innermost of these that a piece begins in; one that begins with it is its own."""
    if not piece.edits:
        return ""
    edit = piece.edits[0]
    fresh = edit.new_start < edit.new_end
    line, among = (edit.new_start, new) if fresh else (edit.old_start, old)
    inside = [one for one in among if one.first <= line < one.end]
    return min(inside, key=lambda one: one.end - one.first).name if inside else ""


def _python_outline(statements: Sequence[Statement]) -> Outline:
    """Names inside of functions are nobody else's, so they are no definitions."""
    definitions: list[Definition] = []
    functions: list[Definition] = []
    classes: list[Definition] = []
    above: list[tuple[str, bool]] = []
    for statement in statements:
        node, first = statement.node, statement.first - 1
        kind, name = type(node).__name__, getattr(node, "name", None) or ""
        end = getattr(node, "end_lineno", statement.last)
        above = above[: statement.depth]
        local = any(is_function for _, is_function in above)
        above.append((name if kind.endswith("Def") else "", kind.endswith("FunctionDef")))
        whole = ".".join(part for part, _ in above if part)
        if kind.endswith("Def"):
            place = functions if kind.endswith("FunctionDef") else classes
            place.append(Definition(name=whole, first=first, end=end))
        for bound in () if local else _bound(node):
            imported = kind.startswith("Import")
            definitions.append(Definition(name=bound, first=first, end=end, imported=imported))
    return Outline(
        definitions=tuple(definitions), functions=tuple(functions), classes=tuple(classes)
    )


def _bound(node: ast.AST) -> Iterator[str]:
    """Names that a statement binds for others to use."""
    import ast

    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
