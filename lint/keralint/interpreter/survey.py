"""What is assumed, and what turns up, while what nobody uses is executed for its shapes."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from keralint.shapes import Symbolic, Variable, lone_variable, symbol

MAX_NAME: Final = 200
"""The characters that what stands for a part of a parameter may be named with: `k = x[k + x[k]]` in a loop would double
them each time around."""

OF_NAMED: Final = 500
"""The level from which on symbols stand for what a program computes: it tells them from those of parameters."""


def element_of(variable: Variable, index: int | str | Symbolic) -> Symbolic | None:
    """What stands for an element of what a parameter is given; `None`, if it is too far within."""
    name = f"{variable.name}[{index if isinstance(index, Symbolic) else repr(index)}]"
    if len(name) > MAX_NAME:
        return None
    return symbol(name, 1, level=variable.level, number=variable.number, usual=variable.usual)


def attribute_of(variable: Variable, name: str) -> Symbolic | None:
    """What stands for an attribute of what a parameter is given: anything that may be given as well."""
    name = f"{variable.name}.{name}"
    return symbol(name, 1, level=variable.level, usual=True) if len(name) <= MAX_NAME else None


def is_part(variable: Variable, *, of: Variable) -> bool:
    """Whether it stands for an element or an attribute of what another one stands for, or for a part of these."""
    return variable.level == of.level and variable.name.startswith((f"{of.name}[", f"{of.name}."))


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
    lists: Mapping[Variable, int | None] = field(default_factory=dict)
    """The parameters that are given lists, and of how many elements; `None`, if any number will do."""
    unpacked: dict[Variable, dict[int, None]] = field(default_factory=dict)
    """Those that are taken for lists, with the numbers of elements that they are unpacked into."""
    tuples: set[Variable] = field(default_factory=set)
    """Those that have to be tuples, not lists, as far as any execution of the same has told."""
    flags: dict[str, None] = field(default_factory=dict)
    """The parameters whose default is a truth value, which was left alone."""
    cut_short: bool = False
    """Whether the execution has taken too much."""
    false: Container[Variable] = frozenset()
    """The parameters that are given `False`."""
    asked: dict[Variable, None] = field(default_factory=dict)
    """Those whose truth decided something."""
    raised: bool = False
    """Whether the execution has ended by an exception for certain."""
    path: Mapping[Condition, bool] | None = None
    """Which way to go at conditions that are not known, if one path is to be followed; at all others, they hold."""
    taken: dict[Condition, bool] = field(default_factory=dict)
    """Which way was gone at each of them; if no path is followed, what they are."""
    before: dict[int, int] = field(default_factory=dict)
    """How many of these there were before something was refused, by the identity of the fact."""
    objects: dict[Variable, Any] = field(default_factory=dict)
    """What parameters are taken to be: objects of the classes that the program asks for."""
    of_classes: set[Variable] = field(default_factory=set)
    """What the program asks if it is such an object, and may be one: its attributes are no tensor's."""
    named: dict[str, int] = field(default_factory=dict)
    """How many of what is not known have been given each name."""
    _computed: set[Symbolic] = field(default_factory=set)
    _held: dict[str, dict[tuple[object, ...], int]] = field(default_factory=dict)
    _passed: dict[Condition, bool] = field(default_factory=dict)
    """The outcomes of conditions without which an exception is raised."""
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

    def choose(self, text: str, held: tuple[object, ...], passes: bool | None = None) -> bool | None:
        """Which way to go at a condition that is not known, with what its variables hold; `None` for both ways.

        If one way but raises an exception, the other one, that `passes`, is the only one to be followed.
        """
        before = self._held.setdefault(text, {})
        condition = text, before.setdefault(held, len(before))
        if passes is not None and condition not in self.taken:
            self._passed.setdefault(condition, passes)
        if condition in self._passed:
            return None if self.path is None else self._passed[condition]
        chosen = True if self.path is None else self.path.get(condition, True)
        self.taken[condition] = chosen
        return None if self.path is None else chosen

    def note_list(self, of: Variable, *counts: int) -> None:
        """Notes that a parameter is used as a list is, of one of so many elements if they are told."""
        if of.usual:
            self.unpacked.setdefault(of, {}).update(dict.fromkeys(counts))

    def note_tuple(self, parameter: Symbolic) -> None:
        """Notes that it is asked whether a parameter is given a tuple: if it is a list of things, it is one."""
        variable = lone_variable(parameter)
        if variable is not None:
            self.tuples.add(variable)

    def note_asked(self, parameter: Symbolic) -> None:
        """Notes that the truth of what a parameter is given has decided something."""
        variable = lone_variable(parameter)
        if variable is not None:
            self.asked[variable] = None

    def given_to(self, parameter: Symbolic) -> Symbolic | bool | list[object] | tuple[object, ...]:
        """What a parameter is given, for which this symbol would stand: a list, if it is used as one.

        Numbers, as they are in shapes, are in a tuple, as is what it is asked of whether it is one.
        """
        variable = lone_variable(parameter)
        if variable in self.false:
            return False
        if variable is None or variable not in self.lists:
            return parameter
        count = self.lists[variable]
        number = self.assumed_count() if count is None else count
        parts = [element_of(variable, index) for index in range(number)]
        elements: list[object] = [self.given_to(part) for part in parts if part is not None]
        if len(elements) < number:
            return parameter
        return tuple(elements) if variable.number or variable in self.tuples else elements

    def size(self, name: str) -> Symbolic:
        """A name for a size that is not known; each is another one."""
        return symbol(name, 1, level=self._level(name), number=True, usual=True)

    def number(self, name: str) -> Symbolic:
        """A name for a number that is not known: usually a size, but whether it is 0 is left open."""
        number = self.size(name)
        self._computed.add(number)
        return number

    def is_true(self, number: Symbolic) -> bool | None:
        """Whether a number that bears a name is another one than 0: what has to be given is."""
        return None if number in self._computed else True

    def shape(self, name: str) -> Symbolic:
        """A name for a shape that is not known."""
        return symbol(name, 1, level=self._level(name), usual=True)

    def _level(self, name: str) -> int:
        self.named[name] = count = self.named.get(name, 0) + 1
        return OF_NAMED + count
