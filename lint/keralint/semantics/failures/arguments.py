"""Failures that come from the arguments of a constructor or a call."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from keralint.semantics.failures.base import Failure
from keralint.semantics.values import Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingArgument(Failure):
    """Required arguments are not given."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnexpectedArgument(Failure):
    """A keyword that the callable does not take."""

    name: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyArguments(Failure):
    """More positional arguments than the callable takes."""

    limit: int
    given: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateArgument(Failure):
    """An argument is given by position and by keyword."""

    name: str


class Expected(enum.Enum):
    """What kind of value an argument must have; the words for it stand with the rules."""

    POSITIVE_INTEGER = enum.auto()
    NON_NEGATIVE_INTEGER = enum.auto()
    INTEGER = enum.auto()
    INTEGERS = enum.auto()
    """An integer, or a tuple of `length` integers (of any length where `length` is `None`)."""
    POSITIVE_INTEGERS = enum.auto()
    PAIRS = enum.auto()
    """An integer, a tuple of `length` integers, or a tuple of `length` pairs."""
    NUMBER = enum.auto()
    """A number from `low` to `high`."""
    CHOICE = enum.auto()
    """One of `choices`."""
    IDENTIFIER = enum.auto()
    """The name of something known (`choices`), a function, or an object with a configuration."""
    SHAPE = enum.auto()
    """A tuple of sizes."""
    LAYER = enum.auto()
    """An instance of a layer."""
    RECURRENT_LAYER = enum.auto()
    CELL = enum.auto()
    BOOLEAN = enum.auto()
    STRING = enum.auto()
    CALLABLE = enum.auto()
    """A function, or an object that can be called."""
    PERMUTATION = enum.auto()
    """The integers from 1 to `length`, each once."""
    FACTOR = enum.auto()
    """A number from `low` to `high`, or a pair of such numbers."""
    RANGE = enum.auto()
    """A pair of numbers, the least and the greatest."""
    ODD = enum.auto()
    """An odd number, or a pair of them."""
    VOCABULARY = enum.auto()
    """A list of terms, each once, none of them reserved."""
    LAYERS = enum.auto()
    """A list of layers."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an argument must be."""

    kind: Expected
    length: int | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidArgument(Failure):
    """An argument has a value that the layer refuses."""

    argument: str
    value: Argument
    expected: Expectation
    moves: tuple[tuple[str, str], ...] = ()
    """For each argument that stands in the place of another: the parameter it is given for, and the one it is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UncalledClass(Failure):
    """An argument holds a class where a function or an instance is meant (`activation=keras.layers.ReLU`)."""

    argument: str
    value: Argument


class Conflict(enum.Enum):
    """How arguments that are each right exclude each other."""

    STRIDES_WITH_DILATION = enum.auto()
    GROUPS_DO_NOT_DIVIDE_FILTERS = enum.auto()
    GROUPS_DO_NOT_DIVIDE_CHANNELS = enum.auto()
    OUTPUT_PADDING_NOT_BELOW_STRIDES = enum.auto()
    CAUSAL_NEEDS_CHANNELS_LAST = enum.auto()
    DROPOUT_WITH_FLASH_ATTENTION = enum.auto()
    HEADS_NOT_DIVISIBLE = enum.auto()
    ONLY_ONE_GIVEN = enum.auto()
    EITHER_OR = enum.auto()
    """None of the two is given, or both."""
    SHAPES_DIFFER = enum.auto()
    LENGTHS_DIFFER = enum.auto()
    MORE_AXES_THAN_KEPT = enum.auto()
    NUMBERS_ONLY = enum.auto()
    """The second goes with `output_mode="int"` only."""
    SPARSE_NUMBERS = enum.auto()
    FREQUENCIES_ONLY = enum.auto()
    """The second goes with `output_mode="tf_idf"` only."""
    WEIGHTS_MISSING = enum.auto()
    PADDING_WITHOUT_LIMIT = enum.auto()
    VOCABULARY_ABOVE_LIMIT = enum.auto()
    SALT_WITHOUT_HASH = enum.auto()
    STEP_ABOVE_FRAME = enum.auto()
    TRANSFORM_BELOW_FRAME = enum.auto()
    BOTH_GIVEN = enum.auto()
    NOT_TWO_OF_THREE = enum.auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictingArguments(Failure):
    """Arguments that are each right exclude each other."""

    arguments: tuple[str, ...]
    conflict: Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyOptimizer(Failure):
    """An optimizer of `keras.optimizers.legacy` is made, which Keras 3 has by name only."""
