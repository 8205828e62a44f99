"""KL309."""

from __future__ import annotations

from keralint.api import ApiReference, Applicability, NotALayerInSequential, Report, Severity, rule
from keralint_rules.graph.written import written_item
from keralint_rules.words import code


@rule("KL309", "sequential-class-added", severity=Severity.ERROR, fix=Applicability.SAFE)
def sequential_class_added(failure: NotALayerInSequential, report: Report) -> None:
    """The class of a layer is put into a `Sequential` model, in place of a layer.

    Example:
        import keras
        from keras import layers

        model = keras.Sequential([keras.Input((8, 8)), layers.Flatten, layers.Dense(1)])
    Use instead:
        import keras
        from keras import layers

        model = keras.Sequential([keras.Input((8, 8)), layers.Flatten(), layers.Dense(1)])
    """
    value = failure.value
    if not isinstance(value, ApiReference) or value.symbol is None or not value.symbol.is_layer:
        return
    name = value.canonical.rpartition(".")[2]
    item = written_item(report, value)
    signature = value.symbol.signature
    complete = signature is not None and not any(parameter.required for parameter in signature.parameters)
    edit = report.insert_after(item, "()") if item is not None and complete else None
    report(
        f"a `Sequential` model takes layers, got the class {code(name)}",
        item or report.fact.site,
        help=f"make a layer of it: {code(f'{name}()' if complete else f'{name}(…)')}",
        fix=report.fix(f"Call `{name}`", edit) if edit is not None else None,
    )
