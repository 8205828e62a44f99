"""KL234."""

from __future__ import annotations

from keralint.api import Failing, Layer, RankMismatch, Report, Severity, rule
from keralint_rules.shapes.merging import sources
from keralint_rules.shapes.mha_missing_value import MULTI_HEAD
from keralint_rules.words import code


@rule("KL234", "mha-rank", severity=Severity.ERROR, overrides=("layer-input-rank",))
def mha_rank(failure: RankMismatch, report: Report) -> None:
    """The query and the value of a `MultiHeadAttention` do not have the same number of axes.

    Both are sequences `(batch, steps, features)`. Keras 3 builds the model without a look at that, and fails when
    data runs through it.

    Example:
        import keras
        import numpy
        from keras import layers

        query = keras.Input((10, 64))
        value = keras.Input((64,))
        outputs = layers.MultiHeadAttention(4, 16)(query, value)
        keras.Model([query, value], outputs).predict([numpy.zeros((1, 10, 64)), numpy.zeros((1, 64))], verbose=0)
    Use instead:
        import keras
        import numpy
        from keras import layers

        query = keras.Input((10, 64))
        value = keras.Input((1, 64))
        outputs = layers.MultiHeadAttention(4, 16)(query, value)
        keras.Model([query, value], outputs).predict([numpy.zeros((1, 10, 64)), numpy.zeros((1, 1, 64))], verbose=0)
    """
    fact = report.fact
    if not isinstance(fact, Failing) or not isinstance(fact.subject, Layer):
        return
    if fact.subject.class_name not in MULTI_HEAD or not failure.late:
        return
    wanted = failure.expected[0]
    report(
        f"{code(fact.subject.class_name)} needs a value with {wanted} axes, as its query has, got"
        f" {code(failure.tensor.shape)}",
        fact.site,
        related=sources((failure.tensor,), report),
    )
