"""KL128."""

from __future__ import annotations

from keralint.api import BuiltinLayer, Failing, InputCountMismatch, Report, Severity, rule
from keralint_rules.words import code, count


@rule("KL128", "timedistributed-multi-input", severity=Severity.ERROR, overrides=("input-count",))
def timedistributed_multi_input(failure: InputCountMismatch, report: Report) -> None:
    """`TimeDistributed` is called on several tensors, which only Keras 2 could do.

    In Keras 3 the wrapper takes one sequence. Merging layers work on whole sequences without it; for anything else,
    merge the inputs before, or wrap a model that takes them as one tensor.

    Example:
        import keras
        from keras import layers

        a, b = keras.Input((20, 8)), keras.Input((20, 4))
        outputs = layers.TimeDistributed(layers.Concatenate())([a, b])
    Use instead:
        import keras
        from keras import layers

        a, b = keras.Input((20, 8)), keras.Input((20, 4))
        outputs = layers.Concatenate()([a, b])
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    layer = fact.subject
    if not isinstance(layer, BuiltinLayer) or layer.class_name != "TimeDistributed" or failure.found < 2:
        return
    report(
        f"{code(layer.title)} takes one sequence, got {count(failure.found, 'tensor')}",
        fact.site,
        help="merge them first; `Concatenate`, `Add` and the like need no `TimeDistributed`",
        related=[(report.origin(tensor), f"{code(tensor.shape)} comes from here") for tensor in failure.tensors],
    )
