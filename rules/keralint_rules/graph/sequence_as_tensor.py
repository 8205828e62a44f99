"""KL341."""

from __future__ import annotations

from keralint.api import Report, SequenceAsTensor, Severity, rule
from keralint_rules.words import code, count


@rule("KL341", "sequence-as-tensor", severity=Severity.ERROR)
def sequence_as_tensor(failure: SequenceAsTensor, report: Report) -> None:
    """A list or tuple of tensors is used as if it were one tensor.

    A layer or model with several outputs returns all of them in a list or tuple, which has no shape and cannot be
    indexed by axes. Take the one that is meant first.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        model = keras.Model(inputs, [layers.Dense(4)(inputs), layers.Dense(2)(inputs)])
        last = model(inputs)[:, -1]
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        model = keras.Model(inputs, [layers.Dense(4)(inputs), layers.Dense(2)(inputs)])
        last = model(inputs)[0][:, -1]
    """
    use = "indexed by axes" if failure.use == "[]" else f"asked for its {code(failure.use)}"
    made = next((tensor for tensor in failure.tensors if tensor.call is not None), None)
    report(
        f"a sequence of {count(len(failure.tensors), 'tensor')} is {use} as if it were one tensor",
        report.fact.site,
        help="take one of them by its index first",
        related=[] if made is None else [(report.origin(made), f"{code(report.name_of(made))} gives one of them here")],
    )
