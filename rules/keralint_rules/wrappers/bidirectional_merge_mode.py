"""KL116."""

from __future__ import annotations

from typing import Final

from keralint.api import Applicability, InvalidArgument, Layer, Report, Severity, Tensor, rule
from keralint_rules.words import code, value_text
from keralint_rules.wrappers.wrapping import wrapper_name

MEANT: Final = {
    "add": "sum",
    "plus": "sum",
    "average": "ave",
    "avg": "ave",
    "mean": "ave",
    "multiply": "mul",
    "prod": "mul",
    "product": "mul",
    "concatenate": "concat",
    "cat": "concat",
    "none": None,
}
"""What other names for the modes mean; the modes themselves are found in any case."""


@rule(
    "KL116",
    "bidirectional-merge-mode",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=("invalid-argument",),
)
def bidirectional_merge_mode(failure: InvalidArgument, report: Report) -> None:
    """`merge_mode` of `Bidirectional` is not one of the ways in which it can merge its two directions.

    The outputs are put side by side (`"concat"`, the default, which doubles the width), added (`"sum"`), averaged
    (`"ave"`), multiplied (`"mul"`), or returned one by one (`None`). It is the second positional argument; a backward
    layer is given by name.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32), merge_mode="add")(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32), merge_mode="sum")(inputs)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        backward = layers.LSTM(32, go_backwards=True)
        outputs = layers.Bidirectional(layers.LSTM(32), backward)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        backward = layers.LSTM(32, go_backwards=True)
        outputs = layers.Bidirectional(layers.LSTM(32), backward_layer=backward)(inputs)
    """
    if wrapper_name(report) != "Bidirectional" or failure.argument != "merge_mode":
        return
    value = failure.value
    meant = _meant(value)
    argument = report.argument("merge_mode")
    fix = None
    if argument is not None and isinstance(value, Layer):
        fix = report.fix("Pass the layer as `backward_layer`", report.insert_before(argument, "backward_layer="))
    elif argument is not None and meant != "":
        text = "None" if meant is None else f'"{meant}"'
        fix = report.fix(f"Use `{text}`", report.replace(argument.value, text))
    report(
        f"`merge_mode` must be {code('concat')}, {code('sum')}, {code('ave')}, {code('mul')} or `None`,"
        f" got {value_text(value)}",
        argument or report.fact.site,
        help=_help(value, meant),
        fix=fix if argument is None or argument.keyword is None or not isinstance(value, Layer) else None,
    )


def _meant(value: object) -> str | None:
    """The mode that is meant; empty if that is not clear."""
    if not isinstance(value, str):
        return ""
    lowered = value.lower()
    return lowered if lowered in MEANT.values() else MEANT.get(lowered, "")


def _help(value: object, meant: str | None) -> str | None:
    if isinstance(value, Layer):
        return "the second positional argument is `merge_mode`: pass the layer as `backward_layer=`"
    if isinstance(value, Tensor):
        return "the second argument is `merge_mode`: call the wrapper on the tensor, `Bidirectional(layer)(x)`"
    return None if meant == "" else f"did you mean {code('None' if meant is None else meant)}?"
