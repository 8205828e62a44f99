"""KL127."""

from __future__ import annotations

from keralint.api import Failing, Layer, RankMismatch, Report, Severity, UndefinedSize, rule
from keralint_rules.recurrence import axes_of_steps, direction_of, given_to
from keralint_rules.words import code, source_words


@rule(
    "KL127",
    "timedistributed-inner-rank",
    severity=Severity.ERROR,
    overrides=("layer-input-rank", "undefined-size", "pooling-rank", "conv-missing-channel-axis"),
)
def timedistributed_inner_rank(failure: RankMismatch | UndefinedSize, report: Report) -> None:
    """The layer inside a `TimeDistributed` gets a step with another number of axes than it takes.

    `TimeDistributed` takes the axis of steps away and hands the rest to its layer: a `Conv2D` inside needs
    `(batch, steps, height, width, channels)`. A recurrent layer runs over steps itself, and belongs into
    `TimeDistributed` only where each step is a sequence of its own.

    Example:
        import keras
        from keras import layers

        images = keras.Input((32, 32, 3))
        outputs = layers.TimeDistributed(layers.Conv2D(8, 3))(images)
    Use instead:
        import keras
        from keras import layers

        videos = keras.Input((10, 32, 32, 3))
        outputs = layers.TimeDistributed(layers.Conv2D(8, 3))(videos)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.TimeDistributed(layers.LSTM(32))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.LSTM(32, return_sequences=True)(inputs)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    outer = next((layer for layer in fact.enclosing if layer.class_name == "TimeDistributed"), None)
    inner = fact.subject
    rank = _needed(failure, inner)
    if outer is None or rank is None or not isinstance(inner, Layer):
        return
    tensor = given_to(outer, failure.tensor, report)
    report(
        f"{code(outer.title)} needs {code(axes_of_steps(inner, rank))}, got {code(tensor.shape)}",
        fact.site,
        help=_remedy(inner, outer, rank, failure.tensor.rank),
        related=[(report.origin(tensor), source_words(tensor, report))],
    )


def _needed(failure: RankMismatch | UndefinedSize, inner: object) -> int | None:
    """The rank that the inner layer takes, if it was given another."""
    if isinstance(failure, RankMismatch):
        return failure.expected[0]
    return 3 if direction_of(inner) is not None and failure.tensor.rank == 2 else None


def _remedy(inner: Layer, outer: Layer, needed: int, found: int | None) -> str:
    if found is not None and found == needed - 1:
        if direction_of(inner) is not None:
            return f"{code(inner.title)} runs over the steps by itself: leave {code(outer.class_name)} out"
        return f"the input has no axis of steps: add one, or use {code(inner.title)} without {code(outer.class_name)}"
    return f"{code(inner.class_name)} sees each step without the axis of steps"
