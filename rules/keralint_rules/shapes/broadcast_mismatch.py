"""KL251."""

from __future__ import annotations

from keralint.api import BroadcastMismatch, Report, Severity, rule
from keralint_rules.shapes.merging import axis_phrase, clashing, explained
from keralint_rules.words import code, subject_name


@rule("KL251", "broadcast-mismatch", severity=Severity.ERROR)
def broadcast_mismatch(failure: BroadcastMismatch, report: Report) -> None:
    """An operator or function is given tensors whose shapes cannot be broadcast.

    The last axes are held against each other: sizes must be equal, or one of them 1, which is stretched.

    Example:
        import keras

        a = keras.Input((10, 8))
        b = keras.Input((12, 8))
        total = a + b
    Use instead:
        import keras

        a = keras.Input((10, 8))
        b = keras.Input((10, 8))
        total = a + b
    """
    pair = clashing(failure)
    report(
        f"{code(subject_name(report))} cannot broadcast {code(failure.left)} with {code(failure.right)}:"
        f" {axis_phrase(failure.axis, pair)}",
        report.fact.site,
        related=explained(*pair, failure.axis, report) if pair is not None else (),
    )
