"""KL301."""

from __future__ import annotations

from keralint.api import (
    ApiReference,
    Applicability,
    Binding,
    Failing,
    Fix,
    Layer,
    NotAModelTensor,
    NotATensor,
    Report,
    Severity,
    Tensor,
    UnsupportedOperand,
    rule,
)
from keralint_rules.graph.written import elsewhere, layer_place
from keralint_rules.words import code, subject_name


@rule(
    "KL301",
    "layer-not-called",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("not-a-tensor", "unsupported-operand"),
)
def layer_not_called(failure: NotATensor | NotAModelTensor | UnsupportedOperand, report: Report) -> None:
    """A layer stands where a tensor is needed: it was created, and not called.

    `Dense(4)` makes a layer, `Dense(4)(x)` a tensor. Layers are called on tensors, and models are made of tensors.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(4)(inputs)
        x = layers.Dense(1)
        model = keras.Model(inputs, x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(4)(inputs)
        x = layers.Dense(1)(x)
        model = keras.Model(inputs, x)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8, 8))
        outputs = layers.Dense(1)(layers.Flatten())
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8, 8))
        outputs = layers.Dense(1)(layers.Flatten()(inputs))
    """
    layer = failure.value
    if not isinstance(layer, Layer):
        return
    lost = _overwritten_tensor(layer, report)
    creation = report.creation(layer)
    used = f"{_use(failure, report)}, got the layer {code(layer.title)}"
    call = f"call the layer on a tensor: {code(f'{layer.class_name}(…)(x)')}"
    if lost is not None and creation is not None:
        report(
            f"{code(layer.title)} is created here, and not called",
            creation,
            help=f"call it on what {code(lost.name)} held before: {code(f'{layer.class_name}(…)({lost.name})')}",
            related=[(report.fact.site, used)],
            fix=_fix(layer, lost.name, report),
        )
        return
    here = elsewhere(creation, report)
    report(used, layer_place(layer, report), help=call, related=[(here, f"{code(layer.title)} is created here")])


def _use(failure: NotATensor | NotAModelTensor | UnsupportedOperand, report: Report) -> str:
    fact = report.fact
    assert isinstance(fact, Failing)
    name = code(subject_name(report))
    if isinstance(failure, NotAModelTensor):
        return f"{code(failure.argument)} of {name} must be tensors"
    if isinstance(failure, UnsupportedOperand):
        return f"{code(failure.symbol)} needs a tensor"
    return f"{name} {'needs tensors' if isinstance(fact.subject, ApiReference) else 'needs a tensor'}"


def _overwritten_tensor(layer: Layer, report: Report) -> Binding | None:
    """What the layer's variable held before, if that is a tensor: then the call was forgotten where it was created."""
    binding = next(iter(report.names.of_value.get(layer, ())), None)
    before = report.names.before(binding.site, binding.name) if binding is not None else None
    return before if before is not None and isinstance(before.value, Tensor) else None


def _fix(layer: Layer, name: str, report: Report) -> Fix | None:
    node = report.call(report.creation(layer))
    if node is None or not name.isidentifier():
        return None
    return report.fix(f"Call it on `{name}`", report.insert_after(node, f"({name})"))
