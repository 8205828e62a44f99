"""KL701."""

from __future__ import annotations

from keralint.api import Applicability, Failing, Layer, Report, Severity, UnexpectedArgument, rule
from keralint_rules.arguments.spelling import CLEAR_LIKENESS, likeness
from keralint_rules.words import code, subject_name


@rule("KL701", "unknown-argument", severity=Severity.ERROR, fix=Applicability.SAFE)
def unknown_argument(failure: UnexpectedArgument, report: Report) -> None:
    """A keyword argument that the layer, class or function does not have.

    Every layer takes the arguments of its own constructor and a few that all layers share (`name`, `dtype`,
    `trainable`), and refuses all others.

    Example:
        import keras

        layer = keras.layers.Dense(unit=64)
    Use instead:
        import keras

        layer = keras.layers.Dense(units=64)
    """
    argument, meant = report.argument(failure.name), failure.nearest
    if meant is not None and report.argument(meant) is not None:
        meant = None
    fix = None
    if meant is not None and argument is not None and argument.keyword is not None:
        sure = likeness(failure.name, meant) >= CLEAR_LIKENESS
        fix = report.fix(f"Rename to `{meant}`", report.replace(argument.keyword, meant), safe=sure)
    found = report.gone_argument(failure)
    if found is not None and found.added is not None:
        message = f"{refusal(failure, report)} in {report.database.title}"
        report(message, argument or report.fact.site, help=f"it was added in Keras {found.added}")
    else:
        advice = f"did you mean {code(meant)}?" if meant is not None else None
        report(refusal(failure, report), argument or report.fact.site, help=advice, fix=fix)


def refusal(failure: UnexpectedArgument, report: Report) -> str:
    """That what is called does not have the argument."""
    fact = report.fact
    assert isinstance(fact, Failing)
    name = code(subject_name(report))
    if isinstance(fact.subject, Layer) and fact.stage == "call" and fact.method is None:
        return f"calling {name} takes no argument {code(failure.name)}"
    return f"{name} has no argument {code(failure.name)}"
