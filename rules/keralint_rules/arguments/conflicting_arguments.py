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
    Conflict.EITHER_OR: "one of `{0}` and `{1}` must be given, not both",
    Conflict.SHAPES_DIFFER: "`{0}` and `{1}` must have the same shape",
    Conflict.LENGTHS_DIFFER: "`{0}` and `{1}` must have the same length",
    Conflict.MORE_AXES_THAN_KEPT: "`{1}` must not have more axes than `{0}` names",
    Conflict.NUMBERS_ONLY: '`{1}` goes with `{0}="int"` only',
    Conflict.SPARSE_NUMBERS: '`{1}` needs another `{0}` than `"int"`',
    Conflict.FREQUENCIES_ONLY: '`{1}` go with `{0}="tf_idf"` only',
    Conflict.WEIGHTS_MISSING: '`{1}` needs `idf_weights` with `{0}="tf_idf"`',
    Conflict.PADDING_WITHOUT_LIMIT: "`{1}` needs `{0}`",
    Conflict.VOCABULARY_ABOVE_LIMIT: "`{1}` is less than the terms of `{0}` and the places for unknown ones take",
    Conflict.SALT_WITHOUT_HASH: '`{1}` needs `{0}="farmhash"`',
    Conflict.STEP_ABOVE_FRAME: "`{1}` must not be greater than `{0}`",
    Conflict.TRANSFORM_BELOW_FRAME: "`{1}` must not be smaller than `{0}`",
    Conflict.BOTH_GIVEN: "`{0}` and `{1}` cannot both be true",
    Conflict.NOT_TWO_OF_THREE: "exactly two of `{0}`, `{1}` and `{2}` must be given",
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
