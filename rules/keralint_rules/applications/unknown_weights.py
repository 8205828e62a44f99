"""KL717."""

from __future__ import annotations

from keralint.api import Report, Severity, UnknownWeights, rule
from keralint_rules.words import code, value_text


@rule("KL717", "unknown-weights", severity=Severity.ERROR)
def unknown_weights(failure: UnknownWeights, report: Report) -> None:
    """The `weights` of an application are neither `None` nor "imagenet" nor a file of weights.

    Weights are loaded from files whose names end in `.keras`, `.weights.h5`, `.h5` or `.hdf5`.

    Example:
        import keras

        model = keras.applications.MobileNetV2(weights="ImageNet")
    Use instead:
        import keras

        model = keras.applications.MobileNetV2(weights=None)
    """
    value = failure.value
    misspelt = isinstance(value, str) and value.lower().replace("_", "").replace("-", "").startswith("imagenet")
    report(
        f"{code('weights')} of {code(failure.application)} must be {code(None)}, {code(repr('imagenet'))} or a file of"
        f" weights, got {value_text(value)}",
        report.argument_or_call("weights"),
        help=f"write {code(repr('imagenet'))}" if misspelt else None,
    )
