"""KL313."""

from __future__ import annotations

from keralint.api import Failing, Layer, Report, Severity, Tensor, WeightsMismatch, rule
from keralint_rules.graph.written import elsewhere
from keralint_rules.words import code


@rule("KL313", "layer-reuse-incompatible", severity=Severity.ERROR)
def layer_reuse_incompatible(failure: WeightsMismatch, report: Report) -> None:
    """A layer is called a second time, on an input that its weights do not fit.

    The first call makes a layer's weights, for the size of that input. Later calls share them, and need inputs of the
    same size. For another size, or for weights of their own, make a second layer.

    Example:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((6,))
        dense = layers.Dense(4)
        outputs = [dense(a), dense(b)]
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((6,))
        outputs = [layers.Dense(4)(a), layers.Dense(4)(b)]
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    layer = fact.subject
    name = code(layer.title) if isinstance(layer, Layer) else "the layer"
    first = _first_input(failure)
    made = f"made for {code(first.shape)}" if first is not None else f"of shape {code(_shape(failure.built))}"
    report(
        f"the weights of {name} are {made}, and do not fit {code(failure.tensor.shape)}",
        fact.site,
        help="make a layer of its own for each input",
        related=[
            (
                elsewhere(report.origin(failure.first), report) if failure.first is not None else None,
                "first called here",
            ),
            (
                elsewhere(report.creation(layer), report) if isinstance(layer, Layer) else None,
                f"{name} is created here",
            ),
        ],
    )


def _first_input(failure: WeightsMismatch) -> Tensor | None:
    call = failure.first.call if failure.first is not None else None
    return call.inputs[0] if call is not None and call.inputs else None


def _shape(dims: tuple[object, ...]) -> str:
    return f"({', '.join(map(str, dims))}{',' if len(dims) == 1 else ''})"
