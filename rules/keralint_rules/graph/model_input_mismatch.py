"""KL321."""

from __future__ import annotations

from keralint.api import InputLayer, ModelInputMismatch, Report, Severity, Shape, TensorKind, rule
from keralint_rules.graph.input_shape_includes_batch import has_one_more
from keralint_rules.graph.written import tensor_name
from keralint_rules.words import code, source_words, subject_name


@rule("KL321", "model-input-mismatch", severity=Severity.ERROR)
def model_input_mismatch(failure: ModelInputMismatch, report: Report) -> None:
    """A model is called on a tensor that does not fit its `Input`.

    Every size but the batch size must be that of the `Input`, where this is not `None`. A last axis of size 1 may be
    left away.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((28,))
        encoder = keras.Model(inputs, layers.Dense(4)(inputs))
        outputs = encoder(keras.Input((32,)))
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((28,))
        encoder = keras.Model(inputs, layers.Dense(4)(inputs))
        outputs = encoder(keras.Input((28,)))
    """
    expected, found = Shape(failure.expected), failure.tensor.shape
    axis = f"axis {failure.axis} differs" if failure.axis is not None else "the number of axes differs"
    variable = report.variable(failure.tensor)
    origin = report.origin(failure.tensor)
    where = f"{tensor_name(failure.tensor, report)} is " if variable is not None else ""
    made = failure.model_input.call.operation if failure.model_input.call is not None else None
    inner = made.stands_for if isinstance(made, InputLayer) else None
    begin = f"the model begins at {tensor_name(inner, report)}, which is no `Input`" if inner is not None else None
    report(
        f"{code(subject_name(report))} takes {code(expected)}, got {code(found)}: {axis}",
        report.fact.site,
        help="add the batch axis to the data: `x[None]`" if _lacks_batch(failure, report) else None,
        related=[
            (report.origin(failure.model_input), begin or f"the `Input` of the model is {code(expected)}"),
            (origin, f"{where}{code(found)}" if where else source_words(failure.tensor, report)),
        ],
    )


def _lacks_batch(failure: ModelInputMismatch, report: Report) -> bool:
    """Whether a single sample seems to be given in place of a batch of them."""
    eager = failure.tensor.kind in (TensorKind.ARRAY, TensorKind.EAGER)
    return eager and getattr(report.fact, "method", None) in (None, "predict") and has_one_more(failure)
