"""KL201."""

from __future__ import annotations

from keralint.api import BuiltinLayer, Failing, Layer, RankMismatch, Report, Severity, rule
from keralint_rules.words import code, expected_axes, source_words, subject_name


@rule("KL201", "layer-input-rank", severity=Severity.ERROR)
def layer_input_rank(failure: RankMismatch, report: Report) -> None:
    """A layer is called on a tensor with another number of axes than it takes.

    Every layer says how many axes its input has: `Conv2D` takes images `(batch, height, width, channels)`, `LSTM`
    sequences `(batch, steps, features)`. The batch axis counts, although `Input(shape=…)` leaves it out.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((28, 28, 3))
        outputs = layers.Conv1D(8, 3)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((28, 28, 3))
        outputs = layers.Conv2D(8, 3)(inputs)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    subject = fact.subject
    name = subject.title if isinstance(subject, Layer) else subject_name(report)
    if isinstance(subject, Layer) and len(failure.expected) == 1 and not failure.at_least:
        wanted = f"an input {code(expected_axes(subject, failure.expected[0]))}"
    else:
        ranks = " or ".join(map(str, failure.expected))
        axes = "axis" if failure.expected == (1,) else "axes"
        kind = "an input" if isinstance(subject, Layer) else "a tensor"
        wanted = f"{kind} with {'at least ' if failure.at_least else ''}{ranks} {axes}"
    report(
        f"{code(name)} needs {wanted}, got {code(failure.tensor.shape)}",
        fact.site,
        help=_help(failure),
        related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
    )


def _help(failure: RankMismatch) -> str | None:
    """Where one axis is too many because the batch was counted."""
    tensor = failure.tensor
    if failure.expected != (failure.found - 1,) or failure.at_least or tensor.call is None:
        return None
    maker = tensor.call.operation
    if maker.class_name == "InputLayer":
        return "the shape of an input leaves the batch axis out"
    if isinstance(maker, BuiltinLayer) and maker.class_name == "Reshape" and tensor.shape.dim(1) == 1:
        return "`target_shape` leaves the batch axis out"
    return None
