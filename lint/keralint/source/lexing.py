"""The tokens that tell code, strings and comments apart: no more of the language than that takes.

Python's own `tokenize` knows the f-strings of one version only and refuses broken code; this reads any text in one
pass, and never fails.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import Final

Token = tuple[str, str, str, int]
"""Kind, the names, numbers, dots and white space before the token, its text, and where that starts. The kinds:

- `SEPARATOR`: a comma or a semicolon; what follows is not nested in what came before
- `OPEN`, `CLOSE`: a bracket, or the brace of a field in an f-string
- `OPERATOR`: a character of an operator, or a colon; what follows may be nested in it
- `NEWLINE`: the end of a line that no backslash continues
- `COMMENT`
- `STRING`: a literal without its prefix; of an f-string, the quote that ends it
- `END`: the end of the text
"""

_QUOTES: Final = ("'''", '"""', "'", '"')

# A literal that is not terminated ends with its line, a triple-quoted one with the text: these never fail to match.
STRING: Final = r"""
    '''[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*(?:''')?
  | \"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*(?:\""")?
  | '[^'\\\r\n]*(?:\\(?:\r\n|[\s\S])[^'\\\r\n]*)*'?
  | "[^"\\\r\n]*(?:\\(?:\r\n|[\s\S])[^"\\\r\n]*)*"?
"""
_WORDS: Final = r"""[^#\r\n'"()\[\]{},;=:\-+*/%@&|^~<>!\\]*"""
# The words before a token are part of its match, which halves the number of matches; and wherever it starts, this
# pattern matches, so that the time is proportional to the text.
_CODE: Final = re.compile(
    rf"""
    (?P<before>{_WORDS}(?:\\(?:\r\n|[\s\S]){_WORDS})*)
    (?:
        (?P<SEPARATOR>[,;])
      | (?P<OPEN>[(\[{{])
      | (?P<CLOSE>[)\]}}])
      | (?P<OPERATOR>[=<>!:]=|[-+*/%@&|^~<>:!=])
      | (?P<NEWLINE>\r\n|\r|\n)
      | (?P<COMMENT>\#[^\r\n]*)
      | (?P<STRING>{STRING})
      | (?P<END>\\?\Z)
    )
    """,
    re.VERBOSE,
)
_PREFIX_ENDS: Final = frozenset("fFtTrR")
_FSTRING_PREFIX: Final = re.compile(r"(?<!\w)(?:[fFtT]([rR])?|([rR])[fFtT])\Z")


def _literal(quote: str, skipped: str) -> re.Pattern[str]:
    """What counts in the text of an f-string: fields, the quote that ends it, the end of the line for a single one."""
    line_end = "" if len(quote) == 3 else r"|(?P<LINE_END>[\r\n])"
    return re.compile(rf"{skipped}|(?P<OPEN>\{{)|(?P<STRING>{quote}){line_end}")


# A backslash hides a quote, but not a brace, save for that of a named character.
_TEXT: Final = {quote: _literal(quote, r"\\N\{[^{}]*\}|\\(?:\r\n|[^{}])|\{\{") for quote in _QUOTES}
_RAW_TEXT: Final = {quote: _literal(quote, r"\\(?:\r\n|[^{}])|\{\{") for quote in _QUOTES}
_ALL_TEXT: Final = frozenset((*_TEXT.values(), *_RAW_TEXT.values()))
_FORMAT: Final = {quote: _literal(quote, r"(?P<CLOSE>\})") for quote in _QUOTES}


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens of a text in order: all of it from `start`, save for the text and the prefixes of f-strings."""
    position: int | None = start
    while position is not None:
        position = yield from _code(text, position)


def _code(text: str, position: int) -> Generator[Token, None, int | None]:
    """The tokens from `position` to the end, or up to and with an f-string; returns where that ends."""
    for match in _CODE.finditer(text, position):
        token = _token(match)
        if token[1][-1:] in _PREFIX_ENDS and (start := _fstring_start(match)) is not None:
            return (yield from _fstring(text, start))
        yield token
    return None


def _token(match: re.Match[str]) -> Token:
    before, word = match.group(1, match.lastindex or 0)  # every match of `_CODE` has a group for its kind
    return match.lastgroup or "", before, word, match.end() - len(word)


_Mode = tuple[re.Pattern[str], str]
"""How to read on, and the quote of the f-string whose text, field, or format of a field (`{x:...}`) is read so.

A bracket in a field is code with no quote: a colon there starts no format.
"""
_BRACKET: Final[_Mode] = (_CODE, "")


def _fstring_start(match: re.Match[str]) -> tuple[int, _Mode] | None:
    """Where the text of the f-string starts that a match of `_CODE` ends in, and how to read it; None for others."""
    prefix = _FSTRING_PREFIX.search(match["before"])
    literal = match["STRING"]
    if prefix is None or literal is None:
        return None
    quote = literal[:3] if literal.startswith(("'''", '"""')) else literal[0]
    patterns = _TEXT if prefix.lastindex is None else _RAW_TEXT
    return match.start("STRING") + len(quote), (patterns[quote], quote)


def _fstring(text: str, start: tuple[int, _Mode]) -> Generator[Token, None, int | None]:
    """The tokens of an f-string from behind its opening quote, and of those in it; returns where it ends."""
    position, mode = start
    open_modes = [mode]
    while open_modes:
        pattern, quote = open_modes[-1]
        match = pattern.search(text, position)
        if match is None or match.lastgroup == "END":
            return None
        position = match.end()
        if pattern is not _CODE:
            position = yield from _in_text(match, quote, open_modes)
        elif (inner := _fstring_start(match)) is not None:
            position = inner[0]
            open_modes.append(inner[1])
        else:
            yield _token(match)
            _in_field(match, quote, open_modes)
    return position


def _in_field(match: re.Match[str], quote: str, open_modes: list[_Mode]) -> None:
    """Follow a token of the code in a field."""
    if match["OPEN"]:
        open_modes.append(_BRACKET)
    elif match["CLOSE"]:
        open_modes.pop()
    elif quote and match["OPERATOR"] in {":", ":="}:
        open_modes.append((_FORMAT[quote], quote))


def _in_text(match: re.Match[str], quote: str, open_modes: list[_Mode]) -> Generator[Token, None, int]:
    """Follow what was found in the text of an f-string or in a format; returns where to read on."""
    name = match.lastgroup
    if name is None:
        return match.end()
    if name == "LINE_END":
        _leave_fstring(open_modes)
        return match.start()
    yield name, "", match[name], match.start()
    if name == "OPEN":
        open_modes.append((_CODE, quote))
    elif name == "CLOSE":  # of the field, and so the end of its format
        del open_modes[-2:]
    else:
        _leave_fstring(open_modes)
    return match.end()


def _leave_fstring(open_modes: list[_Mode]) -> None:
    """Close the innermost f-string, with the fields and formats that are open in it."""
    while open_modes.pop()[0] not in _ALL_TEXT:
        pass
