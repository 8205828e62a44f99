"""KL718."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from keralint.api import Applicability, Expected, Fix, InvalidArgument, Report, Severity, rule
from keralint_rules.arguments.values import argument_place, expectation_text
from keralint_rules.words import code, ordinal, subject_name, value_text

GENERAL: Final = (
    "invalid-argument", "non-positive-size", "non-integer-size", "unknown-activation", "unknown-identifier",
    "padding-value", "data-format-value",
)  # fmt: skip
"""What is said of the value where it is not clear what it is meant for."""

LAYERS: Final = frozenset({Expected.LAYER, Expected.RECURRENT_LAYER, Expected.CELL, Expected.LAYERS})
"""Who gives something else than a layer has mistaken more than the order: other rules say what."""


@rule("KL718", "misplaced-argument", severity=Severity.ERROR, fix=Applicability.UNSAFE, overrides=GENERAL)
def misplaced_argument(failure: InvalidArgument, report: Report) -> None:
    """An argument that is given by position stands in the place of another.

    The order of the parameters is not that of the words in which people think of a layer, nor that of other libraries:
    behind the size of a convolution's kernel come its strides, and the padding and the activation come later. What is
    given by name cannot be misplaced.

    Example:
        import keras

        layer = keras.layers.Conv2D(32, 3, "same")
    Use instead:
        import keras

        layer = keras.layers.Conv2D(32, 3, padding="same")

    Example:
        import keras

        layer = keras.layers.Dense("relu", 64)
    Use instead:
        import keras

        layer = keras.layers.Dense(activation="relu", units=64)
    """
    meant = dict(failure.moves)
    parameters, name = report.parameters(), failure.argument
    if name not in meant or name not in parameters or failure.expected.kind in LAYERS:
        return
    texts = [
        f"{to}={_short(report.text(arg))}" for one, to in meant.items() if (arg := report.argument(one)) is not None
    ]
    if len(texts) < len(meant):
        return
    subject, position = code(subject_name(report)), ordinal(parameters.index(name))
    expected, got = expectation_text(failure.expected), value_text(failure.value)
    report(
        f"the {position} argument of {subject} is {code(name)}, which must be {expected}, got {got}",
        argument_place(name, report),
        help=f"did you mean {' and '.join(map(code, texts))}?",
        fix=_fix(meant, parameters, report),
    )


def _short(text: str) -> str:
    """What is written for an argument, as long as it fits into a message."""
    return text if len(text) < 30 and "\n" not in text else "…"


def _fix(meant: Mapping[str, str], parameters: Sequence[str], report: Report) -> Fix | None:
    """The misplaced arguments by name, and those behind them; nothing is left that the call must give."""
    call = report.call(report.fact.site)
    plain = [] if call is None else [argument for argument in call.args if argument.keyword is None]
    first = min(parameters.index(name) for name in meant)
    if call is None or any(argument.star for argument in call.args):
        return None
    named = [argument.keyword.value for argument in call.args if argument.keyword is not None]
    after = [meant.get(name, name) for name in parameters[: len(plain)]]
    symbol = report.symbol()
    signature = symbol.signature if symbol is not None else None
    required = {p.name for p in signature.parameters if p.required} if signature is not None else set()
    if not required.issubset({*named, *after}) or len({*named, *after}) < len(named) + len(after):
        return None
    edits = [report.insert_before(argument, f"{name}=") for argument, name in zip(plain[first:], after[first:])]
    return report.fix("Give them by name", *edits)
