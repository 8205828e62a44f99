"""Kinds of arguments that preprocessing layers share.

Most of them are checked by Keras 3 only; the layers of Keras 2 check other things, which are not followed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, TypeAlias

from keralint.semantics.failures import Expectation, Expected, Failed, InvalidArgument, UnexpectedArgument
from keralint.semantics.kinds import Choice, Kind, Number, Scope
from keralint.semantics.layers.spatial import Layout, is_open, open_dim
from keralint.semantics.values import UNKNOWN, ApiInstance, Argument
from keralint.shapes import Dim


@dataclass(frozen=True, slots=True)
class Factor(Kind):
    """A number from `low` to `high`, or a pair of numbers: the bounds that a random number is drawn from.

    `each`: both numbers of a pair must be in the range; else the pair must reach into it. `falsy`: whatever counts as
    false stands for 0. `above`: `low` itself is excluded. Source: `BaseImagePreprocessingLayer._set_factor`.
    """

    low: float = -1
    high: float = 1
    each: bool = False
    falsy: bool = False
    optional: bool = False
    above: bool = False

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value) or scope.database.major == 2:
            return value
        if (value is None and self.optional) or (self.falsy and not value):
            return value
        if isinstance(value, (tuple, list)):
            fits = len(value) == 2 and self._pair_fits(value)
        else:
            fits = isinstance(value, (int, float)) and not self._below(value) and not value > self.high
        if not fits:
            raise scope.refuse(value, Expectation(Expected.FACTOR, low=self.low, high=self.high))
        return value

    def _pair_fits(self, pair: Sequence[Argument]) -> bool:
        if any(not is_open(one) and not isinstance(one, (int, float)) for one in pair):
            return False
        known = [one if isinstance(one, (int, float)) else None for one in pair]
        too_high = [one is not None and one > self.high for one in known]
        too_low = [one is not None and self._below(one) for one in known]
        return not any((*too_high, *too_low)) if self.each else not too_high[0] and not too_low[1]

    def _below(self, number: float) -> bool:
        return number <= self.low if self.above else number < self.low

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


class NoFactor(Kind):
    """An argument of the base class that some layers pass on only to be refused."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if value is not None and not is_open(value) and scope.database.major >= 3:
            raise Failed(UnexpectedArgument(name=scope.argument))
        return value

    def absent(self) -> Argument:
        return None


class ValueRange(Kind):
    """A list of two numbers: the least and the greatest value of a pixel."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value):
            return value
        ordered = isinstance(value, (tuple, list)) and len(value) == 2 and _comparable(value)
        if not ordered:
            raise scope.refuse(value, Expectation(Expected.RANGE))
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


def _comparable(pair: Sequence[Argument]) -> bool:
    """Whether Python can sort the two, or it is not known."""
    texts = [isinstance(one, str) for one in pair if isinstance(one, (int, float, str))]
    return None not in pair and (len(texts) < 2 or texts[0] == texts[1])


class Seed(Kind):
    """An integer, or `None`: layers make their own `SeedGenerator` of it."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        generator = isinstance(value, ApiInstance) and value.canonical == "keras.random.SeedGenerator"
        refused = generator or isinstance(value, (float, str, bytes, tuple, list, dict))
        if refused and scope.database.major >= 3:
            raise scope.refuse(value, Expectation(Expected.INTEGER))
        return value

    def absent(self) -> Argument:
        return None


class OneOf(Choice):
    """One of a few strings; what is no constant may turn out to be one of them."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        return UNKNOWN if is_open(value) else Choice.check(self, value, scope)


class Bounded(Number):
    """A number that is not out of a range, which NaN never is; what is no constant may be one."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if isinstance(value, float) and math.isnan(value):
            return value
        return UNKNOWN if is_open(value) else Number.check(self, value, scope)


class OddSize(Kind):
    """An odd number, or a pair of them."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value):
            return UNKNOWN
        pair = isinstance(value, (tuple, list))
        numbers = list(value) if isinstance(value, (tuple, list)) else [value]
        if (pair and len(numbers) != 2) or not all(is_open(one) or _is_odd(one) for one in numbers):
            raise scope.refuse(value, Expectation(Expected.ODD))
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


def _is_odd(value: Argument) -> bool:
    return isinstance(value, (int, float)) and value % 2 != 0


class Truncated(Kind):
    """What `int()` takes."""

    __slots__ = ()

    takes_sizes: ClassVar[bool] = True

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value):
            return open_dim(value)
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise scope.refuse(value, Expectation(Expected.INTEGER)) from None

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


class Extent(Kind):
    """A size of the output, which Keras looks at when the layer is called (`extent`)."""

    __slots__ = ()

    takes_sizes: ClassVar[bool] = True

    def check(self, value: Argument, scope: Scope) -> Argument:
        return open_dim(value) if is_open(value) else value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


def extent(value: Argument, argument: str) -> Dim:
    """The value as a size of a declared shape (`keras.src.backend.standardize_shape`).

    Raises: Failed(InvalidArgument) for fractions, strings and negative numbers.
    """
    if is_open(value):
        return open_dim(value)
    if value is None or (isinstance(value, int) and value >= 0):
        return None if value is None else int(value)
    raise Failed(InvalidArgument(argument=argument, value=value, expected=Expectation(Expected.POSITIVE_INTEGER)))


DATA_FORMAT: Final = Layout((None, "channels_last", "channels_first"), fold=True)
SEED: Final = Seed()
VALUE_RANGE: Final = ValueRange()
BASE_FACTOR: Final = Factor(falsy=True)
"""The `factor` that the base class of image layers takes, whether the layer has a use for it or not."""

Size: TypeAlias = Annotated[Argument, Extent()]
