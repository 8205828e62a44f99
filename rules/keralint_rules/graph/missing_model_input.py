"""KL323."""

from __future__ import annotations

from keralint.api import MissingModelInput, Report, Severity, rule
from keralint_rules.words import code, listed, subject_name


@rule("KL323", "missing-model-input", severity=Severity.ERROR)
def missing_model_input(failure: MissingModelInput, report: Report) -> None:
    """A model is called on a dict that lacks one of its inputs.

    The keys of the dict are the names of the inputs, as `Input(…, name=…)` gives them; for a model that was built
    from a dict they are its keys.

    Example:
        import keras
        from keras import layers

        a = keras.Input((8,), name="image")
        b = keras.Input((8,), name="label")
        model = keras.Model([a, b], layers.Add()([a, b]))
        outputs = model({"image": a, "labels": b})
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((8,), name="image")
        b = keras.Input((8,), name="label")
        model = keras.Model([a, b], layers.Add()([a, b]))
        outputs = model({"image": a, "label": b})
    """
    report(
        f"{code(subject_name(report))} has the inputs {listed(failure.expected)}, got {listed(failure.given)}"
        if failure.given
        else f"{code(subject_name(report))} has the inputs {listed(failure.expected)}, got none",
        report.fact.site,
        help=f"{code(failure.name)} is missing",
    )
