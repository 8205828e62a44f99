"""What is assumed, and what turns up, while what nobody uses is executed for its shapes."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from keralint.shapes import Symbolic, Variable, symbol


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
    flags: dict[str, None] = field(default_factory=dict)
    """The parameters whose default is a truth value, which was left alone."""
    cut_short: bool = False
    """Whether the execution has taken too much."""
    raised: bool = False
    """Whether the execution has ended by an exception for certain."""
    named: int = 0
    """How many sizes that are not known have been given a name."""
    open: dict[Variable, None] = field(default_factory=dict)
    """The parameters used as tensors whose rank was not known then, in the order of their use."""

    def leaves_alone(self, name: str) -> bool:
        """Whether a parameter keeps its default that is `None` or 0."""
        if name in self.given:
            return False
        self.defaulted[name] = None
        return True

    def turns(self, name: str) -> bool:
        """Whether a parameter is given the other truth value than its default."""
        if name in self.given:
            return True
        self.flags[name] = None
        return False

    def assumed_count(self) -> int:
        """How many elements something has of which that is not known."""
        self.counted = True
        return self.count

    def size(self, name: str) -> Symbolic:
        """A name for a size that is not known; each is another one."""
        self.named += 1
        return symbol(name, 1, level=self.named, number=True, usual=True)
