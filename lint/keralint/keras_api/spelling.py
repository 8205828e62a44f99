"""Names that are like others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

ALIKE: Final = 0.7
"""How much of a name must be right for it to be taken for another one, misspelt."""
MIN_MISSPELT: Final = 5
"""Letters of a name that can be called misspelt for certain; among shorter ones, one letter makes another name."""


def nearest_name(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `name`, if one is like enough."""
    import difflib  # only where something is reported

    folded = {candidate.lower(): candidate for candidate in sorted(candidates)}
    found = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=ALIKE)
    return folded[found[0]] if found else None


def is_misspelt(name: str, candidates: Iterable[str]) -> bool:
    """Whether the name of a class is certainly another one misspelt, so that no version of Keras has it.

    It differs in case, or in one small letter: `Conv2d`, `BatchNormalisation`.
    """
    if not name[:1].isupper():
        return False
    others = [other for other in candidates if other[:1].isupper() and other != name]
    if any(other.lower() == name.lower() for other in others):
        return True
    return len(name) >= MIN_MISSPELT and any(_one_small_letter_off(name, other) for other in others)


def _one_small_letter_off(left: str, right: str) -> bool:
    if abs(len(left) - len(right)) > 1 or re.sub(r"\D", "", left) != re.sub(r"\D", "", right):
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    a, b = left[start:], right[start:]
    swapped = len(a) == len(b) and a[:2] == b[1::-1] and a[2:] == b[2:]
    differing = {(a[1:], b[1:]): a[:1] + b[:1], (a[1:], b): a[:1], (a, b[1:]): b[:1]}
    letters = next((letters for (rest, other), letters in differing.items() if rest == other), None)
    return (swapped and a[:2].islower()) or (letters is not None and letters.islower())
