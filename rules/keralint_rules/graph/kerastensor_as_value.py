"""KL316."""

from __future__ import annotations

from typing import Final

from keralint.api import Report, Severity, TensorAsValue, rule
from keralint_rules.words import code

USES: Final = {
    "iteration": "cannot be iterated over",
    "length": "has no length",
    "number": "is no number",
}
ADVICE: Final = {
    "iteration": "index it: `x[:, i]`, or take it apart with `keras.ops.unstack`",
    "length": "ask for `x.shape[0]`; the batch size is `None` while the model is built",
    "number": "its values are known only when data run through the model",
}


@rule("KL316", "kerastensor-as-value", severity=Severity.ERROR)
def kerastensor_as_value(failure: TensorAsValue, report: Report) -> None:
    """A symbolic tensor is used as if it had its values already: in a loop, by `len`, `int` or `float`.

    A tensor of a model that is being built is a placeholder: Python can neither run over it nor make a number of it.

    Example:
        import keras

        inputs = keras.Input((3, 8))
        steps = [step for step in inputs]
    Use instead:
        import keras

        inputs = keras.Input((3, 8))
        steps = [inputs[:, i] for i in range(3)]
    """
    report(
        f"a symbolic tensor {USES[failure.use]}",
        report.fact.site,
        help=ADVICE[failure.use],
        related=[(report.origin(failure.tensor), f"it is made by {code(report.name_of(failure.tensor))} here")],
    )
