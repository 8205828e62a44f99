"""Bounds of what `guard` counts, by a few operations on the whole text: in a seventh of the time of a scan by tokens.

Literals, comments and names are taken out of the text, so that a character is left for each token and for each level
of an expression. Then the innermost brackets are taken out, again and again: no level is deeper than the sum of the
longest stretches that each turn finds. Nothing is ever counted too low.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from typing import Final

from keralint.source.literals import NO_CODE, fields

MAX_TURNS: Final = 20
"""Brackets in brackets: each takes another pass over the text."""

_UNCLEAR: Final = "'"  # all others are taken out
# Ten times as fast as what begins with `\b`.
_DEAR_WORDS: Final = tuple(re.compile(rf"{word}(?!\w)(?<!\w{word})") for word in ("case", "del"))
_NAMES: Final = f"{string.ascii_letters}{string.digits}_".encode()
_ALIKE: Final = bytes.maketrans(b"[]{};", b"()()\n")
_INNERMOST: Final = re.compile(rb"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The text has no more of each."""

    size: int
    """Tokens and levels."""
    brackets: int
    """Brackets in brackets."""
    levels: int
    """Expressions in expressions, and brackets among them."""
    branches: int
    """`elif` after `elif`."""


def bounds(text: str) -> Bounds | None:
    """The bounds; None for what has to be looked at more closely.

    That are the words after which brackets cost more than elsewhere, brackets that do not match or are deep in others,
    and f-strings of which it is not plain where they end.
    """
    code = NO_CODE.sub(_replacement, text)
    if _UNCLEAR in code or any(word.search(code) for word in _DEAR_WORDS):
        return None
    rest = code.replace("    ", " ").encode("ascii", "replace").translate(_ALIKE, _NAMES)
    if "lambda" in code:
        rest = rest.replace(b",", b".")  # what comes after the comma of its parameters is nested in it
    size = len(rest)
    brackets = levels = 0
    while len(parts := _INNERMOST.split(rest)) > 1:
        rest = b".".join(parts[::2])
        brackets += 1
        levels += _longest(b",".join(parts[1::2]), b",")
        if brackets > MAX_TURNS:
            return None
    if b"(" in rest or b")" in rest:
        return None
    return Bounds(size, brackets, levels + _longest(rest, b"\n"), code.count("elif"))


def _replacement(match: re.Match[str]) -> str:
    """What takes the place of what is no code: a character, and behind it the code in it."""
    code = fields(match)
    return _UNCLEAR if code is None else f".{code}"


def _longest(text: bytes, separator: bytes) -> int:
    return max(map(len, text.split(separator)))
