"""KL140."""

from __future__ import annotations

from keralint.api import Report, Severity, StatefulBatchUnknown, UnrolledStepsUnknown, rule
from keralint_rules.words import code, source_words, subject_name


@rule("KL140", "stateful-needs-batch-size", severity=Severity.ERROR)
def stateful_needs_batch_size(failure: StatefulBatchUnknown | UnrolledStepsUnknown, report: Report) -> None:
    """A stateful recurrent layer is called on a batch of unknown size.

    A layer with `stateful=True` keeps one state for each sample of the batch, so that the size of the batch must be
    fixed when the layer is built: give the model's `Input` a `batch_size` (or the whole `batch_shape`). In Keras 2 a
    layer with `unroll=True` needs the number of steps in the same way.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.LSTM(32, stateful=True)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8), batch_size=4)
        outputs = layers.LSTM(32, stateful=True)(inputs)
    """
    tensor, name = failure.tensor, code(subject_name(report))
    stateful = isinstance(failure, StatefulBatchUnknown)
    wanted = "a fixed batch size for `stateful=True`" if stateful else "a fixed number of steps for `unroll=True`"
    report(
        f"{name} needs {wanted}, got {code(tensor.shape)}",
        report.fact.site,
        help="give the model's `Input` a `batch_size`" if stateful else "give the model's `Input` the number of steps",
        related=[(report.origin(tensor), source_words(tensor, report))],
    )
