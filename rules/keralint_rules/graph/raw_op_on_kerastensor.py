"""KL314."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keralint.api import Applicability, Edit, Fix, ForeignFunctionOnTensor, Report, Severity, rule
from keralint_rules.words import code

RENAMED: Final = {
    "a": "x", "arr": "x", "array": "x", "arrays": "xs", "clip_value_max": "x_max", "clip_value_min": "x_min",
    "depth": "num_classes", "features": "x", "input": "x", "input_tensor": "x", "logits": "x", "multiples": "repeats",
    "params": "x", "perm": "axes", "shape": "newshape", "tensor": "x", "value": "x", "values": "xs",
    "x": "x1", "y": "x2",
}  # fmt: skip
"""What arguments of other libraries are called in `keras.ops`, where that has no argument of the same name."""

OTHERWISE: Final = frozenset({"split", "pad", "norm", "argmax", "argmin", "resize", "where", "cumsum", "einsum"})
"""Functions whose arguments do not all mean the same in Keras."""


@rule("KL314", "raw-op-on-kerastensor", severity=Severity.ERROR, fix=Applicability.UNSAFE)
def raw_op_on_kerastensor(failure: ForeignFunctionOnTensor, report: Report) -> None:
    """A function of TensorFlow, NumPy or `math` is given a symbolic Keras tensor.

    What `Input` and layers give while a functional model is built is a placeholder without values. In Keras 3 only
    layers and the functions of `keras.ops` can take it. Code that needs another library goes into the `call` of a
    layer of its own, where the tensors are real ones.

    Example:
        import numpy as np
        import keras
        from keras import layers

        inputs = keras.Input((8, 4))
        x = np.mean(inputs, axis=1)
        outputs = layers.Dense(1)(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8, 4))
        x = keras.ops.mean(inputs, axis=1)
        outputs = layers.Dense(1)(x)
    """
    if not failure.path.startswith(("numpy.", "tensorflow.", "math.", "keras.")):
        return
    equivalent = failure.equivalent.canonical if failure.equivalent is not None else None
    advice = "do it in the `call` of a layer of its own"
    call = report.call(report.fact.site)
    written = report.text(call.func) if call is not None else ""
    name = written if written and "\n" not in written else failure.path
    report(
        f"{code(name)} cannot take a symbolic Keras tensor",
        report.fact.site,
        help=f"use {code(equivalent)}, or {advice}" if equivalent is not None else advice,
        related=[(report.origin(failure.tensor), f"the tensor is made by {code(report.name_of(failure.tensor))} here")],
        fix=_fix(failure, call, report),
    )


def _fix(failure: ForeignFunctionOnTensor, call: cst.Call | None, report: Report) -> Fix | None:
    """The call of Keras's function with the same arguments, where each has a counterpart."""
    equivalent = failure.equivalent
    symbol = equivalent.symbol if equivalent is not None else None
    if call is None or symbol is None or symbol.signature is None or failure.path.rpartition(".")[2] in OTHERWISE:
        return None
    callee = _callee(failure, call, report)
    edits = [_renamed(argument, [p.name for p in symbol.signature.parameters], report) for argument in call.args]
    if callee is None or None in edits:
        return None
    changed = [edit for edit in edits if isinstance(edit, Edit)]
    return report.fix(f"Use `{symbol.canonical}`", report.replace(call.func, callee), *changed)


def _callee(failure: ForeignFunctionOnTensor, call: cst.Call, report: Report) -> str | None:
    """How the program can write Keras's function: by its own import of Keras, or through TensorFlow."""
    assert failure.equivalent is not None
    path = failure.equivalent.canonical
    spelled = report.names.spelled(path)
    if spelled is not None:
        return spelled
    written = report.text(call.func)
    tail = failure.path.partition(".")[2]
    if failure.path.startswith("tensorflow.") and written.endswith(f".{tail}"):
        return f"{written[: -len(tail)]}{path}"
    return None


def _renamed(argument: cst.Arg, parameters: list[str], report: Report) -> Edit | bool | None:
    """The edit that renames a keyword; true if there is nothing to change, `None` if there is no counterpart."""
    if argument.star:
        return None
    keyword = argument.keyword
    if keyword is None or keyword.value in parameters:
        return True
    other = RENAMED.get(keyword.value)
    other = "x" if other == "xs" and "xs" not in parameters else other
    return report.replace(keyword, other) if other in parameters else None
