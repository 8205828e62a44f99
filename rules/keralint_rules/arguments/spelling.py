"""Misspelt strings: what was meant, and the edit that says so."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import Final

import libcst as cst

from keralint.api import Edit, Report
from keralint_rules.arguments.values import constructed

CLEAR_LIKENESS: Final = 0.85
"""From here on one word is the other misspelt; below it, it is a guess."""


def likeness(word: str, other: str) -> float:
    """From 0 to 1, regardless of case."""
    return SequenceMatcher(None, word.lower(), other.lower()).ratio()


def nearest(word: str, choices: Iterable[str | None]) -> str | None:
    """The choice most like `word`, if one is like enough."""
    folded = {choice.lower(): choice for choice in sorted(filter(None, choices), reverse=True)}
    found = get_close_matches(word.lower(), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None


def replace_string(name: str, text: str, report: Report) -> Edit | None:
    """Put another string in the place of the one that is written for the argument `name`."""
    argument = report.argument(name, constructed(name, report))
    if argument is None or not isinstance(argument.value, cst.SimpleString):
        return None
    quote = argument.value.quote
    return report.replace(argument.value, f"{quote}{text}{quote}")
