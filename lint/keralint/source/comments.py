"""Comments by which a user silences findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unused:
    """A comment, or some codes in it, that silenced nothing; an empty `codes` means the whole comment."""

    line: int
    column: int
    end_column: int
    codes: tuple[str, ...]


class Suppressions:
    """The comments of one text, and which of them were used."""

    def covers(self, code: str, name: str, line: int, end_line: int) -> bool:
        """Whether a comment silences this rule on these lines."""
        return False

    def unused(self) -> Sequence[Unused]:
        return ()


def suppressions(text: str) -> Suppressions:
    """The suppression comments in a text."""
    return Suppressions()
