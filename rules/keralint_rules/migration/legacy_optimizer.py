"""KL807."""

from __future__ import annotations

import libcst as cst

from keralint.api import ApiReference, Applicability, Edit, Failing, LegacyOptimizer, Report, Severity, rule
from keralint_rules.words import code


@rule("KL807", "legacy-optimizer", severity=Severity.ERROR, fix=Applicability.UNSAFE)
def legacy_optimizer(failure: LegacyOptimizer, report: Report) -> None:
    """An optimizer of `keras.optimizers.legacy`, which Keras 3 has by name only.

    The module holds the optimizers of Keras before 2.11. In Keras 3 its classes are still there to be imported, and
    raise when they are made (`keras/src/optimizers/__init__.py`).

    Example:
        import keras

        optimizer = keras.optimizers.legacy.Adam(learning_rate=0.001)
    Use instead:
        import keras

        optimizer = keras.optimizers.Adam(learning_rate=0.001)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    assert isinstance(fact.subject, ApiReference)
    path = fact.subject.path
    successor = path.replace(".legacy.", ".")
    report(
        f"{code(path)} cannot be made in Keras 3",
        fact.site,
        help=f"use {code(successor)}",
        fix=report.fix("Leave out `legacy`", _shortened(report)),
    )


def _shortened(report: Report) -> Edit | None:
    """`keras.optimizers.legacy.Adam` without `legacy`, where it is written so."""
    node = report.call(report.fact.site)
    match node.func if node is not None else None:
        case cst.Attribute(value=cst.Attribute(value=module, attr=cst.Name("legacy")) as legacy):
            return report.replace(legacy, report.text(module))
    return None
