"""Lines of styled text, and how they become characters: plain, or in colour on a terminal."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TextIO

# The names of styles that reporters use, in rich's language.
STYLES: Mapping[str, str] = {
    "": "",
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "title": "bold",
    "frame": "blue",
    "related": "bold blue",
    "help": "green",
    "dim": "dim",
}

TAB = "    "
# Characters that reorder what stands beside them: a terminal must show the text as Python reads it.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style; the text is the user's or ours, never markup."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]


def line(*pieces: str | tuple[str, str]) -> Line:
    """Build a line from plain strings and (text, style) pairs, leaving out empty ones."""
    made = (Piece(piece) if isinstance(piece, str) else Piece(*piece) for piece in pieces)
    return tuple(piece for piece in made if piece.text)


def visible(text: str) -> str:
    """Return `text` as one line that a terminal shows and does not obey: tabs widened, control characters replaced."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_character(character) for character in text)


def _visible_character(character: str) -> str:
    if character == "\t":
        return TAB
    if character in "\r\n":
        return " "
    if character in _BIDI or unicodedata.category(character) in {"Cc", "Zl", "Zp"}:
        return REPLACEMENT
    return character


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes; `text` must be `visible`."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def render(lines: Iterable[Line], *, colour: bool) -> str:
    """Turn lines into text, each with its end; without colour they are joined as they stand."""
    if colour:
        return _render_colour(lines)
    return "".join("".join(piece.text for piece in one).rstrip() + "\n" for one in lines)


def _render_colour(lines: Iterable[Line]) -> str:
    # Lazy: rich costs more to import than a small file costs to check, and only a terminal needs it.
    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        force_terminal=True,
        color_system="standard",
        no_color=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for one in lines:
        text = Text()
        for piece in one:
            text.append(piece.text, STYLES[piece.style])
        console.print(text, soft_wrap=True)
    return out.getvalue()


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Decide by no-color.org, then force-color.org, then by whether a capable terminal reads the stream."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"
