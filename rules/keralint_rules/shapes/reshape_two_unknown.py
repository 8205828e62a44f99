"""KL212."""

from __future__ import annotations

from keralint.api import Expected, InvalidArgument, InvalidReshapeTarget, Report, Severity, rule
from keralint_rules.arguments.values import argument_place, numbers_in
from keralint_rules.words import code, subject_name, value_text


@rule("KL212", "reshape-two-unknown", severity=Severity.ERROR, overrides=("invalid-argument",))
def reshape_two_unknown(failure: InvalidReshapeTarget | InvalidArgument, report: Report) -> None:
    """A reshape with more than one size left to be computed, or with a negative size.

    One size may be -1: it follows from the number of elements. Two of them would not be determined.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((12, 8))
        outputs = layers.Reshape((-1, -1, 2))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((12, 8))
        outputs = layers.Reshape((-1, 4, 2))(inputs)
    """
    if isinstance(failure, InvalidArgument):
        sizes = numbers_in(failure.value)
        if failure.argument != "target_shape" or failure.expected.kind is not Expected.SHAPE or len(sizes) < 2:
            return
        place, target = argument_place("target_shape", report), tuple(sizes)
    else:
        place, target = report.fact.site, failure.target
    open_sizes = sum(size is None or size == -1 for size in target)
    name = code(subject_name(report))
    if open_sizes > 1:
        words = f"{name} to {value_text(target)} leaves {open_sizes} sizes open, of which only one can be computed"
    else:
        words = f"the sizes given to {name} must be positive, or -1 for one of them, got {value_text(target)}"
    report(words, place)
