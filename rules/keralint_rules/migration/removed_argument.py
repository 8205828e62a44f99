"""KL803."""

from __future__ import annotations

from keralint.api import Applicability, Report, Severity, UnexpectedArgument, rule
from keralint_rules.arguments.unknown_argument import refusal
from keralint_rules.migration.words import removal, what_to_do


@rule("KL803", "removed-argument", severity=Severity.ERROR, fix=Applicability.UNSAFE, overrides=("unknown-argument",))
def removed_argument(failure: UnexpectedArgument, report: Report) -> None:
    """An argument that an earlier version of Keras took, and that has no successor of the same meaning.

    Keras 3 dropped arguments that made sense with TensorFlow alone (`fused`, `time_major`, `workers`), and those of
    Keras 1 that were long ignored (https://keras.io/guides/migrating_to_keras_3/).

    Example:
        import keras

        layer = keras.layers.BatchNormalization(fused=True)
    Use instead:
        import keras

        layer = keras.layers.BatchNormalization()

    Example:
        import keras

        model = keras.Sequential([keras.layers.Dense(4, batch_input_shape=(32, 8))])
    Use instead:
        import keras

        model = keras.Sequential([keras.Input(batch_shape=(32, 8)), keras.layers.Dense(4)])
    """
    found = report.gone_argument(failure)
    if found is None or found.successor is not None or (found.removed is None and found.advice is None):
        return
    argument = report.argument(failure.name)
    edit = report.remove_argument(argument) if argument is not None and found.droppable else None
    message = refusal(failure, report)
    report(
        f"{message}: it {removal(found)}" if found.removed is not None else message,
        argument or report.fact.site,
        help=what_to_do(found),
        fix=report.fix("Leave it out", edit),
    )
