"""KL302."""

from __future__ import annotations

from keralint.api import EmptyModel, NotAModelTensor, NotATensor, Place, Report, Severity, Tensor, rule
from keralint_rules.graph.written import given
from keralint_rules.words import code, subject_name, value_text


@rule("KL302", "not-a-tensor", severity=Severity.ERROR)
def not_a_tensor(failure: NotATensor | NotAModelTensor | EmptyModel, report: Report) -> None:
    """A layer or a model is given something that is not a tensor.

    A layer is called on tensors, `Model(inputs, outputs)` is made of the symbolic tensors that `Input` and layers
    give. `None` in their place often comes from a function without `return`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        model = keras.Model(inputs, layers.Dense)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        model = keras.Model(inputs, layers.Dense(4)(inputs))

    Example:
        import keras
        from keras import layers

        def block(x):
            x = layers.Dense(8)(x)

        inputs = keras.Input((8,))
        outputs = layers.Dense(4)(block(inputs))
    Use instead:
        import keras
        from keras import layers

        def block(x):
            return layers.Dense(8)(x)

        inputs = keras.Input((8,))
        outputs = layers.Dense(4)(block(inputs))
    """
    name = code(subject_name(report))
    if isinstance(failure, EmptyModel):
        report(f"{code(failure.argument)} of {name} is empty", _place(failure.argument, report))
        return
    value = f"the array {code(failure.value.shape)}" if _is_array(failure.value) else value_text(failure.value)
    advice = "does the function that gives it lack a `return`?" if failure.value is None else None
    if isinstance(failure, NotAModelTensor):
        wanted = f"{code(failure.argument)} of {name} must be symbolic tensors"
        report(f"{wanted}, got {value}", _place(failure.argument, report), help=advice)
        return
    report(f"{name} needs a tensor, got {value}", report.fact.site, help=advice)


def _is_array(value: object) -> bool:
    return isinstance(value, Tensor)


def _place(argument: str, report: Report) -> Place:
    return given(report, argument, ("inputs", "outputs").index(argument)) or report.fact.site
