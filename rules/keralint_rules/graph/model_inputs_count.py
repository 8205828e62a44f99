"""KL322."""

from __future__ import annotations

from collections.abc import Sequence

from keralint.api import (
    Applicability,
    Failing,
    Fix,
    FunctionalModel,
    InputCountMismatch,
    Report,
    SequentialModel,
    Severity,
    Tensor,
    rule,
)
from keralint_rules.graph.written import positional
from keralint_rules.words import code, count, listed


@rule(
    "KL322",
    "model-inputs-count",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=("input-count",),
)
def model_inputs_count(failure: InputCountMismatch, report: Report) -> None:
    """A model is called on another number of tensors than it has inputs.

    A model takes all of its inputs in one argument: a list, or a dict with the names of the inputs.

    Example:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        model = keras.Model([a, b], layers.Add()([a, b]))
        outputs = model(a, b)
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        model = keras.Model([a, b], layers.Add()([a, b]))
        outputs = model([a, b])
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    model = fact.subject
    if not isinstance(model, (FunctionalModel, SequentialModel)) or fact.method is not None:
        return
    name = report.variable(model) or model.name
    given = positional(report.call(fact.site))
    one_by_one = len(given) == failure.expected and failure.found == 1 and failure.expected > 1
    found = "them one by one" if one_by_one else str(failure.found)
    names = [tensor.call.operation.name for tensor in _inputs(model) if tensor.call is not None]
    report(
        f"{code(name)} has {count(failure.expected, 'input')}, got {found}",
        fact.site,
        help=f"give them in a list: {listed(names)}" if failure.expected > 1 else None,
        fix=_fix(report) if one_by_one else None,
    )


def _inputs(model: FunctionalModel | SequentialModel) -> Sequence[Tensor]:
    return model.input_tensors if isinstance(model, FunctionalModel) else ()


def _fix(report: Report) -> Fix | None:
    given = positional(report.call(report.fact.site))
    return report.fix(
        "Put the tensors into a list", report.insert_before(given[0], "["), report.insert_after(given[-1].value, "]")
    )
