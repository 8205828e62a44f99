"""KL234."""

from __future__ import annotations

from keralint.api import Failing, Layer, RankMismatch, Report, Severity, rule, tensors_in
from keralint_rules.shapes.merging import sources
from keralint_rules.shapes.mha_missing_value import MULTI_HEAD
from keralint_rules.words import code


@rule("KL234", "mha-rank", severity=Severity.ERROR, overrides=("layer-input-rank",))
def mha_rank(failure: RankMismatch, report: Report) -> None:
    """The query and the value of a `MultiHeadAttention` are not both sequences.

    Both are sequences `(batch, steps, features)`, with the same number of axes. Keras 3 builds the model without a
    look at that, and fails when data runs through it.

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
    name, shape = code(fact.subject.class_name), code(failure.tensor.shape)
    query = next(tensors_in(list(fact.arguments.positional)), None)
    if query is not None and query.rank == failure.found:
        message = f"{name} needs a sequence {code('(batch, steps, features)')}, got {shape}"
    else:
        message = f"{name} needs a value with {failure.expected[0]} axes, as its query has, got {shape}"
    report(
        message,
        fact.site,
        related=sources((failure.tensor,), report),
    )
