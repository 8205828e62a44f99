"""KL333."""

from __future__ import annotations

from keralint.api import RebuiltWithAnotherShape, Report, Severity, rule
from keralint_rules.words import code


@rule("KL333", "sequential-rebuilt", severity=Severity.ERROR)
def sequential_rebuilt(failure: RebuiltWithAnotherShape, report: Report) -> None:
    """`build` is given another shape than the `Sequential` model has already.

    Example:
        import keras
        from keras import layers

        model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
        model.build((None, 4))
    Use instead:
        import keras
        from keras import layers

        model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
        model.build((None, 8))
    """
    report(
        f"the `Sequential` model is built for {code(failure.built)} already, got {code(failure.given)}",
        report.fact.site,
        help="leave `build` away: the `Input` says the shape",
    )
