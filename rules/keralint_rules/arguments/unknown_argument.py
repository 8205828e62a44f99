"""KL701."""

from __future__ import annotations

from typing import Final

from keralint.api import Applicability, Failing, Layer, Report, Severity, UnexpectedArgument, rule
from keralint_rules.arguments.old_names import new_name
from keralint_rules.arguments.spelling import CLEAR_LIKENESS, likeness
from keralint_rules.words import code, subject_name

ADVICE: Final = {
    "batch_input_shape": "begin the model with `keras.Input(batch_shape=…)`",
    "nb_row": "give `kernel_size=(rows, columns)`",
    "nb_col": "give `kernel_size=(rows, columns)`",
    "dim_ordering": "give `data_format`: `tf` was `channels_last`, `th` was `channels_first`",
    "consume_less": "leave it out",
}
"""What to do about arguments that have no successor of the same meaning."""


@rule("KL701", "unknown-argument", severity=Severity.ERROR, fix=Applicability.SAFE)
def unknown_argument(failure: UnexpectedArgument, report: Report) -> None:
    """A keyword argument that the layer, class or function does not have.

    Every layer takes the arguments of its own constructor and a few that all layers share (`name`, `dtype`,
    `trainable`), and refuses all others. Many old programs use the names of Keras 1 (`output_dim`, `border_mode`,
    `nb_filter`, `W_regularizer`), which are gone.

    Example:
        import keras

        layer = keras.layers.Dense(unit=64)
    Use instead:
        import keras

        layer = keras.layers.Dense(units=64)

    Example:
        import keras

        layer = keras.layers.Conv2D(32, 3, border_mode="same")
    Use instead:
        import keras

        layer = keras.layers.Conv2D(32, 3, padding="same")
    """
    argument = report.argument(failure.name)
    parameters = report.parameters()
    renamed = new_name(failure.name, [*parameters, failure.nearest or ""])
    meant = renamed or failure.nearest
    if failure.name in ADVICE or (meant is not None and report.argument(meant) is not None):
        meant = None
    fix = None
    if meant is not None and argument is not None and argument.keyword is not None:
        sure = renamed is not None or likeness(failure.name, meant) >= CLEAR_LIKENESS
        fix = report.fix(f"Rename to `{meant}`", report.replace(argument.keyword, meant), safe=sure)
    report(_message(failure, report), argument or report.fact.site, help=_help(failure, renamed, meant), fix=fix)


def _message(failure: UnexpectedArgument, report: Report) -> str:
    fact = report.fact
    assert isinstance(fact, Failing)
    name = code(subject_name(report))
    if isinstance(fact.subject, Layer) and fact.stage == "call" and fact.method is None:
        return f"calling {name} takes no argument {code(failure.name)}"
    return f"{name} has no argument {code(failure.name)}"


def _help(failure: UnexpectedArgument, renamed: str | None, meant: str | None) -> str | None:
    if failure.name in ADVICE:
        return ADVICE[failure.name]
    if meant is None:
        return None
    return f"it is called {code(meant)} now" if meant == renamed else f"did you mean {code(meant)}?"
