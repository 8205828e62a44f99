"""Python that stands for code which is not understood: names that it may bind, and values that it may change."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterator
from typing import Final

from keralint.source.lexing import tokens
from keralint.source.text import LINE_END

NOTHING: Final = "pass"
UNKNOWN: Final = "get_ipython"
"""A name that is never bound: nothing is known of it, nor of what it gives when it is called."""
ANYTHING: Final = f"exec({UNKNOWN}())"
"""Code that may bind any name to anything."""

MAX_NAMES: Final = 2_000
"""Names that one piece of code may bind; beyond that, it is said to bind any."""

_EXECUTING: Final = frozenset({"exec", "globals", "locals"})

_NAME: Final = re.compile(r"(?<![\w.])[^\W\d]\w*")
_TARGET: Final = re.compile(r"(?<![\w.])[^\W\d]\w*(?!\w)(?![ \t]*[.(])")
"""A name that is not only looked into or called."""
_ASSIGNED: Final = re.compile(r"^(.*)(?<![=<>!])=(?!=)")
_DEFINED: Final = re.compile(r"\b(?:def|class|as)[ \t]+([^\W\d]\w*)")
_DECLARED: Final = re.compile(r"\b(?:import|global|nonlocal|del|case)\b(.*)")
_LOOPED: Final = re.compile(r"\bfor\b(.*?)\bin\b")
_FALLBACK: Final = re.compile(r"^[ \t]*([^\W\d]\w*)[ \t]*<<")
"""How SQL magics say where the result goes."""


def binding(arguments: str = "") -> str:
    """An expression whose value is not known, and that may change its arguments."""
    return f"{UNKNOWN}({arguments})"


def opaque_call(bound: Collection[str], mentioned: Collection[str]) -> str:
    """A statement that may bind the one and change the other names' values."""
    if len(bound) > MAX_NAMES or not _EXECUTING.isdisjoint((*bound, *mentioned)):
        return ANYTHING
    call = binding(", ".join(dict.fromkeys((*mentioned, *bound))))
    names = tuple(dict.fromkeys(bound))
    if not names:
        return call if mentioned else NOTHING
    return f"{', '.join(names)} = {call}" if len(names) > 1 else f"{names[0]} = {call}"


def words(text: str, bind_all: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that code may bind, and those that it mentions, as far as both can be told without its grammar.

    Every name in `bind_all` counts as bound.
    """
    lines = LINE_END.split(_without_strings(text))
    bound = [name for line in lines for name in _bound(line)] + _NAME.findall(bind_all)
    mentioned = [name for line in lines for name in _NAME.findall(line)]
    return _names(bound), _names(mentioned)


def _bound(line: str) -> Iterator[str]:
    for pattern in (_ASSIGNED, _DECLARED, _LOOPED, _FALLBACK):
        for match in pattern.finditer(line):
            yield from _TARGET.findall(match[1])
    yield from _DEFINED.findall(line)


def _names(found: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(found) if name.isidentifier() and not keyword.iskeyword(name))


def _without_strings(text: str) -> str:
    """The code in a text: no comments, an empty string for each string, and one line for what backslashes continue."""
    parts: list[str] = []
    for kind, before, token, _ in tokens(text):
        parts.append(re.sub(r"\\(?:\r\n|\r|\n)", " ", before))
        parts.append({"STRING": "''", "COMMENT": ""}.get(kind, token))
    return "".join(parts)
