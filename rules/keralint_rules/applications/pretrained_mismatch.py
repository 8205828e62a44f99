"""KL716."""

from __future__ import annotations

from keralint.api import PretrainedMismatch, Report, Severity, rule
from keralint_rules.words import code, value_text


@rule("KL716", "pretrained-mismatch", severity=Severity.ERROR)
def pretrained_mismatch(failure: PretrainedMismatch, report: Report) -> None:
    """The pretrained weights of an application do not fit what the arguments ask for.

    `weights="imagenet"`, the default, loads weights that were trained on colour images (3 channels); those of the
    classifier at the top, on images of one size, for 1000 classes. For other classes the classifier is left away
    (`include_top=False`) and a new one put in its place; for other channels the weights are (`weights=None`).

    Example:
        import keras

        model = keras.applications.MobileNetV2(weights="imagenet", classes=10)
    Use instead:
        import keras

        model = keras.applications.MobileNetV2(weights=None, classes=10)

    Example:
        import keras

        base = keras.applications.VGG16(include_top=False, input_shape=(64, 64, 1))
    Use instead:
        import keras

        base = keras.applications.VGG16(include_top=False, weights=None, input_shape=(64, 64, 1))
    """
    choices = [value_text(value) for value in failure.expected]
    wanted = " or ".join([", ".join(choices[:-1]), choices[-1]]) if len(choices) > 1 else choices[0]
    classifier = " with its classifier" if failure.top else ""
    loaded = "the pretrained weights" if failure.argument == "classifier_activation" else 'the "imagenet" weights'
    report(
        f"{loaded} of {code(failure.application)}{classifier} need {code(failure.argument)} {wanted},"
        f" got {value_text(failure.value)}",
        report.argument_or_call(failure.argument),
        help=_advice(failure),
    )


def _advice(failure: PretrainedMismatch) -> str:
    if failure.argument == "name":
        return f"leave {code('name')} away"
    if failure.top:
        return f"set {code('include_top=False')} and add a classifier, or {code('weights=None')}"
    return f"set {code('weights=None')} to train it from the beginning"
