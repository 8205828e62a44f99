"""What is assumed, and what turns up, while what nobody uses is executed for its shapes."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from keralint.shapes import Symbolic, Variable, symbol

Condition: TypeAlias = tuple[str, int]
"""A condition that is not known: its text, and which of those this is that have the same text, but are about others."""


@dataclass(slots=True)
class Survey:
    """One execution for its shapes of what nobody uses (`keralint.interpreter.surveying`)."""

    assumed: dict[Variable, int]
    """The ranks that are assumed of what parameters are given."""
    numbers: bool = True
    """Whether layers are taken to be configured with numbers, not with tensors."""
    count: int = 2
    """How many elements something is taken to have of which that is not known: with two, what happens between one and
    the next is seen as well."""
    counted: bool = False
    """Whether that was asked for."""
    given: Container[str] = frozenset()
    """The parameters that are given something in place of a default that is `None` or 0."""
    defaulted: dict[str, None] = field(default_factory=dict)
    """Those whose default was left alone."""
    raised: bool = False
    """Whether the execution has ended by an exception for certain."""
    path: Mapping[Condition, bool] | None = None
    """Which way to go at conditions that are not known, if one path is to be followed; at all others, they hold."""
    taken: dict[Condition, bool] = field(default_factory=dict)
    """Which way was gone at each of them; if no path is followed, what they are."""
    objects: dict[Variable, Any] = field(default_factory=dict)
    """What parameters are taken to be: objects of the classes that the program asks for."""
    named: int = 0
    """How many sizes that are not known have been given a name."""
    _held: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    open: dict[Variable, None] = field(default_factory=dict)
    """The parameters used as tensors whose rank was not known then, in the order of their use."""

    def leaves_alone(self, name: str) -> bool:
        """Whether a parameter keeps its default that is `None` or 0."""
        if name in self.given:
            return False
        self.defaulted[name] = None
        return True

    def assumed_count(self) -> int:
        """How many elements something has of which that is not known."""
        self.counted = True
        return self.count

    def choose(self, text: str, held: tuple[object, ...]) -> bool | None:
        """Which way to go at a condition that is not known, with what its variables hold; `None` for both ways."""
        before = self._held.setdefault(text, [])
        if held not in before:
            before.append(held)
        condition = text, before.index(held)
        chosen = True if self.path is None else self.path.get(condition, True)
        self.taken[condition] = chosen
        return None if self.path is None else chosen

    def size(self, name: str) -> Symbolic:
        """A name for a size that is not known; each is another one."""
        self.named += 1
        return symbol(name, 1, level=self.named, number=True, usual=True)
