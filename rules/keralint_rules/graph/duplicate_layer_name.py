"""KL311."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, DuplicateLayerName, Fix, Layer, Operation, Report, Severity, Site, rule
from keralint_rules.words import code


@rule("KL311", "duplicate-layer-name", severity=Severity.ERROR, fix=Applicability.UNSAFE)
def duplicate_layer_name(failure: DuplicateLayerName, report: Report) -> None:
    """Two layers of one model have the same name.

    Keras finds layers and their weights by name, so that each name may occur once in a model. Leave `name` away, and
    each layer gets a name of its own.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(8, name="hidden")(inputs)
        outputs = layers.Dense(1, name="hidden")(x)
        model = keras.Model(inputs, outputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(8, name="hidden")(inputs)
        outputs = layers.Dense(1, name="output")(x)
        model = keras.Model(inputs, outputs)
    """
    first, second = (_creation(layer, report) for layer in (failure.first, failure.second))
    again = first is not None and second is not None and first.node is second.node
    message = f"two layers of the model are called {code(failure.name)}"
    named = isinstance(failure.second, Layer) and report.argument("name", failure.second) is not None
    advice = f"give each a name of its own{', or leave `name` away' if named else ': `name=…`'}"
    if again and first is not None:
        report(message, first, help=f"{advice}: this line makes both", related=[(report.fact.site, "in this model")])
        return
    report(
        message,
        second or report.fact.site,
        help=advice,
        related=[(first, f"the other {code(failure.name)} is created here")],
        fix=_fix(failure, report),
    )


def _creation(layer: Operation, report: Report) -> Site | None:
    return report.creation(layer) if isinstance(layer, Layer) else None


def _fix(failure: DuplicateLayerName, report: Report) -> Fix | None:
    layer = failure.second
    written = report.argument("name", layer) if isinstance(layer, Layer) else None
    if written is None or not isinstance(written.value, cst.SimpleString) or written.keyword is None:
        return None
    text = report.text(written.value)
    if text[1:-1] != failure.name:
        return None
    return report.fix("Make the name unique", report.replace(written.value, f"{text[:-1]}_2{text[-1]}"))
