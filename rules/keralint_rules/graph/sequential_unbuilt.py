"""KL331."""

from __future__ import annotations

from keralint.api import EmptySequential, Report, Severity, UnbuiltModel, rule
from keralint_rules.words import code


@rule("KL331", "sequential-unbuilt", severity=Severity.ERROR)
def sequential_unbuilt(failure: UnbuiltModel | EmptySequential, report: Report) -> None:
    """Something is asked of a `Sequential` model that it knows only once its input is known.

    Without an `Input` as its first layer a `Sequential` model is built when it is first called, fitted or told the
    shape by `build`. Until then it has no inputs, no outputs and no weights.

    Example:
        import keras
        from keras import layers

        model = keras.Sequential([layers.Dense(8), layers.Dense(1)])
        size = model.output_shape[-1]
    Use instead:
        import keras
        from keras import layers

        model = keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dense(1)])
        size = model.output_shape[-1]
    """
    if isinstance(failure, EmptySequential):
        report("the `Sequential` model has no layers", report.fact.site, help="add layers before it is used")
        return
    report(
        f"the `Sequential` model has no {code(failure.name)} yet: its input is not known",
        report.fact.site,
        help="start the model with an `Input`, or call `model.build` with the shape of the input",
    )
