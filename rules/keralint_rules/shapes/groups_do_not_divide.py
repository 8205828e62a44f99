"""KL205."""

from __future__ import annotations

from keralint.api import Conflict, ConflictingArguments, GroupsDoNotDivide, Report, Severity, dim_text, rule
from keralint_rules.arguments.values import argument_place
from keralint_rules.words import code, source_words, subject_name


@rule("KL205", "groups-do-not-divide", severity=Severity.ERROR, overrides=("conflicting-arguments",))
def groups_do_not_divide(failure: GroupsDoNotDivide | ConflictingArguments, report: Report) -> None:
    """The channels of the input, or the filters, cannot be divided evenly among the groups.

    A convolution with `groups` splits the channels of its input and its filters into so many equal parts, and
    `GroupNormalization` the channels: both need numbers that are multiples of `groups`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((32, 32, 6))
        outputs = layers.GroupNormalization(groups=4)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((32, 32, 6))
        outputs = layers.GroupNormalization(groups=3)(inputs)

    Example:
        import keras

        layer = keras.layers.Conv2D(10, 3, groups=4)
    Use instead:
        import keras

        layer = keras.layers.Conv2D(12, 3, groups=4)
    """
    name = code(subject_name(report))
    if isinstance(failure, GroupsDoNotDivide):
        tensor = failure.tensor
        report(
            f"the {dim_text(failure.groups)} groups of {name} do not divide the {dim_text(failure.size)} channels"
            f" of {code(tensor.shape)}",
            report.fact.site,
            related=[(report.origin(tensor), source_words(tensor, report))],
        )
    elif failure.conflict is Conflict.GROUPS_DO_NOT_DIVIDE_FILTERS:
        report(f"`filters` of {name} must be a multiple of `groups`", argument_place("groups", report))
