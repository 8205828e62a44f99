"""In which releases something holds.

The releases of a major version are counted by their minor number. A key of the data may carry the releases in which
it holds, after an `@`: `name@4-` from the fourth on, `name@-8` up to the eighth, `name@2-5,9-` in these two stretches,
`name` in all of them. All releases are those of what the key stands in: of a symbol for its parameters, say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

MARK = "@"


@dataclass(frozen=True, slots=True)
class Releases:
    """Stretches of minor numbers, each with its ends; an end that is `None` is open."""

    stretches: tuple[tuple[int | None, int | None], ...]

    def __contains__(self, minor: int) -> bool:
        return any((a is None or a <= minor) and (b is None or minor <= b) for a, b in self.stretches)


ALL = Releases(((None, None),))


@lru_cache(maxsize=512)
def read_releases(text: str) -> Releases:
    """The releases that a text stands for: `4-`, `-8`, `7`, `2-5,9-`."""
    stretches = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        low = int(first) if first else None
        stretches.append((low, (int(last) if last else None) if dash else low))
    return Releases(tuple(stretches))


def releases_text(minors: Collection[int], every: Iterable[int]) -> str:
    """The text for some of the releases, as far as possible with open ends; empty for all of them."""
    ordered = sorted(every)
    if len(minors) == len(ordered):
        return ""
    stretches: list[list[int]] = []
    before: int | None = None
    for minor in ordered:
        if minor in minors:
            if stretches and stretches[-1][1] == before:
                stretches[-1][1] = minor
            else:
                stretches.append([minor, minor])
        before = minor
    return ",".join(_stretch_text(low, high, ordered[0], ordered[-1]) for low, high in stretches)


def _stretch_text(low: int, high: int, first: int, last: int) -> str:
    if low == first and high != last:
        return f"-{high}"
    if high == last:
        return f"{low}-"
    return f"{low}" if low == high else f"{low}-{high}"


def split_key(key: str) -> tuple[str, Releases]:
    """A key of the data without its releases, and those."""
    name, mark, text = key.partition(MARK)
    return (name, read_releases(text)) if mark else (key, ALL)


def at_release(mapping: Mapping[str, T], minor: int) -> dict[str, T]:
    """What holds in one release of a mapping whose keys may be marked, without the marks."""
    if not any(MARK in key for key in mapping):
        return dict(mapping)
    split = ((split_key(key), value) for key, value in mapping.items())
    return {name: value for (name, releases), value in split if minor in releases}


def names_at(keys: Iterable[str], minor: int) -> list[str]:
    """The keys that hold in one release, without their marks."""
    return [name for name, releases in map(split_key, keys) if minor in releases]
