"""What the rules about wrappers share: which calls construct a wrapper, and what it is given."""

from __future__ import annotations

from typing import Any, Final, TypeGuard

from keralint.api import UNKNOWN, ApiReference, ClassValue, Expected, Failing, InvalidArgument, Report

BIDIRECTIONAL: Final = "keras.layers.Bidirectional"
WRAPPER: Final = "keras.layers.Wrapper"
LAYERS: Final = (Expected.LAYER, Expected.RECURRENT_LAYER)
EXAMPLES: Final = {"Bidirectional": "Bidirectional(LSTM(32))(x)", "TimeDistributed": "TimeDistributed(Dense(10))(x)"}
"""How each wrapper is used."""


def wrapper_name(report: Report) -> str | None:
    """The class of the wrapper that is being constructed, `None` if none is."""
    fact = report.fact
    if not isinstance(fact, Failing) or fact.stage != "create" or not isinstance(fact.subject, ApiReference):
        return None
    symbol = fact.subject.symbol
    if symbol is None or not (symbol.canonical in (BIDIRECTIONAL, WRAPPER) or WRAPPER in symbol.bases):
        return None
    return symbol.canonical.rpartition(".")[2]


def refuses_layer(failure: InvalidArgument) -> bool:
    """Whether the argument should have been a layer."""
    return failure.argument in ("layer", "backward_layer") and failure.expected.kind in LAYERS


def wrapped_value(report: Report) -> Any:
    """What the wrapper that is being constructed is given as its layer."""
    fact = report.fact
    assert isinstance(fact, Failing)
    positional = fact.arguments.positional
    return positional[0] if positional else fact.arguments.keyword.get("layer", UNKNOWN)


def is_class(value: object) -> TypeGuard[ApiReference | ClassValue]:
    """Whether the value is a class, not an instance: `keras.layers.LSTM`, or one that the program defines."""
    return isinstance(value, ClassValue) or (
        isinstance(value, ApiReference) and value.symbol is not None and value.symbol.kind == "class"
    )


def usage(wrapper: str) -> str:
    """How the wrapper is used."""
    return EXAMPLES.get(wrapper, f"{wrapper}(layer)(x)")
