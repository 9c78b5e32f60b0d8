"""How languages write comments and strings: one table, by the end of a file's name.

It knows only what is needed to tell comments from code, and whether white space has a meaning.
"""

from __future__ import annotations

from typing import Literal

from devloop.git.record import dataclass

Layout = Literal["free", "lines"]
"""`free`: texts that differ only in white space mean the same. `lines`: line ends or indentation
mean something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """Comments and strings of one language. Delimiters are bytes."""

    name: str
    line: tuple[bytes, ...] = ()
    """What begins a comment that ends with the line."""
    block: tuple[tuple[bytes, bytes], ...] = ()
    """What begins and ends a comment over several lines."""
    quotes: tuple[bytes, ...] = ()
    """Delimiters of strings that end with the line at the latest."""
    long_quotes: tuple[bytes, ...] = ()
    """Delimiters of strings that may span lines."""
    layout: Layout = "lines"


_STAR = ((b"/*", b"*/"),)
_ANGLE = ((b"<!--", b"-->"),)
_BOTH = (b'"', b"'")


def _braces(name: str, *, long_quotes: tuple[bytes, ...] = (), layout: Layout = "free") -> Syntax:
    return Syntax(
        name=name, line=(b"//",), block=_STAR, quotes=_BOTH, long_quotes=long_quotes, layout=layout
    )


def _hashes(name: str, *, block: tuple[tuple[bytes, bytes], ...] = ()) -> Syntax:
    return Syntax(name=name, line=(b"#",), block=block, quotes=_BOTH)


def _dashes(name: str, *, block: tuple[tuple[bytes, bytes], ...], layout: Layout) -> Syntax:
    return Syntax(name=name, line=(b"--",), block=block, quotes=_BOTH, layout=layout)


PLAIN = Syntax(name="text")
NOTEBOOK = Syntax(name="notebook")
PYTHON = Syntax(name="Python", line=(b"#",), quotes=_BOTH, long_quotes=(b'"""', b"'''"))
C = _braces("C")
RUST = Syntax(name="Rust", line=(b"//",), block=_STAR, quotes=(b'"',), layout="free")
CSS = Syntax(name="CSS", block=_STAR, quotes=_BOTH, layout="free")
SHELL = Syntax(name="shell", line=(b"#",), long_quotes=_BOTH)
LISP = Syntax(name="Lisp", line=(b";",), block=((b"#|", b"|#"),), long_quotes=(b'"',))
INI = Syntax(name="INI", line=(b"#", b";"))
MARKUP = Syntax(name="markup", block=_ANGLE)

_GROUPS: tuple[tuple[Syntax, str], ...] = (
    (PYTHON, ".py .pyi .pyw .pyx .pxd SConstruct SConscript wscript"),
    (NOTEBOOK, ".ipynb"),
    (C, ".c .h .cc .cpp .cxx .hh .hpp .hxx .m .mm .cu .ino"),
    (_braces("C#"), ".cs"),
    (_braces("Java", long_quotes=(b'"""',)), ".java .kt .kts .scala .groovy .gradle .dart"),
    (_braces("JavaScript", long_quotes=(b"`",)), ".js .mjs .cjs .jsx .ts .mts .cts .tsx"),
    (_braces("Go", long_quotes=(b"`",)), ".go"),
    (_braces("Swift", long_quotes=(b'"""',)), ".swift"),
    (_braces("Protocol Buffers"), ".proto .thrift"),
    (_braces("PHP"), ".php"),
    (_braces("Solidity"), ".sol .zig .v .sv"),
    (_braces("Sass"), ".scss .less"),
    (RUST, ".rs"),
    (CSS, ".css"),
    (
        Syntax(name="JSON", line=(b"//",), block=_STAR, quotes=(b'"',), layout="free"),
        ".json .jsonc .json5",
    ),
    (SHELL, ".sh .bash .zsh .ksh .fish .bashrc .profile .envrc"),
    (_hashes("Ruby", block=((b"\n=begin", b"\n=end"),)), ".rb .rake Gemfile Rakefile .gemspec"),
    (_hashes("YAML"), ".yml .yaml"),
    (
        Syntax(name="TOML", line=(b"#",), quotes=_BOTH, long_quotes=(b'"""', b"'''")),
        ".toml",
    ),
    (_hashes("Perl"), ".pl .pm"),
    (_hashes("R"), ".r .R"),
    (_hashes("Elixir"), ".ex .exs"),
    (_hashes("Julia", block=((b"#=", b"=#"),)), ".jl"),
    (_hashes("PowerShell", block=((b"<#", b"#>"),)), ".ps1 .psm1"),
    (_hashes("CMake"), ".cmake CMakeLists.txt"),
    (_hashes("Nix", block=_STAR), ".nix"),
    (_hashes("Terraform", block=_STAR), ".tf .tfvars .hcl"),
    (_hashes("Make"), "Makefile makefile GNUmakefile .mk"),
    (_hashes("Docker"), "Dockerfile Containerfile .dockerignore"),
    (
        Syntax(name="list", line=(b"#",)),
        ".gitignore .gitattributes requirements.txt constraints.txt",
    ),
    (INI, ".ini .cfg .conf .editorconfig .properties .desktop .service"),
    (LISP, ".lisp .el .clj .cljs .scm"),
    (_dashes("SQL", block=_STAR, layout="free"), ".sql"),
    (_dashes("Haskell", block=((b"{-", b"-}"),), layout="lines"), ".hs .elm"),
    (_dashes("Lua", block=((b"--[[", b"]]"),), layout="free"), ".lua"),
    (MARKUP, ".html .htm .xml .xhtml .xsl .vue .svelte"),
    (Syntax(name="Jinja", block=((b"{#", b"#}"),)), ".j2 .jinja .jinja2"),
    (Syntax(name="TeX", line=(b"%",)), ".tex .sty .bib"),
    (Syntax(name="Erlang", line=(b"%",), quotes=_BOTH), ".erl .hrl"),
)

SYNTAXES: dict[str, Syntax] = {
    ending: syntax for syntax, endings in _GROUPS for ending in endings.split()
}
"""Syntax by suffix (`.py`) or by whole name of the file (`Makefile`)."""


def syntax_of(path: str) -> Syntax:
    """The syntax of a file by its name; `PLAIN`, which has no comments, for what is unknown."""
    name = path.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    suffix = name[dot:] if dot >= 0 else ""
    return SYNTAXES.get(name) or SYNTAXES.get(suffix) or SYNTAXES.get(suffix.lower(), PLAIN)
