"""KL306."""

from __future__ import annotations

from keralint.api import Applicability, Keras1ModelArguments, Report, Severity, rule
from keralint_rules.words import listed


@rule("KL306", "model-keras1-kwargs", severity=Severity.ERROR, fix=Applicability.SAFE)
def model_keras1_kwargs(failure: Keras1ModelArguments, report: Report) -> None:
    """`Model` is given its tensors as `input` and `output`, as in Keras 1.

    Since Keras 2 the arguments are called `inputs` and `outputs`.

    Example:
        import keras
        from keras import layers

        x = keras.Input((8,))
        model = keras.Model(input=x, output=layers.Dense(1)(x))
    Use instead:
        import keras
        from keras import layers

        x = keras.Input((8,))
        model = keras.Model(inputs=x, outputs=layers.Dense(1)(x))
    """
    call = report.call(report.fact.site)
    old = [
        argument.keyword
        for argument in (call.args if call is not None else ())
        if argument.keyword is not None and argument.keyword.value in failure.names
    ]
    plural = listed(f"{name}s" for name in failure.names)
    report(
        f"`Model` takes {plural}, got {listed(failure.names)}",
        old[0] if old else report.fact.site,
        fix=report.fix(f"Rename to {plural}", *[report.replace(keyword, f"{keyword.value}s") for keyword in old]),
    )
