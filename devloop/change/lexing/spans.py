"""The comments and strings of a text, in order, found in one pass."""

from __future__ import annotations

import re
from functools import lru_cache

from devloop.change.lexing.syntax import Syntax
from devloop.change.lexing.tokens import Token
from devloop.git.record import dataclass

MAX_BYTES = 1024 * 1024
MAX_SPANS = 100_000
"""Texts that are longer, or have more comments and strings, are not looked into."""

Span = tuple[int, int, bool]
"""First byte, the byte after the last, and whether it is a comment."""

_LOOK_BACK = 200
"""Bytes of a line in which brackets of arithmetic are looked for."""
_KEYWORD = re.compile(
    rb"(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|new|instanceof|yield|await"
    rb"|and|or|not|if|unless|while|until|when|split|grep|map|join|puts|push)\Z"
)
_LITERAL = re.compile(
    rb"/[^\\/\[\n]*(?:(?:\\[^\n]|\[[^\]\\\n]*(?:\\[^\n][^\]\\\n]*)*\]?)[^\\/\[\n]*)*(/?)"
)


class TooMuchText(Exception):
    """The text is beyond what is looked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scanner:
    every: re.Pattern[bytes]
    """All openings, each a group."""
    tokens: dict[int, Token]
    """By the number of their group."""


@lru_cache(maxsize=64)
def _scanner(syntax: Syntax) -> _Scanner:
    """One pattern that begins with a set of characters, to which a search leaps."""
    firsts = b"".join(sorted({re.escape(token.first[:1]) for token in syntax.tokens}))
    ways, tokens, number = [], {}, 1
    for token in syntax.tokens:
        first, more = re.escape(token.first[:1]), re.escape(token.first[1:])
        way = b"(?<=" + token.before + first + b")" + more + token.rest + token.tail
        ways.append(b"(" + way + b")")
        tokens[number] = token
        number += 1 + re.compile(way, re.MULTILINE).groups
    pattern = b"[" + firsts + b"](?:" + b"|".join(ways) + b")" if ways else b"(?!)"
    return _Scanner(every=re.compile(pattern, re.MULTILINE), tokens=tokens)


def spans(text: bytes, syntax: Syntax) -> list[Span]:
    """The comments and strings of a text; `TooMuchText` beyond the bounds."""
    if len(text) > MAX_BYTES:
        raise TooMuchText
    walk = Walk(text, syntax)
    while walk.on():
        pass
    return walk.found


def spans_of_passage(text: bytes, syntax: Syntax, at: int) -> tuple[list[Span], int]:
    """The spans from a line that begins at `at` to a line end that none of them crosses.

    Also where that line ends. The line must begin outside of all comments and strings.
    """
    walk = Walk(text, syntax, at=at, limit=_end_of_line(text, at))
    while walk.on():
        pass
    return walk.found, walk.limit


class Walk:
    """A scan under way: what was found, and the here-documents that begin with the next line."""

    def __init__(self, text: bytes, syntax: Syntax, *, at: int = 0, limit: int = -1) -> None:
        self.text = text
        self.found: list[Span] = []
        self.limit = limit
        """The end of the line that the last span reaches, where the scan may end; -1: nowhere."""
        self.openings: list[int] = []
        """Where documents may have been announced."""
        self._syntax = syntax
        self._scanner = _scanner(syntax)
        self._at = at
        self._waiting: list[re.Pattern[bytes]] = []
        self._line_end = 0
        """Where the line ends after which the waiting documents begin."""
        self._ends: dict[bytes, bool] = {}
        """True if the text has a last line for a word that may begin a document."""
        self._divided = 0
        """Up to here no slash begins a regular expression."""

    def on(self) -> bool:
        """Go on to the end of a token that no pattern can follow by itself; False at the end."""
        tokens, waiting = self._scanner.tokens, bool(self._waiting)
        for match in self._scanner.every.finditer(self.text, self._at):
            token = tokens[match.lastindex or 0]
            start, end = match.span()
            if waiting and start > self._line_end:
                break
            if not waiting and start > self.limit >= 0:
                return False
            beyond = end if token.ending == "tail" else self._end(token, match)
            if token.ending != "tail":
                waiting = bool(self._waiting)
            if beyond is None:
                continue
            self._add(start, beyond, comment=token.comment)
            if waiting and beyond > self._line_end:
                self._line_end = _end_of_line(self.text, beyond)
            if beyond != end:
                self._at = beyond
                return True
        return self._documents()

    def _add(self, start: int, end: int, *, comment: bool) -> None:
        self.found.append((start, end, comment))
        if len(self.found) > MAX_SPANS:
            raise TooMuchText
        if end > self.limit >= 0:
            self.limit = _end_of_line(self.text, end)

    def _documents(self) -> bool:
        """Pass the documents that wait; whether there were any."""
        at = self._line_end + 1
        for last in self._waiting:
            match = last.search(self.text, at)
            end = match.start() if match else len(self.text)
            if at < end:
                self._add(at, end, comment=False)
            at = match.end() if match else len(self.text)
        self._at = at
        if self._waiting and self.limit >= 0:
            self.limit = _end_of_line(self.text, at)
        some, self._waiting = bool(self._waiting), []
        return some and at < len(self.text)

    def _end(self, token: Token, match: re.Match[bytes]) -> int | None:
        """Where the token ends that begins with `match`; None where it is none after all."""
        if token.ending == "nested":
            return _balanced(self.text, match.end(), token)
        if token.ending == "delimiter":
            close = token.close.replace(b"%s", _word(match))
            found = self.text.find(close, match.end())
            return len(self.text) if found < 0 else found + len(close)
        if token.ending == "indented":
            return _indented(self.text, match)
        if token.ending == "slash":
            return self._regex(match.start())
        self._announce(token, match)
        return None

    def _announce(self, token: Token, match: re.Match[bytes]) -> None:
        """Have a document begin with the next line."""
        end, word = match.end(), _word(match)
        self.openings.append(match.start())
        if end > self._line_end or not self._line_end:
            self._line_end = _end_of_line(self.text, end)
        if self._waiting or not self._shifts(match.start()) or self._has_end(token, word):
            self._waiting.append(_last_line(token, word))

    def _has_end(self, token: Token, word: bytes) -> bool:
        if word not in self._ends:
            last = _last_line(token, word)
            self._ends[word] = last.search(self.text, self._line_end) is not None
        return self._ends[word]

    def _shifts(self, at: int) -> bool:
        """True if `<<` stands in the brackets of an arithmetic expression."""
        earliest = max(at - _LOOK_BACK, 0)
        begin = max(self.text.rfind(b"\n", earliest, at), earliest)
        line = bytearray(self.text[begin:at])
        for start, end, _ in reversed(self.found):
            if end <= begin:
                break
            line[max(start - begin, 0) : end - begin] = b" " * (end - max(start, begin))
        return line.count(b"((") > line.count(b"))")

    def _regex(self, at: int) -> int | None:
        """The end of the regular expression at `at`; None where the slash divides."""
        if at < self._divided or not _wants_value(self.text, at, self._syntax):
            return None
        match = _LITERAL.match(self.text, at)
        if match is None or not match.group(1):
            self._divided = match.end() if match else at
            return None
        return match.end()


@lru_cache(maxsize=256)
def _last_line(token: Token, word: bytes) -> re.Pattern[bytes]:
    return re.compile(token.close.replace(b"%s", re.escape(word)), re.MULTILINE)


def _word(match: re.Match[bytes]) -> bytes:
    """The delimiter in an opening: the group within the token's own."""
    inner = match.groups()[match.lastindex or 0 :]
    return next((group for group in inner if group is not None), b"")


def _end_of_line(text: bytes, at: int) -> int:
    found = text.find(b"\n", at)
    return len(text) if found < 0 else found


def _balanced(text: bytes, at: int, token: Token) -> int:
    opens = re.escape(token.first if token.comment else token.first[-1:])
    depth = 1
    for match in re.finditer(rb"\\(?s:.)|(" + opens + b")|" + re.escape(token.close), text[at:]):
        if match.group(1):
            depth += 1
        elif token.comment or not match.group().startswith(b"\\"):
            depth -= 1
        if not depth:
            return at + match.end()
    return len(text)


def _indented(text: bytes, match: re.Match[bytes]) -> int | None:
    """The end of YAML's block scalar; None where the sign is part of a text."""
    begin = text.rfind(b"\n", 0, match.start()) + 1
    line = text[begin : match.start()]
    dashes = re.match(rb" *(?:- +)*", line)
    rest = line[dashes.end() if dashes else 0 :].split()
    if rest and not (rest[-1].endswith((b":", b"?")) or rest[-1][:1] in {b"&", b"!"}):
        return None
    column = dashes.end() if dashes else 0
    indent = column if rest else len(line.rstrip()) - 1
    end = match.end() + 1
    while end < len(text):
        stop = _end_of_line(text, end)
        line = text[end:stop]
        if line.strip() and len(line) - len(line.lstrip(b" ")) <= indent:
            break
        end = stop + 1
    return min(end, len(text))


def _wants_value(text: bytes, at: int, syntax: Syntax) -> bool:
    """True if a value is due at `at`, so that a slash begins one."""
    end = at
    while end and text[end - 1 : end] in {b" ", b"\t"}:
        end -= 1
    before = text[end - 1 : end]
    if before in {b")", b"}"}:
        return syntax.slash_after_bracket
    if before == b"]" or before in {b'"', b"'", b"`", b"/"}:
        return False
    if before.isalnum() or before in {b"_", b"$"}:
        return _KEYWORD.search(text[max(end - 12, 0) : end]) is not None
    return True
