"""KL703."""

from __future__ import annotations

from keralint.api import Failing, Layer, Report, Severity, TooManyArguments, rule
from keralint_rules.words import code, count, subject_name


@rule("KL703", "too-many-arguments", severity=Severity.ERROR)
def too_many_arguments(failure: TooManyArguments, report: Report) -> None:
    """More arguments by position than there are parameters that take them.

    Most layers take few arguments by position; what configures them further is given by name.

    Example:
        import keras

        layer = keras.layers.Flatten("channels_last", 2)
    Use instead:
        import keras

        layer = keras.layers.Flatten("channels_last")
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    name = code(subject_name(report))
    subject = (
        f"calling {name}" if isinstance(fact.subject, Layer) and fact.stage == "call" and not fact.method else name
    )
    limit = f"at most {count(failure.limit, 'positional argument')}" if failure.limit else "no positional arguments"
    report(f"{subject} takes {limit}, got {failure.given}", fact.site)
