"""KL308."""

from __future__ import annotations

from keralint.api import Applicability, Fix, NotALayerInSequential, Report, Severity, Tensor, rule
from keralint_rules.graph.written import elsewhere, inside
from keralint_rules.words import code


@rule("KL308", "sequential-tensor-added", severity=Severity.ERROR, fix=Applicability.SAFE)
def sequential_tensor_added(failure: NotALayerInSequential, report: Report) -> None:
    """A tensor is put into a `Sequential` model: the layer was called.

    A `Sequential` model calls its layers itself. They go in uncalled: `Dense(4)`, not `Dense(4)(x)`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        model = keras.Sequential([inputs, layers.Dense(4)(inputs)])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        model = keras.Sequential([inputs, layers.Dense(4)])
    """
    tensor = failure.value
    if not isinstance(tensor, Tensor):
        return
    origin = report.origin(tensor)
    written = origin is not None and inside(report.fact.site.node, origin.node)
    report(
        f"a `Sequential` model takes layers, got the output of {code(report.name_of(tensor))}",
        origin if written and origin is not None else report.fact.site,
        help="put the layer in uncalled",
        related=[(elsewhere(origin, report), "the layer is called here")],
        fix=_fix(tensor, report),
    )


def _fix(tensor: Tensor, report: Report) -> Fix | None:
    """`layer(x)`, written in the place of a layer, becomes `layer`."""
    origin = report.origin(tensor)
    call = report.call(origin)
    if call is None or not inside(report.fact.site.node, call) or "\n" in report.text(call.func):
        return None
    return report.fix("Put the layer in uncalled", report.replace(call, report.text(call.func)))
