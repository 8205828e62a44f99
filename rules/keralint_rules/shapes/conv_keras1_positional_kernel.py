"""KL208."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, BuiltinLayer, Edit, ModuleEnded, Report, Severity, rule
from keralint_rules.shapes.kernels import positional_strides
from keralint_rules.words import code


@rule("KL208", "conv-keras1-positional-kernel", severity=Severity.WARNING, fix=Applicability.UNSAFE)
def conv_keras1_positional_kernel(fact: ModuleEnded, report: Report) -> None:
    """A two-dimensional kernel is given as two numbers, of which the second is read as the strides.

    In Keras 1 `Conv2D(32, 3, 3)` was a kernel of 3 by 3. Since then it is a kernel of 3 with strides of 3, which makes
    the output nine times smaller. One such call may be meant; it is reported where it is the habit of a program.

    Example:
        import keras
        from keras import layers

        model = keras.Sequential()
        model.add(keras.Input((64, 64, 3)))
        model.add(layers.Conv2D(32, 3, 3, activation="relu"))
        model.add(layers.Conv2D(32, 3, 3, activation="relu"))
    Use instead:
        import keras
        from keras import layers

        model = keras.Sequential()
        model.add(keras.Input((64, 64, 3)))
        model.add(layers.Conv2D(32, (3, 3), activation="relu"))
        model.add(layers.Conv2D(32, (3, 3), activation="relu"))
    """
    found: dict[cst.CSTNode, tuple[BuiltinLayer, cst.Arg]] = {}
    for layer, _ in fact.layers:
        site = report.creation(layer)
        if not isinstance(layer, BuiltinLayer) or site is None:
            continue
        argument = positional_strides(layer, report)
        if argument is not None and layer.given["strides"] in (3, 5, 7) and _literal(argument):
            found[site.node] = (layer, argument)
    if len(found) < 2:
        return
    for layer, argument in found.values():
        edits = _as_tuple(layer, argument, report)
        size = layer.given["kernel_size"]
        report(
            f"`{layer.class_name}(…, {size}, {size})` is a kernel of {size} with strides of {size}",
            argument,
            help=f"write {code(f'({size}, {size})')} for a kernel of {size} by {size}",
            fix=report.fix(f"Write `({size}, {size})`", *edits) if edits else None,
        )


def _literal(argument: cst.Arg) -> bool:
    return isinstance(argument.value, cst.Integer)


def _as_tuple(layer: BuiltinLayer, strides: cst.Arg, report: Report) -> tuple[Edit, ...]:
    kernel = report.argument("kernel_size", layer)
    if kernel is None or kernel.keyword is not None:
        return ()
    return report.insert_before(kernel, "("), report.insert_after(strides, ")")
