"""Languages with braces: most of them give white space no meaning."""

from __future__ import annotations

from devloop.change.lexing import tokens as t
from devloop.change.lexing.common_tokens import (
    BACKTICK,
    BOTH,
    CHARACTER,
    LONG,
    NESTED_STAR,
    RAW_TRIPLE,
    REGEX,
    SLASHES,
    STAR,
    TRIPLE,
    TRIPLE_SINGLE,
    WORD,
)
from devloop.change.lexing.syntax import Layout, Syntax
from devloop.change.lexing.tokens import Token, line_comment, string
from devloop.git.record import replace


def _braces(name: str, *more: Token, layout: Layout = "free", nests: bool = False) -> Syntax:
    star = NESTED_STAR if nests else STAR
    return Syntax(name=name, tokens=(*more, star, SLASHES, *BOTH), layout=layout)


C = Syntax(
    name="C",
    tokens=(
        *(STAR, line_comment(b"//", goes_on=True)),
        *(t.delimited(b'"', rb"([^()\\\s]{0,16})\(", b')%s"', before=b"R"), *BOTH),
    ),
    layout="free",
)
VERILOG = replace(C, name="Verilog", acts=rb"/[/*]\s*(?:synthesis|synopsys|pragma|rtl_synthesis)\b")
RUST = Syntax(
    name="Rust",
    tokens=(
        *(NESTED_STAR, SLASHES, string(b'"', over_lines=True), CHARACTER),
        t.delimited(b"r", rb'(#{0,16})"', b'"%s', before=rb"(?<![ac-zA-Z0-9_])"),
    ),
    layout="free",
)
GO = replace(
    _braces("Go", string(b"`", over_lines=True, escape=b"")),
    acts=rb"//(?:go:|line |export |[ \t]*\+build\b)",
    spoils=rb'^[ \t]*(?:import[ \t]+\(?[ \t]*)?"C"[ \t]*\)?[ \t;]*\r?$',  # code before it runs
)
JAVA = replace(
    _braces("Java", TRIPLE), spoils=rb"\\u+00(?:0[adAD]|2[aAfF27]|5[cC])"
)  # unicode escapes are translated before comments are looked for
GROOVY = replace(JAVA, name="Groovy", tokens=(TRIPLE_SINGLE, *JAVA.tokens))
KOTLIN = _braces("Kotlin", RAW_TRIPLE, nests=True)
SCALA = replace(KOTLIN, name="Scala", spoils=JAVA.spoils)
DART = replace(
    _braces(
        *("Dart", TRIPLE, TRIPLE_SINGLE),
        *(string(q, escape=b"", before=b"r") for q in (b'"', b"'")),
        nests=True,
    ),
    acts=rb"//\s*@dart\b",
)
CSHARP = replace(
    _braces(
        "C#",
        t.verbatim(b"@", rb'\$?"', rb'[^"]*(?:""[^"]*)*"?'),
        t.delimited(b'"""', rb'("*)', b'"""%s'),
    ),
    spoils=rb"\xe2\x80[\xa8\xa9]|\xc2\x85",
)
SWIFT = Syntax(
    name="Swift",
    tokens=(
        *(NESTED_STAR, SLASHES, t.delimited(b"#", rb'(#{0,8})"', b'"#%s'), TRIPLE),
        string(b'"'),
    ),
    layout="free",
    acts=rb"//\s*swift-tools-version\b",
)
_SCRIPT = Syntax(
    name="JavaScript",
    tokens=(STAR, SLASHES, line_comment(b"<!--"), BACKTICK, *BOTH, REGEX),
    layout="free",
    acts=rb"<!--|/[/*]@cc_on\b|///\s*<|/\*\*?\s*@jsx",
    spoils=rb"\xe2\x80[\xa8\xa9]",
)
JAVASCRIPT = replace(_SCRIPT, readings=(replace(_SCRIPT, slash_after_bracket=False),))
CSS = Syntax(
    name="CSS",
    tokens=(STAR, t.verbatim(b"(", b"", rb"[^)\n]*", before=b"url"), *BOTH),
    layout="free",
)
SASS = replace(CSS, name="Sass", tokens=(SLASHES, *CSS.tokens))
JSON = Syntax(name="JSON", tokens=(SLASHES, STAR, string(b'"')), layout="free")
PHP = Syntax(
    name="PHP",
    tokens=(
        *(STAR, BACKTICK, *LONG),
        Token(first=b"//", tail=rb"(?:(?!\?>)[^\n])*", comment=True),
        Token(first=b"#", rest=rb"(?!\[)", tail=rb"(?:(?!\?>)[^\n])*", comment=True),
        t.heredoc(rb"<[ \t]*" + WORD, rb"^[ \t]*%s\b"),
        t.verbatim(b"?>", b"", rb"(?s:.*?)(?:<\?(?:php\b|=)?|\Z)"),
        t.verbatim(b"__halt_compiler", b"", rb"(?s:.*)"),
    ),
    layout="free",
    spoils=rb"\A(?!(?:#![^\n]*\n)?\s*<\?)",  # what stands before it is a page
)
PROTOCOL = _braces("Protocol Buffers")
SOLIDITY = _braces("Solidity")
ZIG = Syntax(name="Zig", tokens=(SLASHES, *BOTH), layout="free")
