"""KL211."""

from __future__ import annotations

from keralint.api import Dim, Report, ReshapeMismatch, Severity, Shape, dim_text, rule
from keralint_rules.words import code, source_words, subject_name


@rule("KL211", "reshape-size-mismatch", severity=Severity.ERROR)
def reshape_size_mismatch(failure: ReshapeMismatch, report: Report) -> None:
    """A reshape to another number of elements.

    Reshaping moves no data: the sizes multiplied must stay the same. One size may be -1, which is computed from the
    others. The `Reshape` layer leaves the batch axis out of `target_shape`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((7, 7, 64))
        outputs = layers.Reshape((49, 32))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((7, 7, 64))
        outputs = layers.Reshape((49, 64))(inputs)
    """
    source, target = failure.source, Shape(failure.target)
    before, after = source.size(), Shape(tuple(size for size in failure.target if size != -1)).size()
    known = all(isinstance(size, int) for size in (before, after))
    numbers = _numbers(before, after, inferred=-1 in failure.target) if known else ""
    report(
        f"{code(subject_name(report))} cannot make {code(target)} of {code(source)}{numbers}",
        report.fact.site,
        related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
    )


def _numbers(before: Dim, after: Dim, *, inferred: bool) -> str:
    if inferred:
        return f": {dim_text(before)} elements do not divide by {dim_text(after)}"
    return f": {dim_text(after)} elements are not {dim_text(before)}"
