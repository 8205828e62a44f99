"""KL253."""

from __future__ import annotations

from keralint.api import IndexOutOfRange, Report, Severity, TooManyIndices, dim_text, rule
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code, count


@rule("KL253", "index-out-of-range", severity=Severity.ERROR)
def index_out_of_range(failure: IndexOutOfRange | TooManyIndices, report: Report) -> None:
    """A tensor is indexed beyond its axes, or beyond the size of one.

    The batch axis is the first index: `x[:, -1]` takes the last step of a sequence.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        last = inputs[:, 20]
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        last = inputs[:, -1]
    """
    tensor = failure.tensor
    if isinstance(failure, TooManyIndices):
        given, rank = count(failure.given, "index"), count(tensor.rank or 0, "axis")
        words = f"{given} for {code(tensor.shape)}, which has only {rank}"
    else:
        words = (
            f"index {failure.index} lies outside of axis {failure.axis} of {code(tensor.shape)},"
            f" which has the size {dim_text(failure.size)}"
        )
    report(words, report.fact.site, related=sources((tensor,), report))
