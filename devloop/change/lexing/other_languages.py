"""Languages with comments of their own."""

from __future__ import annotations

from devloop.change.lexing import tokens as t
from devloop.change.lexing.common_tokens import (
    AFTER_BACKSLASH,
    BACKTICK,
    BOTH,
    CHARACTER,
    DOUBLED,
    ESCAPED,
    HASH,
    HASH_ALONE,
    INDENTED_END,
    LONG,
    NESTED_STAR,
    SLASHES,
    STAR,
    TRIPLE,
    WORD,
)
from devloop.change.lexing.syntax import Syntax
from devloop.change.lexing.tokens import line_comment, string
from devloop.git.record import replace

POWERSHELL = Syntax(
    name="PowerShell",
    tokens=(
        t.verbatim(b"`", rb"(?s:.)", b""),
        t.block_comment(b"<#", b"#>"),
        line_comment(b"#", before=rb"(?<![^\s;(){}|,=])"),
        *(
            t.verbatim(b"@" + q, rb"[ \t]*\r?$", b"(?s:.*?)(?:\n" + q + rb"@|\Z)")
            for q in (b'"', b"'")
        ),
        string(b'"', over_lines=True, escape=b"`"),
        string(b"'", over_lines=True, escape=b""),
    ),
    acts=rb"#(?i:requires)\b",
)
CMAKE = Syntax(
    name="CMake",
    tokens=(
        *(t.lua_brackets(b"#[", comment=True), HASH, t.lua_brackets(b"[")),
        string(b'"', over_lines=True),
    ),
)
NIX = Syntax(
    name="Nix",
    tokens=(
        *(HASH, STAR, string(b'"', over_lines=True)),
        t.verbatim(b"''", b"", rb"[^']*(?:(?:'(?!')|''['$\\])[^']*)*(?:'')?"),
    ),
)
TERRAFORM = Syntax(
    name="Terraform",
    tokens=(HASH, SLASHES, STAR, string(b'"'), t.heredoc(rb"-?([A-Za-z_]\w*)", INDENTED_END)),
)
MAKE = Syntax(
    name="Make",
    tokens=(
        line_comment(b"#", before=rb"(?<!\\)", goes_on=True),
        t.verbatim(b"define", rb"\b", rb"(?s:.*?)(?:^endef\b|\Z)", before=b"^"),
    ),
)
DOCKER = Syntax(
    name="Docker",
    tokens=(HASH_ALONE, t.heredoc(rb"-?[ \t]*" + WORD, rb"^\t*%s\r?$")),
    acts=rb"#\s*(?:syntax|escape|check)\s*=",
)
INI = Syntax(
    name="INI",
    tokens=(HASH_ALONE, line_comment(b";", before=rb"(?<!\S)")),
    kept=AFTER_BACKSLASH,
)
LISP = Syntax(
    name="Lisp",
    tokens=(
        *(ESCAPED, line_comment(b";"), t.nested_comment(b"#|", b"|#")),
        t.verbatim(b"?", rb"\\?[\";]", b"", before=rb"(?<![\w-])"),
        string(b'"', over_lines=True),
    ),
    acts=rb";[^\n]*-\*-[^\n]*lexical-binding",
)
_SQL = Syntax(
    name="SQL",
    tokens=(
        *(line_comment(b"--"), STAR, *DOUBLED),
        t.delimited(b"$", rb"(\w*)\$", b"$%s$", before=rb"(?<![\w$])"),
    ),
    layout="free",
    acts=rb"/\*(?:M?!|\+)|--(?:\+|[^\s-])",
)
SQL = replace(
    _SQL,
    readings=(
        replace(_SQL, tokens=(line_comment(b"--"), HASH, STAR, *LONG, BACKTICK)),
        replace(_SQL, tokens=(NESTED_STAR, *_SQL.tokens)),
    ),
)
_SIGNS = rb"[!#$%&*+./<=>?@\\^|~:-]"
HASKELL = Syntax(
    name="Haskell",
    tokens=(
        t.nested_comment(b"{-", b"-}"),
        line_comment(b"--", rest=b"-*(?!" + _SIGNS + b")", before=b"(?<!" + _SIGNS + b")"),
        *(TRIPLE, string(b'"'), CHARACTER),
    ),
    acts=rb"\{-#",
)
LUA = Syntax(
    name="Lua",
    tokens=(
        *(t.lua_brackets(b"--[", comment=True), line_comment(b"--"), t.lua_brackets(b"[")),
        *BOTH,
    ),
    layout="free",
)
MARKUP = Syntax(
    name="markup",
    tokens=(
        t.block_comment(b"<!--", b"-->"),
        t.verbatim(b"<", rb"(?i:script|style)\b", rb"(?is:.*?)(?:(?i:</(?:script|style))|\Z)"),
        t.verbatim(b"<![CDATA[", b"", rb"(?s:.*?)(?:\]\]>|\Z)"),
    ),
    acts=rb"<!--(?:\[|#|\s*/?ko\b)",
)
JINJA = Syntax(name="Jinja", tokens=(t.block_comment(b"{#", b"#}"),))
TEX = Syntax(
    name="TeX", tokens=(line_comment(b"%", before=rb"(?<!\\)"),), acts=rb"%&|%\s*!\s*T[Ee]X"
)
ERLANG = Syntax(
    name="Erlang",
    tokens=(
        *(t.verbatim(b"$", rb"(?:\\?[%\"'])", b""), line_comment(b"%"), TRIPLE),
        *LONG,
    ),
    acts=rb"%%!",
)
