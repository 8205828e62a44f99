"""The files of data: tables of lines, of which only those that are asked for are read.

A file has sections, each begun by its name in brackets, whose lines are a key, a tab and what is known of it. A key may
be marked with the releases in which the line holds (`keralint.keras_api.versions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from keralint.keras_api.versions import MARK, Releases, read_releases

DATA: Final = Path(__file__).parent / "data"
SECTION: Final = "[{}]\n"

Marked = dict[str, list[tuple[Releases, str]]]


class Tables:
    """The data of a major version. A section is taken apart when it is first asked for, a line's JSON by the asker."""

    def __init__(self, text: str) -> None:
        self._texts: dict[str, str] = {}
        for part in ("\n" + text).split("\n[")[1:]:
            name, _, lines = part.partition("]\n")
            self._texts[name] = lines
        self._sections: dict[str, tuple[dict[str, str], Marked]] = {}
        self.releases: dict[int, str] = {int(minor): release for minor, release in self._section("releases")[0].items()}
        """The releases that the data were made from, by minor number."""
        self.newest = max(self.releases)

    def find(self, section: str, key: str, minor: int) -> str | None:
        """What a section has for a key in one release."""
        plain, marked = self._section(section)
        found = plain.get(key)
        if found is None and key in marked:
            found = next((value for releases, value in marked[key] if minor in releases), None)
        return found

    def holding(self, section: str, key: str) -> list[int]:
        """The releases for which a section has a key."""
        return [minor for minor in self.releases if self.find(section, key, minor) is not None]

    def items(self, section: str, minor: int) -> Iterator[tuple[str, str]]:
        """All keys of a section in one release, with what it has for each."""
        plain, marked = self._section(section)
        yield from plain.items()
        for key, choices in marked.items():
            yield from ((key, value) for releases, value in choices if minor in releases)

    def _section(self, name: str) -> tuple[dict[str, str], Marked]:
        """The lines without a mark, and those with one, by key."""
        found = self._sections.get(name)
        if found is None:
            found = self._sections[name] = _read_section(self._texts.pop(name, ""))
        return found


def _read_section(text: str) -> tuple[dict[str, str], Marked]:
    plain: dict[str, str] = dict([line.split("\t", 1) for line in text.rstrip("\n").split("\n")] if text else [])
    marked: Marked = {}
    for key in [key for key in plain if MARK in key]:
        name, _, releases = key.partition(MARK)
        marked.setdefault(name, []).append((read_releases(releases), plain.pop(key)))
    return plain, marked


@lru_cache(maxsize=2)
def read_tables(major: int) -> Tables:
    """The data of Keras 2 or 3."""
    return Tables((DATA / f"keras-{major}.txt").read_text(encoding="utf-8"))
