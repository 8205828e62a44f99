"""KL103."""

from __future__ import annotations

from keralint.api import Failing, Layer, RankMismatch, Report, Severity, Tensor, dim_text, rule
from keralint_rules.recurrence import direction_of
from keralint_rules.words import code, expected_axes, source_words


@rule("KL103", "rnn-input-rank", severity=Severity.ERROR, overrides=("layer-input-rank",))
def rnn_input_rank(failure: RankMismatch, report: Report) -> None:
    """A recurrent layer is called on something that is not one sequence a sample.

    A recurrent layer runs over the steps of `(batch, steps, features)`. Samples that are plain vectors have no steps:
    give them an axis of steps, or use `Dense`. Samples that hold several sequences (the sentences of a document, the
    rows of an image) are run through one by one with `TimeDistributed`, or reshaped to one sequence.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((40,))
        outputs = layers.LSTM(32)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((40, 1))
        outputs = layers.LSTM(32)(inputs)

    Example:
        import keras
        from keras import layers

        document = keras.Input((6, 20), dtype="int32")
        words = layers.Embedding(1000, 16)(document)
        sentences = layers.Bidirectional(layers.LSTM(25))(words)
    Use instead:
        import keras
        from keras import layers

        document = keras.Input((6, 20), dtype="int32")
        words = layers.Embedding(1000, 16)(document)
        sentences = layers.TimeDistributed(layers.Bidirectional(layers.LSTM(25)))(words)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    layer = fact.subject
    if not isinstance(layer, Layer) or direction_of(layer) is None or len(failure.expected) != 1:
        return
    if any(outer.class_name == "TimeDistributed" for outer in fact.enclosing):
        return
    help_ = _remedy(failure.tensor, failure.found - failure.expected[0], layer)
    if help_ is None:
        return
    report(
        f"{code(layer.title)} needs a sequence {code(expected_axes(layer, failure.expected[0]))},"
        f" got {code(failure.tensor.shape)}",
        fact.site,
        help=help_,
        related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
    )


def _remedy(tensor: Tensor, excess: int, layer: Layer) -> str | None:
    """What makes a sequence of the tensor; `None` where nothing can be said that is sure to help."""
    from_input = tensor.call is not None and tensor.call.operation.class_name == "InputLayer"
    dims = tensor.shape.dims or ()
    if excess == -1 and len(dims) == 2 and from_input and isinstance(dims[1], int):
        return f"for {dims[1]} steps of one feature begin with {code(f'keras.Input(({dims[1]}, 1))')}"
    if excess == -1 and len(dims) == 2:
        return "give it an axis of steps before the features, or use `Dense`"
    if excess == -1 and from_input:
        sizes = ", ".join(dim_text(size) for size in dims[1:])
        return f"give the input an axis of steps: {code(f'keras.Input((steps, {sizes}))')}"
    if excess == 1 and not from_input:
        each = code(f"TimeDistributed({layer.title}(…))")
        return f"run over each of the sequences with {each}, or make one of them with `Reshape`"
    return None
