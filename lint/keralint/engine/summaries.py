"""The summary of each model that a program builds, as `model.summary()` would print it."""

from __future__ import annotations

from collections.abc import Iterator

from keralint.engine.result import Dims, LayerSummary, ModelSummary
from keralint.interpreter.facts import LayerBound, ModelBuilt, Site
from keralint.interpreter.machine import Machine
from keralint.interpreter.user_layers import UserLayer
from keralint.semantics.context import Context
from keralint.semantics.layer import Layer, Operation
from keralint.semantics.models import FunctionalModel, InputLayer, SequentialModel
from keralint.semantics.models.counting import parameters
from keralint.semantics.tensors import Tensor
from keralint.shapes import Dim
from keralint.source.parsing import Module

KINDS: dict[type[Layer], str] = {FunctionalModel: "functional", SequentialModel: "sequential", UserLayer: "subclass"}


def summaries(module: Module, machine: Machine) -> tuple[ModelSummary, ...]:
    """The models in the order in which they are bound to names, or built."""
    return tuple(
        _summary(name, _line(site, module) or 1, model, module, machine.context)
        for model, name, site in _named(machine)
    )


def _named(machine: Machine) -> Iterator[tuple[Layer, str, Site]]:
    """The models, each with the name of a variable that holds it: one of the module's, if there is one."""
    found: dict[Layer, tuple[str, Site]] = {}
    for fact in machine.recorder.facts:
        if isinstance(fact, ModelBuilt):
            found.setdefault(fact.model, (fact.model.name, fact.site))
        elif isinstance(fact, LayerBound) and _is_model(fact.layer):
            unnamed = fact.layer not in found or found[fact.layer][0] == fact.layer.name
            if unnamed or (found[fact.layer][1].callers and not fact.site.callers):
                found[fact.layer] = (fact.name, fact.site)
    for model, (name, site) in found.items():
        yield model, name, site


def _is_model(layer: Layer) -> bool:
    return isinstance(layer, (FunctionalModel, SequentialModel)) or (isinstance(layer, UserLayer) and layer.is_model)


def _line(site: object, module: Module) -> int | None:
    return module.positions.span(site.node).line if isinstance(site, Site) and site.module is module else None


def _summary(name: str, line: int, model: Layer, module: Module, context: Context) -> ModelSummary:
    graph = model.functional(context) if isinstance(model, SequentialModel) else model
    functional = graph if isinstance(graph, FunctionalModel) else None
    return ModelSummary(
        name,
        line,
        KINDS[type(model)],
        _number(parameters(model, context)),
        _number(parameters(model, context, trainable=True)),
        () if functional is None else tuple((_source(x), x.shape.dims) for x in functional.input_tensors),
        () if functional is None else tuple(x.shape.dims for x in functional.output_tensors),
        tuple(_layers(model, functional, module, context)),
    )


def _number(value: Dim) -> int | None:
    return value if isinstance(value, int) else None


def _source(tensor: Tensor) -> str:
    return tensor.call.operation.name if tensor.call is not None else ""


def _layers(
    model: Layer, functional: FunctionalModel | None, module: Module, context: Context
) -> Iterator[LayerSummary]:
    """A row for each operation of the graph; a Sequential does not show its Input."""
    if functional is None:
        for layer in model.sublayers(context):
            yield _row(layer, (), (), module, context)
        return
    for operation in functional.graph.operations:
        if isinstance(model, SequentialModel) and isinstance(operation, InputLayer):
            continue
        call = next((call for call in functional.graph.calls if call.operation is operation), None)
        outputs = () if call is None else tuple(output.shape.dims for output in call.outputs)
        inputs = () if call is None else tuple(dict.fromkeys(map(_source, call.inputs)))
        yield _row(operation, outputs, inputs, module, context)


def _row(
    operation: Operation, outputs: tuple[Dims | None, ...], inputs: tuple[str, ...], module: Module, context: Context
) -> LayerSummary:
    params = _number(parameters(operation, context)) if isinstance(operation, Layer) else 0
    line = _line(getattr(operation, "site", None), module)
    return LayerSummary(operation.name, operation.class_name, outputs, params, line, inputs)
