"""KL229."""

from __future__ import annotations

from keralint.api import InputCountMismatch, Report, Severity, rule
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code, count, subject_name


@rule("KL229", "input-count", severity=Severity.ERROR)
def input_count(failure: InputCountMismatch, report: Report) -> None:
    """A layer is called on another number of tensors than it takes.

    Most layers take one tensor. `Subtract` and `Dot` take a list of exactly two, other merging layers of any number.

    Example:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        outputs = layers.Dense(4)([a, b])
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        outputs = layers.Dense(4)(layers.Concatenate()([a, b]))
    """
    least = "at least " if failure.at_least else ""
    wanted = f"{least}{count(failure.expected, 'tensor')}"
    wanted = f"a list of {wanted}" if failure.a_list else wanted
    found = "a single tensor" if failure.a_list and failure.found == 1 else f"{failure.found}"
    report(
        f"{code(subject_name(report))} takes {wanted}, got {found}",
        report.fact.site,
        related=sources(failure.tensors[:4], report),
    )
