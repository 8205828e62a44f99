"""KL220."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keralint.api import (
    ApiReference,
    Applicability,
    Failing,
    Fix,
    InputCountMismatch,
    Layer,
    Report,
    Severity,
    TooManyArguments,
    rule,
)
from keralint_rules.words import code, subject_name

MERGES: Final = frozenset({"Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"})


@rule(
    "KL220",
    "merge-needs-list",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=("too-many-arguments", "input-count"),
)
def merge_needs_list(failure: InputCountMismatch | TooManyArguments, report: Report) -> None:
    """A merging layer is given its tensors one by one, or only one, in place of a list.

    `Add`, `Concatenate` and the like take one argument: the list of the tensors.

    Example:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        outputs = layers.Add()(a, b)
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        outputs = layers.Add()([a, b])

    Example:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        outputs = layers.concatenate(a, b)
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        outputs = layers.concatenate([a, b])
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    subject = fact.subject
    merge = isinstance(subject, Layer) and subject.class_name in MERGES and fact.stage == "call"
    function = isinstance(subject, ApiReference) and subject.canonical.rpartition(".")[2].capitalize() in MERGES
    if not (merge or (function and fact.stage == "call")):
        return
    if isinstance(failure, InputCountMismatch) and not failure.a_list:
        return
    several = len(_written(report)) > 1
    report(
        f"{code(subject_name(report))} takes one list of tensors,"
        f" got {'its tensors one by one' if several else 'a single tensor'}",
        fact.site,
        help="put the tensors into a list" if several else "give it a list of the tensors that it is to merge",
        fix=_fix(report) if several else None,
    )


def _written(report: Report) -> list[cst.Arg]:
    """The positional arguments of the call, as they are written."""
    call = report.call(report.fact.site)
    return [argument for argument in call.args if argument.keyword is None] if call is not None else []


def _fix(report: Report) -> Fix | None:
    plain = _written(report)
    if len(plain) < 2 or any(argument.star for argument in plain):
        return None
    return report.fix(
        "Put the tensors into a list", report.insert_before(plain[0], "["), report.insert_after(plain[-1], "]")
    )
