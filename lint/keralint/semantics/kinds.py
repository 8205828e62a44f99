"""Kinds of constructor arguments: what a value must be, how it is normalised, and what an unknown one may stand for.

A layer's definition annotates its keyword-only parameters with these (`units: Units`, `padding: Padding`). The value
is checked when the layer is created, as Keras checks it in `__init__`, and reaches the definition normalised.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypeAlias

from keralint.keras_api.database import Database
from keralint.semantics.failures.arguments import Expectation, Expected, InvalidArgument, UncalledClass
from keralint.semantics.failures.base import Failed, Failure
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, ApiInstance, ApiReference, Argument, Unknown, UserObject
from keralint.shapes import UNKNOWN_DIM, Dim, Symbolic
from keralint.shapes.dims import UnknownDim


@dataclass(frozen=True, slots=True)
class Scope:
    """What a kind may look at beside the value: the argument's name, the definition's constants, Keras's settings."""

    argument: str
    constants: Mapping[str, Argument]
    database: Database

    def refuse(self, value: Argument, expected: Expectation) -> Failed:
        return Failed(InvalidArgument(argument=self.argument, value=value, expected=expected))


@dataclass(frozen=True, slots=True)
class Kind:
    """Any value at all. An unknown value makes the outputs unknown.

    `takes_sizes` tells that a symbolic size is of use as such. A symbol stands for a parameter of a function that
    nobody calls, which may be no number at all, so that other kinds get to see it as unknown.
    """

    takes_sizes: ClassVar[bool] = False

    def check(self, value: Argument, scope: Scope) -> Argument:
        """The value, normalised.

        Raises: Failed(InvalidArgument).
        """
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...] | None:
        """The values that an unknown one may have, if they are few; `None` if they are not."""
        return None

    def absent(self) -> Argument:
        """The value of an argument that only a base class names, and that is not given."""
        return UNKNOWN

    def late(self, value: Argument, scope: Scope) -> tuple[Failure, ...]:
        """What is accepted when the layer is made, and refused when data runs through it."""
        return ()


@dataclass(frozen=True, slots=True)
class Irrelevant(Kind):
    """A value that has no influence on shapes and weights, and that is not checked."""

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


def is_dim(value: Argument) -> bool:
    """Whether the value can be a size that is not known as a number."""
    return value is UNKNOWN or isinstance(value, (Symbolic, UnknownDim))


@dataclass(frozen=True, slots=True)
class Integer(Kind):
    """An integer of at least `minimum`; `optional` admits `None`, and without `bools` Keras refuses a bool.

    With `numpy`, a number of NumPy's passes, as in Keras 2 it does everywhere: Keras compares it, and does not ask for
    its type.
    """

    takes_sizes: ClassVar[bool] = True

    expected: Expected
    minimum: int | None = None
    optional: bool = False
    bools: bool = True
    numpy: bool = False

    def check(self, value: Argument, scope: Scope) -> Dim | None:
        if is_dim(value):
            return UNKNOWN_DIM if value is UNKNOWN else value
        if (self.numpy or scope.database.major < 3) and may_be_number(value):
            return UNKNOWN_DIM
        if value is None and self.optional:
            return None
        number = as_integer(value) if self.bools or not isinstance(value, bool) else None
        if number is None or (self.minimum is not None and number < self.minimum):
            raise scope.refuse(value, Expectation(self.expected))
        return number

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN_DIM,)

    def absent(self) -> Argument:
        return None if self.optional else UNKNOWN


def may_be_number(value: Argument) -> bool:
    """Whether it may be a number of NumPy's, or a tensor that stands for one."""
    return isinstance(value, Tensor) and value.kind is not TensorKind.SYMBOLIC and value.rank in (0, None)


def as_integer(value: Argument) -> int | None:
    """The value as an integer, if it is one to Keras (a bool is)."""
    return int(value) if isinstance(value, int) else None


def iterated(value: Argument) -> Argument:
    """The value where Keras makes a tuple of whatever it gets: of bytes their numbers, of an empty string nothing."""
    if isinstance(value, bytes):
        return tuple(value)
    return () if isinstance(value, (str, dict)) and not value else value


@dataclass(frozen=True, slots=True)
class Boolean(Kind):
    """A truth value; Keras takes anything here, so nothing is refused."""

    def check(self, value: Argument, scope: Scope) -> Argument:
        if value is UNKNOWN or isinstance(value, (Symbolic, UnknownDim)):
            return UNKNOWN
        if value is None or isinstance(value, (bool, int, float, str, tuple, list, dict)):
            return bool(value)
        return True

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (False, True)


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of a few strings (or `None`, if it is among them). `fold` ignores case, as Keras does for some."""

    choices: tuple[str | None, ...]
    fold: bool = False

    def check(self, value: Argument, scope: Scope) -> Argument:
        if value is UNKNOWN:
            return UNKNOWN
        folded = value.lower() if self.fold and isinstance(value, str) else value
        if not isinstance(folded, (str, type(None))) or folded not in self.choices:
            raise scope.refuse(value, Expectation(Expected.CHOICE, choices=self.choices))
        return folded

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return self.choices


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """A number from `low` to `high`, both included. NaN is in no range, and with `nan` Keras does not ask for that."""

    low: float | None = None
    high: float | None = None
    optional: bool = False
    nan: bool = False

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_dim(value) or (value is None and self.optional):
            return value
        if isinstance(value, (ApiInstance, UserObject)):
            return value
        if may_be_number(value):
            return UNKNOWN
        if self.nan and isinstance(value, float) and math.isnan(value):
            return value
        refused = not isinstance(value, (int, float))
        refused = refused or (self.low is not None and not value >= self.low)
        refused = refused or (self.high is not None and not value <= self.high)
        if refused:
            raise scope.refuse(value, Expectation(Expected.NUMBER, low=self.low, high=self.high))
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


@dataclass(frozen=True, slots=True)
class Identifier(Kind):
    """What `keras.activations.get` and its like resolve: a known name, a configuration, a callable, or `None`."""

    of: str

    def check(self, value: Argument, scope: Scope) -> Argument:
        known = scope.database.identifiers(self.of)
        if isinstance(value, str) and known and value not in known:
            choices = tuple(sorted(known))
            raise scope.refuse(value, Expectation(Expected.IDENTIFIER, choices=choices))
        if isinstance(value, (int, float, tuple, list)):
            raise scope.refuse(value, Expectation(Expected.IDENTIFIER))
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)

    def late(self, value: Argument, scope: Scope) -> tuple[Failure, ...]:
        """A layer class as an activation: Keras would make a layer of the tensor instead of calling one on it."""
        if self.of != "activation" or not isinstance(value, ApiReference) or not _names_layer_class(value):
            return ()
        return (UncalledClass(argument=scope.argument, value=value, late=True),)


def _names_layer_class(reference: ApiReference) -> bool:
    module, _, name = reference.canonical.rpartition(".")
    return reference.symbol is not None and module == "keras.layers" and name[:1].isupper()


Units: TypeAlias = Annotated[Dim, Integer(Expected.POSITIVE_INTEGER, minimum=1)]
LooseUnits: TypeAlias = Annotated[Dim, Integer(Expected.POSITIVE_INTEGER, minimum=1, numpy=True)]
Flag: TypeAlias = Annotated[bool, Boolean()]
Activation: TypeAlias = Annotated[Argument, Identifier("activation")]
Initializer: TypeAlias = Annotated[Argument, Identifier("initializer")]
Regularizer: TypeAlias = Annotated[Argument, Identifier("regularizer")]
Constraint: TypeAlias = Annotated[Argument, Identifier("constraint")]
Ignored: TypeAlias = Annotated[Argument, Irrelevant()]

__all__ = [
    "Activation",
    "Boolean",
    "Choice",
    "Constraint",
    "Flag",
    "Identifier",
    "Ignored",
    "Initializer",
    "Integer",
    "Irrelevant",
    "Kind",
    "LooseUnits",
    "Number",
    "Regularizer",
    "Scope",
    "Units",
    "Unknown",
    "as_integer",
    "is_dim",
    "iterated",
    "may_be_number",
]
