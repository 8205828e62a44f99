"""KL101."""

from __future__ import annotations

from keralint.api import (
    Applicability,
    AxisOutOfRange,
    Failing,
    Fix,
    Layer,
    MergeMismatch,
    NotAPermutation,
    Report,
    ReshapeMismatch,
    Severity,
    Shape,
    Tensor,
    TooManyIndices,
    rule,
)
from keralint_rules.recurrence import Source, axes_of_steps, last_steps, set_flag, whole
from keralint_rules.recurrent.steps import WantsSteps, without_steps
from keralint_rules.words import code, expected_axes, subject_name


@rule(
    "KL101",
    "return-sequences-missing",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=(
        "axis-out-of-range",
        "concat-shape-mismatch",
        "conv-missing-channel-axis",
        "index-out-of-range",
        "layer-input-rank",
        "mha-rank",
        "permute-index",
        "pooling-rank",
        "reshape-size-mismatch",
        "rnn-input-rank",
        "timedistributed-inner-rank",
        "timedistributed-rank",
    ),
)
def return_sequences_missing(failure: WantsSteps, report: Report) -> None:
    """A layer that needs a sequence is fed the last step of a recurrent layer.

    A recurrent layer returns only its last output, of shape `(batch, units)`, unless it is told to return the output
    of every step. Whatever runs over steps after it (another recurrent layer, `TimeDistributed`, `Conv1D`, attention,
    an index `x[:, -1, :]`) then misses the time axis. Set `return_sequences=True` on every recurrent layer but the
    last; inside a `Bidirectional` it belongs to the inner layer.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(64)(inputs)
        outputs = layers.LSTM(32)(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(64, return_sequences=True)(inputs)
        outputs = layers.LSTM(32)(x)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.LSTM(64))(inputs)
        x = layers.Dropout(0.2)(x)
        outputs = layers.TimeDistributed(layers.Dense(10))(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(inputs)
        x = layers.Dropout(0.2)(x)
        outputs = layers.TimeDistributed(layers.Dense(10))(x)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.GRU(64)(inputs)
        outputs = layers.Dense(1)(x[:, -1, :])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.GRU(64, return_sequences=True)(inputs)
        outputs = layers.Dense(1)(x[:, -1, :])
    """
    flat = without_steps(failure)
    found = tuple(source for tensor in flat for source in last_steps(tensor))
    if not found:
        return
    names = " and ".join(dict.fromkeys(code(source.layer.class_name) for source in found))
    report(
        _message(failure, whole(flat[0]), report),
        report.fact.site,
        help=f"set `return_sequences=True` on {names}",
        related=[(report.creation(s.layer), f"{code(s.title)} returns only its last output here") for s in found],
        fix=_fix(found, report),
    )


def _message(failure: WantsSteps, tensor: Tensor, report: Report) -> str:
    fact = report.fact
    assert isinstance(fact, Failing)
    name, shape = code(subject_name(report)), code(tensor.shape)
    match failure:
        case TooManyIndices():
            return f"{failure.given} indices need a sequence {code('(batch, steps, features)')}, got {shape}"
        case AxisOutOfRange():
            return f"{name} needs a sequence with the axis {failure.axis}, got {shape}"
        case NotAPermutation():
            return f"{name} needs a sequence with {len(failure.axes)} axes, got {shape}"
        case ReshapeMismatch():
            return f"{name} needs the whole sequence to make {code(Shape(failure.target))}, got {shape}"
        case MergeMismatch():
            other = next(t for t in failure.tensors if t.rank != tensor.rank)
            return f"{name} merges the sequence {code(other.shape)} with {shape}, which has no steps"
    outer = next((layer for layer in fact.enclosing if layer.class_name == "TimeDistributed"), None)
    if outer is not None and isinstance(fact.subject, Layer):
        axes = axes_of_steps(fact.subject, failure.found + 1)
        return f"{code(outer.title)} needs a sequence {code(axes)}, got {shape}"
    axes = expected_axes(fact.subject, failure.found + 1) if isinstance(fact.subject, Layer) else "with steps"
    return f"{name} needs a sequence {code(axes)}, got {shape}"


def _fix(found: tuple[Source, ...], report: Report) -> Fix | None:
    """Sets the flag where each layer is written; none in a loop, where that would concern the last layer too."""
    fact = report.fact
    assert isinstance(fact, Failing)
    consumer = report.creation(fact.subject) if isinstance(fact.subject, Layer) else None
    creations = [report.creation(source.layer) for source in found]
    if consumer is not None and any(site is not None and site.node is consumer.node for site in creations):
        return None
    edits = [set_flag(source.layer, "return_sequences", True, report) for source in found]
    plain = all(sure for _, sure in edits) and all(source.near for source in found)
    return report.fix("Set `return_sequences=True`", *[edit for edit, _ in edits], safe=plain)
