"""KL317."""

from __future__ import annotations

from keralint.api import DynamicSizeArithmetic, Report, Severity, rule
from keralint_rules.words import code


@rule("KL317", "none-dim-arithmetic", severity=Severity.ERROR)
def none_dim_arithmetic(failure: DynamicSizeArithmetic, report: Report) -> None:
    """A size that is `None` is computed with.

    In `x.shape` the sizes that only data will fix are `None`: the batch size always, other axes where `Input` says
    `None`. Python cannot multiply or compare it. Give the axis a fixed size, or leave the computation to Keras:
    `Reshape` takes `-1` for one size, and `Flatten` needs none.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((None, 4))
        x = layers.Reshape((inputs.shape[1] * 4,))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((10, 4))
        x = layers.Reshape((inputs.shape[1] * 4,))(inputs)
    """
    size = failure.size
    variable = report.variable(size.tensor)
    owner = f" of {code(variable)}" if variable is not None else ""
    batch = size.axis == 0
    report(
        f"axis {size.axis}{owner} is `None`, and {code(failure.operator)} cannot compute with it",
        report.fact.site,
        help="the batch size is not known while the model is built; `Reshape` leaves it out"
        if batch
        else "give the axis a fixed size in `Input`, or let `Reshape` find it by `-1`",
        related=[(report.origin(size.tensor), f"{code(report.name_of(size.tensor))} gives {code(size.tensor.shape)}")],
    )
