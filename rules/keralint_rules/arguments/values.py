"""Words about the values of arguments, which the rules on invalid ones share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from keralint.api import BuiltinLayer, Expectation, Expected, Failing, InvalidArgument, Place, Report
from keralint_rules.words import code, count, listed, ordinal, subject_name, value_text

INTEGER_KINDS: Final = frozenset(
    {
        Expected.POSITIVE_INTEGER,
        Expected.NON_NEGATIVE_INTEGER,
        Expected.INTEGER,
        Expected.INTEGERS,
        Expected.POSITIVE_INTEGERS,
        Expected.PAIRS,
    }
)
"""Expectations of whole numbers."""


def invalid_message(failure: InvalidArgument, report: Report) -> str:
    """`units` of `Dense` must be a positive integer, got `64.0`."""
    name, expected = code(subject_name(report)), expectation_text(failure.expected)
    return f"{code(failure.argument)} of {name} must be {expected}, got {value_text(failure.value)}"


def argument_place(name: str, report: Report) -> Place:
    """Where an argument is given: in the fact's call, or where the layer that is called was constructed."""
    layer = constructed(name, report)
    return report.argument_or_call(name, layer)


def constructed(name: str, report: Report) -> BuiltinLayer | None:
    """The layer that is called, if the argument is one of its constructor's."""
    fact = report.fact
    if not isinstance(fact, Failing) or fact.stage != "call" or not isinstance(fact.subject, BuiltinLayer):
        return None
    return fact.subject if name in fact.subject.given else None


def position_hint(name: str, report: Report) -> str | None:
    """That a value was read as this parameter because of its position, where that may be a surprise."""
    layer = constructed(name, report)
    argument, parameters = report.argument(name, layer), report.parameters(layer)
    if argument is None or argument.keyword is not None or name not in parameters[1:]:
        return None
    return f"the {ordinal(parameters.index(name))} positional argument of {code(subject_name(report))} is {code(name)}"


def expectation_text(expectation: Expectation) -> str:
    """What an argument must be, in words."""
    words = _WORDS.get(expectation.kind)
    return words(expectation) if words is not None else expectation.kind.name.lower().replace("_", " ")


def numbers_in(value: object) -> list[object]:
    """The elements of a value that may be nested: `((1, 2), 3)` has 1, 2 and 3."""
    if isinstance(value, (tuple, list)):
        return [number for item in value for number in numbers_in(item)]
    return [value]


def _number(expectation: Expectation) -> str:
    low, high = expectation.low, expectation.high
    if low is not None and high is not None:
        return f"a number from {low:g} to {high:g}"
    if low is not None or high is not None:
        return f"a number of at least {low:g}" if low is not None else f"a number of at most {high:g}"
    return "a number"


def _integers(thing: str) -> Callable[[Expectation], str]:
    def words(expectation: Expectation) -> str:
        article = "an" if thing[0] in "aeiou" else "a"
        several = f"{thing}s" if expectation.length is None else count(expectation.length, thing)
        return f"{article} {thing} or a tuple of {several}"

    return words


def _pairs(expectation: Expectation) -> str:
    length = expectation.length
    if length is None:
        return "an integer, a tuple of integers, or a tuple of pairs"
    return f"an integer, a tuple of {count(length, 'integer')}, or a tuple of {count(length, 'pair')}"


def _choice(expectation: Expectation) -> str:
    return listed([repr(choice) for choice in expectation.choices], "or")


def _permutation(expectation: Expectation) -> str:
    length = expectation.length
    return "the axes from 1 on, each once" if length is None else f"the axes 1 to {length}, each once"


_WORDS: Final[dict[Expected, Callable[[Expectation], str]]] = {
    Expected.POSITIVE_INTEGER: lambda _: "a positive integer",
    Expected.NON_NEGATIVE_INTEGER: lambda _: "an integer of at least 0",
    Expected.INTEGER: lambda _: "an integer",
    Expected.INTEGERS: _integers("integer"),
    Expected.POSITIVE_INTEGERS: _integers("positive integer"),
    Expected.PAIRS: _pairs,
    Expected.NUMBER: _number,
    Expected.CHOICE: _choice,
    Expected.IDENTIFIER: lambda _: "a name that Keras knows, a function or an object",
    Expected.SHAPE: lambda _: "a tuple of sizes",
    Expected.LAYER: lambda _: "a layer",
    Expected.RECURRENT_LAYER: lambda _: "a recurrent layer",
    Expected.CELL: lambda _: "a cell",
    Expected.BOOLEAN: lambda _: "`True` or `False`",
    Expected.STRING: lambda _: "a string",
    Expected.CALLABLE: lambda _: "a function",
    Expected.PERMUTATION: _permutation,
    Expected.FACTOR: lambda expectation: f"{_number(expectation)}, or two of them",
    Expected.RANGE: lambda _: "a list of two numbers",
    Expected.ODD: lambda _: "an odd number, or two of them",
    Expected.VOCABULARY: lambda _: "a list of terms, each once and none of them reserved",
    Expected.LAYERS: lambda _: "a list of layers",
}
