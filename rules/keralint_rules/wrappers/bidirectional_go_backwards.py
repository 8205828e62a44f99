"""KL117."""

from __future__ import annotations

from keralint.api import Applicability, Report, SameDirection, Severity, rule
from keralint_rules.words import code


@rule("KL117", "bidirectional-go-backwards", severity=Severity.ERROR, fix=Applicability.SAFE)
def bidirectional_go_backwards(failure: SameDirection, report: Report) -> None:
    """The layer inside a `Bidirectional` runs backwards already.

    `Bidirectional` makes the backward layer itself: it copies the layer that it is given and turns the copy around.
    With `go_backwards=True` both would run backwards, which Keras 3 refuses; Keras 2 turned the copy to run forwards.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32, go_backwards=True))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32))(inputs)
    """
    if failure.backward is not None:
        return
    site, written = report.creation(failure.forward), report.argument("go_backwards", failure.forward)
    report(
        f"the {code(failure.forward.class_name)} inside `Bidirectional` runs backwards already, so that both"
        " directions would be the same",
        report.fact.site,
        help="leave `go_backwards=True` out: `Bidirectional` makes the backward layer itself",
        related=[(written or site, "it is told to run backwards here")],
        fix=report.fix("Remove `go_backwards`", report.remove_argument(written, site)) if written and site else None,
    )
