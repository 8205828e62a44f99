"""KL334."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keralint.api import Applicability, Failing, Fix, InputLayer, ModelInputMismatch, Report, Severity, Shape, rule
from keralint_rules.words import code

TRAINING: Final = frozenset({"fit", "evaluate", "train_on_batch", "test_on_batch"})


@rule(
    "KL334",
    "input-shape-includes-batch",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("model-input-mismatch",),
)
def input_shape_includes_batch(failure: ModelInputMismatch, report: Report) -> None:
    """The shape of an `Input` has one axis more than a sample: the number of samples was not left away.

    `Input(shape=…)` is the shape of one sample; the batch axis comes before it by itself. The shape of an array of
    samples is `x.shape`, that of one sample `x.shape[1:]`.

    Example:
        import numpy as np
        import keras
        from keras import layers

        x = np.zeros((50, 28, 28))
        y = np.zeros((50, 1))
        model = keras.Sequential([keras.Input(shape=x.shape), layers.Flatten(), layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(x, y, verbose=0)
    Use instead:
        import numpy as np
        import keras
        from keras import layers

        x = np.zeros((50, 28, 28))
        y = np.zeros((50, 1))
        model = keras.Sequential([keras.Input(shape=x.shape[1:]), layers.Flatten(), layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(x, y, verbose=0)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    dims = failure.tensor.shape.dims
    if fact.method not in TRAINING or dims is None or not has_one_more(failure):
        return
    layer = failure.model_input.call.operation if failure.model_input.call is not None else None
    written = report.argument("shape", layer) if isinstance(layer, InputLayer) else None
    if not isinstance(layer, InputLayer) or report.creation(layer) is None:
        return
    shape, sample = Shape(failure.expected[1:]), Shape(dims[1:])
    report(
        f"the shape {code(shape)} of the `Input` has one axis more than the samples {code(sample)}",
        written.value if written is not None else report.creation(layer) or fact.site,
        help="leave the number of samples away: the batch axis comes by itself",
        related=[(fact.site, f"{code(fact.method)} is given samples of shape {code(sample)} here")],
        fix=_fix(written, report),
    )


def has_one_more(failure: ModelInputMismatch) -> bool:
    """Whether the input would fit but for one axis, the first after the batch."""
    expected, found = failure.expected, failure.tensor.shape.dims
    if found is None or len(expected) != len(found) + 1 or not isinstance(expected[1], int):
        return False
    return expected[2:] == found[1:] and all(size is None or isinstance(size, int) for size in found[1:])


def _fix(written: cst.Arg | None, report: Report) -> Fix | None:
    """`x.shape` becomes `x.shape[1:]`."""
    value = written.value if written is not None else None
    if not isinstance(value, cst.Attribute) or value.attr.value != "shape":
        return None
    return report.fix("Leave the number of samples away", report.insert_after(value, "[1:]"))
