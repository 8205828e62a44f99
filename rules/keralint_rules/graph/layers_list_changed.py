"""KL335."""

from __future__ import annotations

import libcst as cst

from keralint.api import LayersChanged, Report, SequentialModel, Severity, rule
from keralint_rules.words import code


@rule("KL335", "layers-list-changed", severity=Severity.WARNING)
def layers_list_changed(fact: LayersChanged, report: Report) -> None:
    """A layer is taken out of, or put into, the list `model.layers`, which does not change the model.

    `model.layers` makes a new list each time. To leave out the last layer of a functional model build another one up
    to the layer before; a `Sequential` model has methods of its own, `pop` and `add`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(4)(inputs)
        base = keras.Model(inputs, layers.Dense(10)(x))
        base.layers.pop()
        head = layers.Dense(2)(base.output)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(4)(inputs)
        base = keras.Model(inputs, layers.Dense(10)(x))
        head = layers.Dense(2)(base.layers[-2].output)
    """
    call = report.call(fact.site)
    owner = call.func.value if call is not None and isinstance(call.func, cst.Attribute) else None
    if call is None or not isinstance(owner, cst.Attribute) or owner.attr.value != "layers" or not _alone(call, report):
        return
    sequential = isinstance(fact.model, SequentialModel)
    model = report.text(owner.value)
    report(
        f"{code('layers')} is a copy of the model's list: {code(fact.method)} does not change the model",
        fact.site,
        help=f"use {code(f'{model}.pop()')} and {code(f'{model}.add(…)')}"
        if sequential
        else f"build on the output of the layer that you want: {code(f'{model}.layers[-2].output')}",
    )


def _alone(call: cst.Call, report: Report) -> bool:
    """Whether the call is a statement of its own, so that what it gives is not used either."""
    span = report.span(call)
    before = report.source.line(span.line)[: span.column - 1]
    after = report.rest_of_line(call).lstrip()
    return not before.strip() and (not after or after[0] in "#;")
