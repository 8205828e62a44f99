"""KL713."""

from __future__ import annotations

from typing import Final

from keralint.api import Applicability, BuiltinLayer, LayerCreated, Report, Severity, rule
from keralint_rules.words import code, value_text

FALSE_WORDS: Final = frozenset({"false", "no", "off", "none", "0"})


@rule("KL713", "boolean-as-string", severity=Severity.WARNING, fix=Applicability.UNSAFE)
def boolean_as_string(fact: LayerCreated, report: Report) -> None:
    """A switch is given as the string `"False"`, which counts as true.

    Every string that is not empty is true to Python: `return_sequences="False"` returns the sequences.

    Example:
        import keras

        layer = keras.layers.LSTM(8, return_sequences="False")
    Use instead:
        import keras

        layer = keras.layers.LSTM(8, return_sequences=False)
    """
    layer = fact.layer
    if not isinstance(layer, BuiltinLayer) or layer.symbol.signature is None:
        return
    switches = {p.name for p in layer.symbol.signature.parameters if isinstance(p.default, bool)}
    for name, value in layer.given.items():
        if name not in switches or not isinstance(value, str) or value.strip().lower() not in FALSE_WORDS:
            continue
        argument = report.argument(name, layer)
        edit = report.replace(argument.value, "False") if argument is not None else None
        report(
            f"{code(name)} of {code(layer.class_name)} is the string {value_text(value)}, which counts as true",
            argument or fact.site,
            help="write `False` without quotes",
            fix=report.fix("Write `False`", edit),
        )
