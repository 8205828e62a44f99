"""KL805."""

from __future__ import annotations

from keralint.api import InstanceCreated, Report, Severity, rule
from keralint_rules.words import code


@rule("KL805", "ignored-argument", severity=Severity.WARNING)
def ignored_argument(fact: InstanceCreated, report: Report) -> None:
    """An argument that Keras 3 still takes, and ignores.

    `decay` of the optimizers made the learning rate smaller from step to step. Keras 3 warns and keeps the learning
    rate as it is, so that the model trains otherwise than it did (`keras/src/optimizers/base_optimizer.py`).

    Example:
        import keras

        optimizer = keras.optimizers.SGD(learning_rate=0.1, decay=1e-4)
    Use instead:
        import keras

        schedule = keras.optimizers.schedules.InverseTimeDecay(0.1, decay_steps=1, decay_rate=1e-4)
        optimizer = keras.optimizers.SGD(learning_rate=schedule)
    """
    symbol = report.symbol()
    if symbol is None:
        return
    for name, old in report.history.discouraged(symbol, fact.instance.arguments).items():
        value = fact.instance.arguments[name]
        nothing = value is None or value == 0  # what it has no effect with anyway
        if old.ignored and not nothing:
            title = code(symbol.canonical.rpartition(".")[2])
            report(f"{title} ignores {code(name)} in Keras 3", report.argument(name) or fact.site, help=old.advice)
