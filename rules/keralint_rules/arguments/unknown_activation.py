"""KL708."""

from __future__ import annotations

from typing import Final

from keralint.api import Applicability, Expected, InvalidArgument, Report, Severity, rule
from keralint_rules.arguments.spelling import CLEAR_LIKENESS, likeness, nearest, replace_string
from keralint_rules.arguments.values import argument_place
from keralint_rules.words import code

LAYERS: Final = {"prelu": "PReLU"}
"""Activations that are layers only, because they have weights."""


@rule("KL708", "unknown-activation", severity=Severity.ERROR, fix=Applicability.SAFE, overrides=("invalid-argument",))
def unknown_activation(failure: InvalidArgument, report: Report) -> None:
    """An activation is named that Keras does not have.

    Activations are named by lower-case strings (`"relu"`, `"leaky_relu"`, `"softmax"`), or given as functions. Names
    of layers (`"ReLU"`, `"LeakyReLU"`) are no activations.

    Example:
        import keras

        layer = keras.layers.Dense(10, activation="sofmax")
    Use instead:
        import keras

        layer = keras.layers.Dense(10, activation="softmax")
    """
    value = failure.value
    if failure.expected.kind is not Expected.IDENTIFIER or not isinstance(value, str):
        return
    if not failure.argument.endswith("activation"):
        return
    layer = LAYERS.get(value.lower())
    meant = nearest(value, failure.expected.choices) if layer is None else None
    edit = replace_string(failure.argument, meant, report) if meant is not None else None
    advice = f"it is a layer with weights of its own: add {code(f'keras.layers.{layer}()')}" if layer else None
    report(
        f"Keras has no activation {code(repr(value))}",
        argument_place(failure.argument, report),
        help=f"did you mean {code(repr(meant))}?" if meant is not None else advice,
        fix=report.fix(f"Change to `{meant!r}`", edit, safe=likeness(value, meant) >= CLEAR_LIKENESS)
        if meant is not None and edit is not None
        else None,
    )
