"""KL231."""

from __future__ import annotations

from keralint.api import Failing, Layer, Report, Severity, SizeMismatch, dim_text, rule
from keralint_rules.shapes.attention_needs_list import ATTENTION
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code


@rule("KL231", "attention-width-mismatch", severity=Severity.ERROR, overrides=("size-mismatch",))
def attention_width_mismatch(failure: SizeMismatch, report: Report) -> None:
    """The query and the key of an `Attention` have different widths, or key and value different lengths.

    The scores are products of the features of query and key, so that both need as many features; without a key the
    value stands in for it. Keras 3 builds the model, and fails when data runs through it.

    Example:
        import keras
        import numpy
        from keras import layers

        query = keras.Input((10, 64))
        value = keras.Input((20, 32))
        outputs = layers.Attention()([query, value])
        keras.Model([query, value], outputs).predict([numpy.zeros((1, 10, 64)), numpy.zeros((1, 20, 32))], verbose=0)
    Use instead:
        import keras
        import numpy
        from keras import layers

        query = keras.Input((10, 64))
        value = keras.Input((20, 64))
        outputs = layers.Attention()([query, value])
        keras.Model([query, value], outputs).predict([numpy.zeros((1, 10, 64)), numpy.zeros((1, 20, 64))], verbose=0)
    """
    fact = report.fact
    if not isinstance(fact, Failing) or not isinstance(fact.subject, Layer) or failure.other is None:
        return
    if fact.subject.class_name not in ATTENTION:
        return
    what = {-1: "features", -2: "steps"}.get(failure.axis, "samples")
    report(
        f"{code(fact.subject.class_name)} of {code(failure.other.shape)} and {code(failure.tensor.shape)} needs as many"
        f" {what} in both, got {dim_text(failure.expected)} and {dim_text(failure.found)}",
        fact.site,
        help="project one of them with a `Dense` layer" if failure.axis == -1 else None,
        related=sources((failure.other, failure.tensor), report),
    )
