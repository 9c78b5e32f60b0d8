"""Comments and strings of languages: one table, by the end of a file's name.

It knows only what is needed to tell comments from code, and whether white space has a meaning.
Sources are the languages' own references; where dialects differ, a line is a comment only if it is
one in each of them.
"""

from __future__ import annotations

from devloop.change.lexing.brace_languages import (
    CSHARP,
    CSS,
    DART,
    GO,
    GROOVY,
    JAVA,
    JAVASCRIPT,
    JSON,
    KOTLIN,
    PHP,
    PROTOCOL,
    RUST,
    SASS,
    SCALA,
    SOLIDITY,
    SWIFT,
    VERILOG,
    ZIG,
    C,
)
from devloop.change.lexing.other_languages import (
    CMAKE,
    DOCKER,
    ERLANG,
    HASKELL,
    INI,
    JINJA,
    LISP,
    LUA,
    MAKE,
    MARKUP,
    NIX,
    POWERSHELL,
    SQL,
    TERRAFORM,
    TEX,
)
from devloop.change.lexing.script_languages import (
    ELIXIR,
    JULIA,
    LIST,
    PERL,
    PYTHON,
    RUBY,
    SHELL,
    TOML,
    YAML,
    R,
)
from devloop.change.lexing.syntax import NOTEBOOK, PLAIN, Syntax

_GROUPS: tuple[tuple[Syntax, str], ...] = (
    (PYTHON, ".py .pyi .pyw .pyx .pxd SConstruct SConscript wscript"),
    (NOTEBOOK, ".ipynb"),
    (C, ".c .h .cc .cpp .cxx .hh .hpp .hxx .m .mm .cu .ino"),
    (CSHARP, ".cs"),
    (JAVA, ".java"),
    (GROOVY, ".groovy .gradle Jenkinsfile"),
    (KOTLIN, ".kt .kts"),
    (SCALA, ".scala .sbt"),
    (DART, ".dart"),
    (JAVASCRIPT, ".js .mjs .cjs .jsx .ts .mts .cts .tsx"),
    (GO, ".go"),
    (SWIFT, ".swift"),
    (PROTOCOL, ".proto .thrift"),
    (PHP, ".php .phtml"),
    (SOLIDITY, ".sol"),
    (ZIG, ".zig"),
    (VERILOG, ".v .sv"),
    (SASS, ".scss .less"),
    (RUST, ".rs"),
    (CSS, ".css"),
    (JSON, ".json .jsonc .json5"),
    (SHELL, ".sh .bash .zsh .ksh .fish .bashrc .profile .envrc"),
    (RUBY, ".rb .rake Gemfile Rakefile .gemspec"),
    (YAML, ".yml .yaml"),
    (TOML, ".toml"),
    (PERL, ".pl .pm"),
    (R, ".r .R"),
    (ELIXIR, ".ex .exs"),
    (JULIA, ".jl"),
    (POWERSHELL, ".ps1 .psm1"),
    (CMAKE, ".cmake CMakeLists.txt"),
    (NIX, ".nix"),
    (TERRAFORM, ".tf .tfvars .hcl"),
    (MAKE, "Makefile makefile GNUmakefile .mk"),
    (DOCKER, "Dockerfile Containerfile .dockerfile"),
    (
        LIST,
        ".gitignore .gitattributes .dockerignore requirements.txt constraints.txt",
    ),
    (INI, ".ini .cfg .conf .editorconfig .properties .desktop .service"),
    (LISP, ".lisp .el .clj .cljs .scm"),
    (SQL, ".sql"),
    (HASKELL, ".hs .elm"),
    (LUA, ".lua"),
    (MARKUP, ".html .htm .xml .xhtml .xsl .vue .svelte"),
    (JINJA, ".j2 .jinja .jinja2"),
    (TEX, ".tex .sty .bib"),
    (ERLANG, ".erl .hrl"),
)

SYNTAXES: dict[str, Syntax] = {
    ending: syntax for syntax, endings in _GROUPS for ending in endings.split()
}
"""Syntax by suffix (`.py`) or by whole name of the file (`Makefile`)."""


def syntax_of(path: str) -> Syntax:
    """The syntax of a file by its name; `PLAIN` for what is unknown."""
    name = path.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    suffix = name[dot:] if dot >= 0 else ""
    return SYNTAXES.get(name) or SYNTAXES.get(suffix) or SYNTAXES.get(suffix.lower(), PLAIN)
