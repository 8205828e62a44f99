"""Arguments in the wrong order: which parameters the values that a call gives by position are meant for.

Asked only where a value is refused. A value is known by its type and by the names that a parameter takes: `"relu"`
is an activation, `"same"` a padding, `True` a switch. A number or a tuple fits too many parameters for that: it is
taken to be meant for another one only where the arguments move up, or where that one is required.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from keralint.keras_api.database import Database, Signature
from keralint.semantics.definitions import LayerDefinition
from keralint.semantics.failures import Failed
from keralint.semantics.kinds import Boolean, Identifier, Irrelevant, Kind, Scope
from keralint.semantics.values import Argument

Moves = tuple[tuple[str, str], ...]
"""For each misplaced argument the parameter that it was given for, and the one that it is meant for."""


@dataclass(frozen=True, slots=True)
class Constructor:
    """What is known of the parameters of a layer's constructor."""

    signature: Signature
    definition: LayerDefinition
    database: Database

    @property
    def names(self) -> list[str]:
        return [parameter.name for parameter in self.signature.parameters if not parameter.kind.startswith("VAR")]

    def required(self, name: str) -> bool:
        return any(parameter.name == name and parameter.required for parameter in self.signature.parameters)

    def takes(self, name: str, value: Argument) -> bool:
        """Whether the parameter does not refuse the value, as far as that is known."""
        kind = self.definition.every_kind.get(name)
        return kind is None or self._passes(kind, name, value)

    def fits(self, name: str, value: Argument) -> bool:
        """Whether the parameter is one for values of this type, and takes this one."""
        kind = self.definition.every_kind.get(name)
        if kind is None or type(kind) in (Kind, Irrelevant):
            return False
        if isinstance(kind, Boolean) or isinstance(value, bool):
            return isinstance(kind, Boolean) and isinstance(value, bool)
        if isinstance(value, str) or self._has_names(kind, name):
            return isinstance(value, str) and self._has_names(kind, name) and self._passes(kind, name, value)
        return isinstance(value, (int, float, tuple, list)) and self._passes(kind, name, value)

    def _has_names(self, kind: Kind, name: str) -> bool:
        """Whether its values are words: names of functions, or a choice of a few."""
        choices = kind.alternatives(self._scope(name)) or ()
        return isinstance(kind, Identifier) or any(isinstance(choice, str) for choice in choices)

    def _passes(self, kind: Kind, name: str, value: Argument) -> bool:
        try:
            kind.check(value, self._scope(name))
        except Failed:
            return False
        return True

    def _scope(self, name: str) -> Scope:
        return Scope(name, self.definition.constants, self.database)


def moves(refused: str, given: Mapping[str, Argument], count: int, constructor: Constructor) -> Moves:
    """How the first `count` arguments, given by position, should stand; empty if that is not clear.

    `given` holds all arguments of the call by name, `refused` is the parameter whose value is refused.
    """
    names = constructor.names[:count]
    wrong = [name for name in names if not constructor.takes(name, given[name])]
    if refused not in wrong:
        return ()
    return _moved_up(names, wrong[0], given, constructor) or _exchanged(wrong, given, constructor)


def _moved_up(names: Sequence[str], early: str, given: Mapping[str, Argument], constructor: Constructor) -> Moves:
    """The first wrong value belongs behind the others, which move up: `Dense("relu", 64)`, `Conv2D((3, 3), 32)`."""
    place, last, value = names.index(early), names[-1], given[early]
    pairs = list(zip(names[place + 1 :], names[place:]))
    if not pairs or not all(constructor.takes(to, given[name]) for name, to in pairs):
        return ()
    free = [last, *(name for name in constructor.names if name not in given)]
    found = [name for name in free if constructor.fits(name, value)]
    if last in found:
        found = [last]
    elif not isinstance(value, (str, bool)):
        return ()
    return ((early, found[0]), *pairs) if len(found) == 1 else ()


def _exchanged(wrong: Sequence[str], given: Mapping[str, Argument], constructor: Constructor) -> Moves:
    """Each value that is refused belongs to one parameter that is free: `Conv2D(32, 3, "same")`."""
    free = [name for name in constructor.names if name in wrong or name not in given]
    found: list[tuple[str, str]] = []
    for name in wrong:
        value = given[name]
        fitting = [other for other in free if other != name and constructor.fits(other, value)]
        if not isinstance(value, (str, bool)):
            fitting = [other for other in fitting if constructor.required(other)]
        if len(fitting) != 1:
            return ()
        found.append((name, fitting[0]))
    return tuple(found) if len({to for _, to in found}) == len(found) else ()
