"""KL147."""

from __future__ import annotations

from keralint.api import Applicability, Failing, Layer, RankMismatch, Report, Severity, rule
from keralint_rules.recurrence import set_flag, sources
from keralint_rules.words import code


@rule(
    "KL147",
    "repeatvector-rank",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=("layer-input-rank",),
)
def repeatvector_rank(failure: RankMismatch, report: Report) -> None:
    """`RepeatVector` is called on a whole sequence, not on the one vector that it repeats.

    An encoder hands its last output, `(batch, units)`, to `RepeatVector(steps)`, which makes a sequence for the
    decoder of it. With `return_sequences=True` the encoder's output is a sequence already.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(64, return_sequences=True)(inputs)
        x = layers.RepeatVector(20)(x)
        outputs = layers.LSTM(8, return_sequences=True)(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(64)(inputs)
        x = layers.RepeatVector(20)(x)
        outputs = layers.LSTM(8, return_sequences=True)(x)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    if not isinstance(fact.subject, Layer) or fact.subject.class_name != "RepeatVector" or failure.found != 3:
        return
    found = sources(failure.tensor)
    if not found or not all(source.layer.arguments.get("return_sequences") is True for source in found):
        return
    edits = [set_flag(source.layer, "return_sequences", False, report) for source in found]
    plain = all(sure for _, sure in edits) and all(source.near for source in found)
    report(
        f"`RepeatVector` needs one vector {code('(batch, features)')}, got the sequence {code(failure.tensor.shape)}",
        fact.site,
        help="leave `return_sequences=True` out of the encoder's last layer",
        related=[(report.creation(s.layer), f"{code(s.title)} returns its whole sequence here") for s in found],
        fix=report.fix("Return the last output only", *[edit for edit, _ in edits], safe=plain),
    )
