"""KL236."""

from __future__ import annotations

from keralint.api import Failing, Layer, MergeMismatch, Report, Severity, rule
from keralint_rules.shapes.merging import sources
from keralint_rules.shapes.mha_missing_value import MULTI_HEAD
from keralint_rules.words import code


@rule("KL236", "mha-key-value-mismatch", severity=Severity.ERROR, overrides=("merge-shape-mismatch",))
def mha_key_value_mismatch(failure: MergeMismatch, report: Report) -> None:
    """The key and the value of a `MultiHeadAttention` do not have the same steps.

    Each key belongs to one value: both need the same length, while the query may have another.

    Example:
        import keras
        from keras import layers

        query = keras.Input((5, 64))
        value = keras.Input((10, 64))
        key = keras.Input((12, 64))
        outputs = layers.MultiHeadAttention(4, 16)(query, value, key)
    Use instead:
        import keras
        from keras import layers

        query = keras.Input((5, 64))
        value = keras.Input((10, 64))
        key = keras.Input((10, 64))
        outputs = layers.MultiHeadAttention(4, 16)(query, value, key)
    """
    fact = report.fact
    if not isinstance(fact, Failing) or not isinstance(fact.subject, Layer):
        return
    if fact.subject.class_name not in MULTI_HEAD or len(failure.tensors) != 2:
        return
    value, key = failure.tensors
    report(
        f"{code(fact.subject.class_name)} needs a key as long as its value {code(value.shape)}, got {code(key.shape)}",
        fact.site,
        related=sources((value, key), report),
    )
