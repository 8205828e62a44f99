"""KL307."""

from __future__ import annotations

from keralint.api import Applicability, Fix, LayersNotAList, Report, Severity, rule
from keralint_rules.graph.written import positional
from keralint_rules.words import value_text


@rule("KL307", "sequential-not-a-list", severity=Severity.ERROR, fix=Applicability.SAFE)
def sequential_not_a_list(failure: LayersNotAList, report: Report) -> None:
    """`Sequential` is given its layers one by one in place of a list.

    The layers come in one list; the second argument of `Sequential` is another one.

    Example:
        import keras
        from keras import layers

        model = keras.Sequential(layers.Dense(8), layers.Dense(1))
    Use instead:
        import keras
        from keras import layers

        model = keras.Sequential([layers.Dense(8), layers.Dense(1)])
    """
    several = len(failure.values) > 1
    report(
        f"`Sequential` takes its layers in a list, got {'them' if several else value_text(failure.values[0])}"
        f"{' one by one' if several else ''}",
        report.fact.site,
        help="put the layers into a list",
        fix=_fix(report),
    )


def _fix(report: Report) -> Fix | None:
    call = report.call(report.fact.site)
    plain = positional(call)
    if not plain or call is None or any(argument.star for argument in call.args):
        return None
    return report.fix(
        "Put the layers into a list", report.insert_before(plain[0], "["), report.insert_after(plain[-1].value, "]")
    )
