"""Methods of strings, executed as they are where the text and the arguments are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from keralint.interpreter.budget import MAX_TEXT
from keralint.interpreter.plain import NotPlainError, as_argument, from_python
from keralint.interpreter.values import ListValue, MemberValue, Unknown, Value
from keralint.semantics.layer import CallArguments

_PURE: Final = frozenset(
    "format join lower upper strip lstrip rstrip replace split rsplit startswith endswith title capitalize "
    "removeprefix removesuffix count find rfind index rindex isdigit partition rpartition splitlines casefold swapcase "
    "isalpha isalnum isupper islower isspace isnumeric isdecimal isidentifier istitle isascii isprintable "
    "zfill center ljust rjust format_map encode translate".split()
)
_GIVING_TEXT: Final = frozenset(
    "format join lower upper strip lstrip rstrip replace title capitalize zfill center ljust rjust removeprefix "
    "removesuffix casefold swapcase".split()
)
_PADDING: Final = frozenset("zfill center ljust rjust".split())


def text_method(text: str, name: str, arguments: CallArguments) -> Value:
    """`text.name(…)`."""
    of = "str" if name in _GIVING_TEXT else None
    unknown = Unknown("the text is not known", of)
    if name not in _PURE or arguments.star or arguments.double_star:
        return unknown
    positional = [_plain(value, name) for value in arguments.positional]
    keyword = {key: _plain(value, name) for key, value in arguments.keyword.items()}
    if _MISSING in positional or _MISSING in keyword.values() or not _small(text, name, positional, keyword):
        return unknown
    try:
        result = getattr(text, name)(*positional, **keyword)
    except (TypeError, ValueError, LookupError, OverflowError, AttributeError):
        return Unknown("the text method fails", of)
    if isinstance(result, str) and len(result) > MAX_TEXT:
        return Unknown("the text grows too long", "str")
    return from_python(result)


def beginning_method(start: str, name: str, arguments: CallArguments) -> Value:
    """`text.name(…)` of a text that begins like this."""
    match name, arguments.positional:
        case "startswith", (str() as prefix,) if start.startswith(prefix) or not prefix.startswith(start):
            return start.startswith(prefix)
    return Unknown("the text is not known", "bool" if name in ("startswith", "endswith") else None)


_WIDE: Final = re.compile(r"[:%.*\d]\d{4}|:[^}]*\{")
"""A format that asks for a field so wide that it must not be made, or one of a width that is an argument."""


def _small(text: str, name: str, positional: list[Any], keyword: Mapping[str, Any]) -> bool:
    """Whether the result is certainly not too large to be made."""
    if name in _PADDING:
        return bool(positional) and isinstance(positional[0], int) and positional[0] <= MAX_TEXT
    if name in ("format", "format_map"):
        if _WIDE.search(text) is not None:
            return False
        positional = [part for value in positional for part in (value.values() if isinstance(value, dict) else [value])]
        return all(not isinstance(v, int) or abs(v) < 10**300 for v in positional)
    sizes = [sum(map(len, value)) if isinstance(value, (tuple, list)) else len(str(value)) for value in positional]
    if name == "replace":
        return len(positional) < 2 or (len(text) + 1) * (sizes[1] + 1) <= 100 * MAX_TEXT
    if name == "join":
        count = len(positional[0]) if positional and isinstance(positional[0], (tuple, str)) else 0
        return sum(sizes) + len(text) * count <= 10 * MAX_TEXT
    return not keyword or sum(sizes) <= MAX_TEXT


class _Missing:
    """Marks an argument that is not a plain value."""


_MISSING: Final = _Missing()
_SHOWING: Final = frozenset({"format", "format_map", "translate"})
"""Methods that take whatever can be shown."""


def _plain(value: Value, method: str) -> Any:
    """The argument as Python's own method takes it; a sequence only where it does not matter which kind it is."""
    if method in _SHOWING:
        try:
            return as_argument(value)
        except NotPlainError:
            return _MISSING
    if isinstance(value, MemberValue):
        return value.plain
    if value is None and method in ("split", "rsplit", "strip", "lstrip", "rstrip"):
        return None
    if isinstance(value, (bool, int, float, str)):
        return value
    items = value.items if type(value) is ListValue and method == "join" else value
    if not isinstance(items, tuple) or not all(isinstance(item, str) for item in items):
        return _MISSING
    texts = tuple([item.plain if isinstance(item, MemberValue) else item for item in items])
    return texts if method in ("join", "startswith", "endswith") else _MISSING
