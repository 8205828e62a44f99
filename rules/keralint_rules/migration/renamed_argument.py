"""KL802."""

from __future__ import annotations

from keralint.api import Applicability, Report, Severity, UnexpectedArgument, rule
from keralint_rules.arguments.unknown_argument import refusal
from keralint_rules.words import code


@rule("KL802", "renamed-argument", severity=Severity.ERROR, fix=Applicability.SAFE, overrides=("unknown-argument",))
def renamed_argument(failure: UnexpectedArgument, report: Report) -> None:
    """An argument under the name that it had in an earlier version of Keras.

    Keras 2 renamed most arguments of Keras 1 (`output_dim`, `nb_filter`, `border_mode`, `W_regularizer`, `nb_epoch`),
    and accepted the old names until 2.3; `lr` of the optimizers became `learning_rate`.

    Example:
        import keras

        layer = keras.layers.Conv2D(32, 3, border_mode="same")
    Use instead:
        import keras

        layer = keras.layers.Conv2D(32, 3, padding="same")

    Example:
        import keras

        optimizer = keras.optimizers.Adam(lr=0.001)
    Use instead:
        import keras

        optimizer = keras.optimizers.Adam(learning_rate=0.001)
    """
    found = report.gone_argument(failure)
    if found is None or found.successor is None:
        return
    argument, new = report.argument(failure.name), found.successor
    twice = report.argument(new) is not None
    fix = None
    if argument is not None and argument.keyword is not None and not twice:
        fix = report.fix(f"Rename to `{new}`", report.replace(argument.keyword, new))
    # What Keras 3.0 dropped had its new name before, which the data of the last releases of Keras 2 cannot tell.
    since = f"since Keras {found.removed}" if found.removed not in (None, "3.0") else "now"
    advice = f"it is called {code(new)} {since}"
    if twice:
        advice += ", which is given as well"
    report(refusal(failure, report), argument or report.fact.site, help=advice, fix=fix)
