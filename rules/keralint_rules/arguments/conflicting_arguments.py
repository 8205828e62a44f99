"""KL714."""

from __future__ import annotations

from typing import Final

from keralint.api import Conflict, ConflictingArguments, Report, Severity, rule
from keralint_rules.arguments.values import argument_place
from keralint_rules.words import code, listed, subject_name

WORDS: Final = {
    Conflict.OUTPUT_PADDING_NOT_BELOW_STRIDES: "`output_padding` must be smaller than `strides` on each axis",
    Conflict.DROPOUT_WITH_FLASH_ATTENTION: "flash attention cannot be combined with `dropout`",
    Conflict.HEADS_NOT_DIVISIBLE: "`num_query_heads` must be a multiple of `num_key_value_heads`",
    Conflict.ONLY_ONE_GIVEN: "`{0}` and `{1}` are given together or not at all",
}


@rule("KL714", "conflicting-arguments", severity=Severity.ERROR)
def conflicting_arguments(failure: ConflictingArguments, report: Report) -> None:
    """Arguments that are each right, but exclude each other.

    Example:
        import keras

        layer = keras.layers.GroupQueryAttention(head_dim=8, num_query_heads=6, num_key_value_heads=4)
    Use instead:
        import keras

        layer = keras.layers.GroupQueryAttention(head_dim=8, num_query_heads=8, num_key_value_heads=4)
    """
    words = WORDS.get(failure.conflict, f"{listed(failure.arguments)} exclude each other")
    report(
        f"{code(subject_name(report))}: {words.format(*failure.arguments)}",
        argument_place(failure.arguments[-1], report),
    )
