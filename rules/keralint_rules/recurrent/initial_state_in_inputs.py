"""KL150."""

from __future__ import annotations

from keralint.api import Applicability, Failing, Fix, InputCountMismatch, Layer, Report, Severity, rule
from keralint_rules.recurrence import direction_of
from keralint_rules.words import code, count


@rule(
    "KL150",
    "initial-state-in-inputs",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=("input-count",),
)
def initial_state_in_inputs(failure: InputCountMismatch, report: Report) -> None:
    """The initial states of a recurrent layer are given in one list with its input.

    Keras 2 took `lstm([x, h, c])`. Keras 3 takes one tensor, and the states as `initial_state`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        state_h, state_c = keras.Input((32,)), keras.Input((32,))
        outputs = layers.LSTM(32)([inputs, state_h, state_c])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        state_h, state_c = keras.Input((32,)), keras.Input((32,))
        outputs = layers.LSTM(32)(inputs, initial_state=[state_h, state_c])
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    layer = fact.subject
    ranks = [tensor.rank for tensor in failure.tensors]
    if direction_of(layer) is None or not isinstance(layer, Layer) or len(ranks) < 2 or failure.expected != 1:
        return
    rank = ranks[0]
    if rank is None or rank < 3 or any(other != rank - 1 for other in ranks[1:]):
        return
    report(
        f"{code(layer.title)} takes its input alone, got a list of it and {count(len(ranks) - 1, 'state')}",
        fact.site,
        help="give the states as `initial_state`",
        fix=_fix(report),
    )


def _fix(report: Report) -> Fix | None:
    """`lstm([x, h, c])` becomes `lstm(x, initial_state=[h, c])`, where the list is written out."""
    node = report.call(report.fact.site)
    if node is None or not node.args:
        return None
    written = node.args[0].value
    elements = [element.value for element in getattr(written, "elements", ())]
    texts = [report.text(element) for element in elements]
    if len(texts) < 2 or any("\n" in text or text.startswith("*") for text in texts):
        return None
    return report.fix(
        "Give the states as `initial_state`",
        report.replace(node.args[0], f"{texts[0]}, initial_state=[{', '.join(texts[1:])}]"),
    )
