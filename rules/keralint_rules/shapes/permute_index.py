"""KL213."""

from __future__ import annotations

import libcst as cst

from keralint.api import (
    Applicability,
    Expected,
    Fix,
    InvalidArgument,
    NotAPermutation,
    Report,
    Severity,
    rule,
)
from keralint_rules.arguments.values import argument_place, constructed, numbers_in
from keralint_rules.words import code, count, source_words, subject_name, value_text


@rule("KL213", "permute-index", severity=Severity.ERROR, fix=Applicability.UNSAFE, overrides=("invalid-argument",))
def permute_index(failure: InvalidArgument | NotAPermutation, report: Report) -> None:
    """A permutation that does not name every axis once.

    `Permute` leaves the batch axis where it is and counts the others from 1: `Permute((2, 1))` swaps the two axes
    after the batch. `keras.ops.transpose` moves all axes and counts from 0.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((10, 64))
        outputs = layers.Permute((0, 2, 1))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((10, 64))
        outputs = layers.Permute((2, 1))(inputs)
    """
    name = code(subject_name(report))
    if isinstance(failure, NotAPermutation):
        axes = count(failure.tensor.rank or 0, "axis")
        report(
            f"{name} needs each of the {axes} of {code(failure.tensor.shape)} once, got {value_text(failure.axes)}",
            report.fact.site,
            related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
        )
        return
    if failure.expected.kind is not Expected.PERMUTATION:
        return
    axes_given = numbers_in(failure.value)
    from_zero = sorted(axes_given, key=str) == [*range(len(axes_given))]
    report(
        f"{code(failure.argument)} of {name} must be the axes 1 to {len(axes_given)}, each once,"
        f" got {value_text(failure.value)}",
        argument_place(failure.argument, report),
        help="the axes count from 1, and the batch axis is left out" if from_zero else None,
        fix=_fix(failure, axes_given, report) if from_zero else None,
    )


def _fix(failure: InvalidArgument, axes: list[object], report: Report) -> Fix | None:
    """Leave the batch axis out where it is named first, else count from 1."""
    argument = report.argument(failure.argument, constructed(failure.argument, report))
    if argument is None or not isinstance(argument.value, cst.Tuple):
        return None
    numbers = [axis for axis in axes if isinstance(axis, int)]
    corrected = tuple(numbers[1:]) if numbers[0] == 0 else tuple(axis + 1 for axis in numbers)
    if not corrected:
        return None
    return report.fix(f"Change to `{corrected}`", report.replace_value(argument, str(corrected)))
