"""KL324."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Fix, LayerIndexOutOfRange, Report, Severity, UnknownLayerName, rule
from keralint_rules.graph.written import given
from keralint_rules.words import code, count, listed


@rule("KL324", "unknown-layer-name", severity=Severity.ERROR, fix=Applicability.UNSAFE)
def unknown_layer_name(failure: UnknownLayerName | LayerIndexOutOfRange, report: Report) -> None:
    """`get_layer` is asked for a layer that the model does not have.

    Without a name of its own a layer gets one from its class: `dense`, `dense_1`, `conv2d`. Which number it gets
    depends on everything that was created before it in the same program, so name the layers that you look up.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        model = keras.Model(inputs, layers.Dense(4, name="features")(inputs))
        layer = model.get_layer("feature")
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        model = keras.Model(inputs, layers.Dense(4, name="features")(inputs))
        layer = model.get_layer("features")
    """
    if isinstance(failure, LayerIndexOutOfRange):
        written = given(report, "index", 1)
        report(
            f"the model has {count(failure.count, 'layer')}, and none with the index {code(failure.index)}",
            written.value if written is not None else report.fact.site,
        )
        return
    written = given(report, "name", 0)
    shown = listed(failure.names[:8])
    report(
        f"the model has no layer {code(failure.name)}",
        written.value if written is not None else report.fact.site,
        help=f"did you mean {code(failure.nearest)}?" if failure.nearest else f"its layers are {shown}",
        fix=_fix(written, failure.nearest, report),
    )


def _fix(written: cst.Arg | None, nearest: str | None, report: Report) -> Fix | None:
    if written is None or nearest is None or not isinstance(written.value, cst.SimpleString):
        return None
    quote = written.value.value[-1]
    return report.fix(f"Change to `{nearest}`", report.replace(written.value, f"{quote}{nearest}{quote}"))
