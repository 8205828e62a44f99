"""KL104."""

from __future__ import annotations

from keralint.api import Failing, Report, Severity, UndefinedSize, rule
from keralint_rules.recurrence import direction_of
from keralint_rules.words import code, source_words, subject_name


@rule("KL104", "rnn-feature-dim-none", severity=Severity.ERROR, overrides=("undefined-size",))
def rnn_feature_dim_none(failure: UndefinedSize, report: Report) -> None:
    """A recurrent layer is called on a sequence whose number of features is not defined.

    The weights of a recurrent layer depend on the number of features, the last axis. The number of steps may be
    `None`, so that sequences can have any length; the number of features may not.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((None, None))
        outputs = layers.GRU(32)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((None, 8))
        outputs = layers.GRU(32)(inputs)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    if direction_of(fact.subject) is None or failure.tensor.rank != 3:
        return
    if any(outer.class_name == "TimeDistributed" for outer in fact.enclosing):
        return
    from_input = failure.tensor.call is not None and failure.tensor.call.operation.class_name == "InputLayer"
    report(
        f"{code(subject_name(report))} needs a known number of features, got {code(failure.tensor.shape)}",
        fact.site,
        help="give the number of features: `keras.Input((None, features))`" if from_input else None,
        related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
    )
