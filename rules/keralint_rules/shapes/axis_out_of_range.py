"""KL241."""

from __future__ import annotations

from keralint.api import AxisOutOfRange, Report, Severity, rule
from keralint_rules.arguments.values import argument_place
from keralint_rules.shapes.axes import axis_range
from keralint_rules.shapes.merging import Related
from keralint_rules.words import code, count, source_words, subject_name


@rule("KL241", "axis-out-of-range", severity=Severity.ERROR)
def axis_out_of_range(failure: AxisOutOfRange, report: Report) -> None:
    """An axis is named that the tensor does not have.

    Axes count from 0, the batch included, or from -1 at the end: the channels of images are axis 3, those of sequences
    axis 2, and -1 for both.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((100, 16))
        outputs = layers.BatchNormalization(axis=3)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((100, 16))
        outputs = layers.BatchNormalization(axis=-1)(inputs)
    """
    tensor = failure.tensor
    rank = tensor.rank or 0
    place = argument_place(failure.argument, report)
    related: Related = [(report.origin(tensor), source_words(tensor, report))]
    if report.span(place).line != report.span(report.fact.site).line:
        related.insert(0, (place, f"the axis is {failure.axis} here"))
    report(
        f"{code(failure.argument)} of {code(subject_name(report))} is {failure.axis}, but {code(tensor.shape)} has only"
        f" {count(rank, 'axis')}",
        report.fact.site,
        help=f"the axes are {axis_range(rank)}" if rank else None,
        related=related,
    )
