"""KL303."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, DisconnectedGraph, Fix, Place, Report, Severity, Tensor, rule
from keralint_rules.graph.written import given, tensor_name
from keralint_rules.words import code


@rule("KL303", "graph-disconnected", severity=Severity.ERROR, fix=Applicability.UNSAFE)
def graph_disconnected(failure: DisconnectedGraph, report: Report) -> None:
    """An output of a model cannot be computed from its inputs alone.

    `Model(inputs, outputs)` follows the graph from the outputs back to the inputs. It finds no way where an `Input`
    that an output depends on is not listed, or where the variable that is listed no longer holds the `Input`,
    because the result of a layer was assigned to it.

    Example:
        import keras
        from keras import layers

        image = keras.Input((8,))
        label = keras.Input((8,))
        outputs = layers.Add()([image, label])
        model = keras.Model(image, outputs)
    Use instead:
        import keras
        from keras import layers

        image = keras.Input((8,))
        label = keras.Input((8,))
        outputs = layers.Add()([image, label])
        model = keras.Model([image, label], outputs)

    Example:
        import keras
        from keras import layers

        x = keras.Input((8,))
        x = layers.Dense(4)(x)
        model = keras.Model(x, x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        outputs = layers.Dense(4)(inputs)
        model = keras.Model(inputs, outputs)
    """
    argument = given(report, "inputs", 0)
    place: Place = argument.value if argument is not None else report.fact.site
    missing = failure.missing
    if missing is None:
        report(f"{tensor_name(failure.output, report)} is not computed from `inputs`", place)
        return
    variable = report.variable(missing)
    origin = (report.origin(missing), "the `Input` is made here")
    lost = report.names.overwritten(missing) if variable is None else None
    if lost is not None:
        before, after = lost
        made = f"the output of {code(report.name_of(after.value))}" if isinstance(after.value, Tensor) else "a layer"
        report(
            f"{code(before.name)} no longer holds the `Input` that the outputs depend on",
            place,
            help="give the result of the layer a name of its own",
            related=[(after.site, f"{code(before.name)} becomes {made} here"), origin],
        )
        return
    name = code(variable) if variable is not None else "an `Input`"
    report(
        f"the outputs depend on {name}, which is not among `inputs`",
        place,
        help=f"add {name} to `inputs`",
        related=[origin],
        fix=_fix(argument, missing, report),
    )


def _fix(argument: cst.Arg | None, missing: Tensor, report: Report) -> Fix | None:
    name = report.local_variable(missing)
    if argument is None or name is None:
        return None
    value = argument.value
    title = f"Add `{name}` to `inputs`"
    if isinstance(value, cst.List) and value.elements and not isinstance(value.elements[-1].comma, cst.Comma):
        return report.fix(title, report.insert_after(value.elements[-1].value, f", {name}"))
    if isinstance(value, (cst.Name, cst.Call, cst.Attribute)):
        return report.fix(title, report.insert_before(value, "["), report.insert_after(value, f", {name}]"))
    return None
