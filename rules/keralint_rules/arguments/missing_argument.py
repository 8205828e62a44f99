"""KL702."""

from __future__ import annotations

from keralint.api import Failing, Layer, MissingArgument, Report, Severity, rule
from keralint_rules.words import code, listed, subject_name


@rule("KL702", "missing-argument", severity=Severity.ERROR)
def missing_argument(failure: MissingArgument, report: Report) -> None:
    """A required argument is not given.

    What a layer cannot choose for you has no default: the `units` of a `Dense` or `LSTM`, the `filters` and
    `kernel_size` of a convolution, the `rate` of a `Dropout`.

    Example:
        import keras

        layer = keras.layers.Conv2D(32)
    Use instead:
        import keras

        layer = keras.layers.Conv2D(32, kernel_size=3)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    name = code(subject_name(report))
    subject = (
        f"calling {name}" if isinstance(fact.subject, Layer) and fact.stage == "call" and not fact.method else name
    )
    noun = "argument" if len(failure.names) == 1 else "arguments"
    report(f"{subject} needs the {noun} {listed(failure.names)}", fact.site)
