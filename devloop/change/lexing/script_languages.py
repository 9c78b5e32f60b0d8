"""Languages of scripts and settings, in which `#` begins a comment."""

from __future__ import annotations

from devloop.change.lexing import tokens as t
from devloop.change.lexing.common_tokens import (
    BACKTICK,
    BOTH,
    CHARACTER,
    ESCAPED,
    HASH,
    HASH_ALONE,
    INDENTED_END,
    LONG,
    RAW_TRIPLE_SINGLE,
    REGEX,
    TRIPLE,
    TRIPLE_SINGLE,
    WORD,
    pairs,
)
from devloop.change.lexing.syntax import Syntax
from devloop.change.lexing.tokens import line_comment, string
from devloop.git.record import replace

PYTHON = Syntax(
    name="Python",
    tokens=(HASH, TRIPLE, TRIPLE_SINGLE, *BOTH),
    acts=rb"#\s*(?:cython|distutils)\s*:",
    kept=rb"^# /// [a-zA-Z0-9-]+\r?\n(?:#(?: [^\n]*)?\r?\n)+?# ///\r?$",  # PEP 723
    spoils=rb"\A(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*"  # PEP 263
    rb"(?![ \t]|(?i:utf[-_]?8|latin[-_]?1|iso[-_]8859[-_]1|(?:us-)?ascii)(?![-_.\w]))",
)
SHELL = Syntax(
    name="shell",
    tokens=(
        *(ESCAPED, line_comment(b"#", before=rb"(?<![^\s;&|()`])")),
        string(b"'", over_lines=True, before=rb"\$"),
        *(string(b'"', over_lines=True), string(b"'", over_lines=True, escape=b"")),
        t.heredoc(rb"-[ \t]*" + WORD, rb"^\t*%s\r?$"),
        t.heredoc(rb"(?!-)[ \t]*" + WORD, rb"^%s\r?$"),
    ),
    acts=rb"#(?:SBATCH|PBS|BSUB|MSUB|OAR|\$ -|compdef|autoload)\b",
)
_RUBY = Syntax(
    name="Ruby",
    tokens=(
        *(HASH, t.block_comment(b"=begin", b"\n=end", before=b"^"), *BOTH, REGEX),
        *(t.verbatim(b"?", rb"\\?[#\"'`]", b"", before=rb"(?<!\w)"), *pairs(rb"%[qQwWiIrsx]")),
        t.heredoc(rb"[-~][\"'`]?([A-Za-z_]\w*)", INDENTED_END),
        t.heredoc(rb"[\"'`]?([A-Z_]\w*)", rb"^%s\r?$"),
        t.verbatim(b"__END__", rb"\r?$", rb"(?s:.*)", before=b"^"),
    ),
    acts=rb"#[^\n]*(?:frozen_string_literal|shareable_constant_value)\s*:",
)
RUBY = replace(_RUBY, readings=(replace(_RUBY, tokens=(*LONG, BACKTICK, *_RUBY.tokens)),))
_PERL = Syntax(
    name="Perl",
    tokens=(
        *(line_comment(b"#", before=rb"(?<![$@\\])"), *BOTH, REGEX),
        *(*pairs(rb"\bq"), *pairs(rb"\bq[qwxr]"), *pairs(rb"\bq[qwxr] ")),
        t.heredoc(rb"~[\"']?(\w+)", INDENTED_END),
        t.heredoc(rb"[\"']?([A-Za-z_]\w*)", rb"^%s\r?$"),
        t.verbatim(b"__", rb"(?:END|DATA)__\r?$", rb"(?s:.*)", before=b"^"),
    ),
)
PERL = replace(_PERL, readings=(replace(_PERL, tokens=(*LONG, BACKTICK, *_PERL.tokens)),))
YAML = Syntax(
    name="YAML",
    tokens=(
        *(HASH_ALONE, t.block_scalar(b"|"), t.block_scalar(b">")),
        string(b'"', over_lines=True, before=rb"(?<=[:?-] )"),
        string(b"'", over_lines=True, escape=b"", before=rb"(?<=[:?-] )"),
        *(string(b'"', before=rb"(?<![^\s,\[{(])"),),
        string(b"'", escape=b"", before=rb"(?<![^\s,\[{(])"),
    ),
    acts=rb"#cloud-config\b",
)
TOML = Syntax(
    name="TOML",
    tokens=(HASH, TRIPLE, RAW_TRIPLE_SINGLE, string(b'"'), string(b"'", escape=b"")),
)
R = Syntax(
    name="R",
    tokens=(HASH, t.delimited(b'"', rb"(-{0,8})\(", b')%s"', before=rb"[rR]"), *LONG),
)
ELIXIR = Syntax(
    name="Elixir",
    tokens=(
        *(HASH, TRIPLE, TRIPLE_SINGLE, *LONG, *pairs(rb"~[a-zA-Z]")),
        t.verbatim(b"?", rb"\\?[#\"']", b"", before=rb"(?<!\w)"),
    ),
)
JULIA = Syntax(
    name="Julia",
    tokens=(
        *(t.nested_comment(b"#=", b"=#"), HASH, TRIPLE, string(b'"', over_lines=True)),
        *(string(b"`", over_lines=True), CHARACTER),
    ),
)
LIST = Syntax(name="list", tokens=(HASH_ALONE,))
