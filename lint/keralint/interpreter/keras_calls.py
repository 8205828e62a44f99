"""Calls into Keras: layers and models are created, settings are made."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from keralint.interpreter.budget import DISCOUNT_FOR_APPLICATIONS, MAX_FUEL
from keralint.interpreter.escape import escape
from keralint.interpreter.facts import InstanceCreated, LayerCreated, ModelBuilt, Site
from keralint.interpreter.iteration import run_over
from keralint.interpreter.keras_functions import FUNCTIONS
from keralint.interpreter.libraries import FUNCTIONAL
from keralint.interpreter.lowering import lift, lower_call
from keralint.interpreter.machine import Machine
from keralint.interpreter.naming import SHAPES_OF_INPUTS, shape_with_names, with_names
from keralint.interpreter.settings import SETTINGS, ApiCall
from keralint.interpreter.spreading import shape_of_parameter
from keralint.interpreter.values import IteratorValue, ListValue, Unknown, Value
from keralint.keras_api.database import Signature
from keralint.semantics.builtin import bind, create, with_defaults
from keralint.semantics.context import NODE
from keralint.semantics.failures import (
    DuplicateArgument,
    Expectation,
    Expected,
    Failed,
    InvalidArgument,
    Keras1ModelArguments,
    LayersNotAList,
    LegacyOptimizer,
    MissingArgument,
    TooManyArguments,
    UnexpectedArgument,
)
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.layers.merging import MERGE_FUNCTIONS
from keralint.semantics.models import (
    APPLICATIONS,
    SequentialModel,
    application,
    create_input,
    functional_model,
)
from keralint.semantics.models.graph import source_inputs
from keralint.semantics.naming import checked_name
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, ApiInstance, ApiReference, Argument, neither_tensor_nor_layer
from keralint.shapes import UNKNOWN_SHAPE, Shape, Symbolic


def _signature(reference: ApiReference) -> Signature:
    assert reference.symbol is not None
    assert reference.symbol.signature is not None
    return reference.symbol.signature


LEGACY_OPTIMIZERS: Final = "keras.optimizers.legacy."
"""Classes that Keras 3 keeps for their names, and refuses to make (`LegacyOptimizerWarning` in `keras.optimizers`)."""


def call_api_class(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """An instance of a class of Keras's: a layer, or something that layers and models are configured with."""
    symbol = reference.symbol
    assert symbol is not None
    lowered = lower_call(arguments, machine)
    if symbol.is_layer and symbol.signature is not None:
        return _create_layer(machine, reference, lowered, site)

    def run() -> Value:
        if symbol.major >= 3 and symbol.canonical.startswith(LEGACY_OPTIMIZERS):
            raise Failed(LegacyOptimizer())
        bound = bind(symbol.signature, lowered) if symbol.signature is not None else {}
        instance = ApiInstance(reference, bound)
        machine.recorder.emit(InstanceCreated(site=site, instance=instance))
        return instance

    return machine.attempt(site, reference, lowered, run, stage="create")


def _create_layer(machine: Machine, reference: ApiReference, lowered: CallArguments, site: Site) -> Value:
    symbol = reference.symbol
    assert symbol is not None
    if machine.survey is not None:
        lowered = with_names(machine.survey, symbol, lowered, site)

    def run() -> Value:
        layer = create(symbol, lowered, machine.context)
        machine.register(layer, site)
        machine.recorder.emit(LayerCreated(site=site, layer=layer, arguments=lowered))
        return layer

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run, stage="create")


def call_api_function(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """A function of Keras's: the merging ones create a layer and call it, of others only the arguments are checked."""
    merged = MERGE_FUNCTIONS.get(reference.canonical)
    if merged is not None:
        return _merge(machine, reference, merged, arguments, site)
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        if reference.symbol is not None and reference.symbol.signature is not None:
            bind(reference.symbol.signature, lowered)
        machine.context.names_uncertain |= reference.canonical.startswith(_CREATING)
        escape(machine, arguments, models=False)
        return Unknown(f"what `{reference.canonical}` gives is not followed")

    return machine.attempt(site, reference, lowered, run)


_CREATING: Final = ("keras.applications.", "keras.layers.", "keras.models.", "keras.saving.")
"""Where the functions of Keras's are that create layers."""


def _merge(machine: Machine, reference: ApiReference, class_path: str, arguments: CallArguments, site: Site) -> Value:
    """`concatenate(inputs, axis=-1)`: a Concatenate layer, created and called."""
    from keralint.interpreter.calls import call_layer  # the dispatch of calls comes here

    lowered = lower_call(arguments, machine)
    symbol = machine.database.resolve(class_path)
    assert symbol is not None

    def run() -> Value:
        bound = bind(_signature(reference), lowered)
        inputs = bound.pop("inputs", UNKNOWN)
        layer = create(symbol, CallArguments((), bound), machine.context)
        machine.register(layer, site)
        return call_layer(machine, layer, CallArguments.of(lift(inputs)), site)

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run)


def _input(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`keras.Input(…)`: a symbolic tensor; `InputLayer(…)`: the layer."""
    if machine.survey is not None:
        given: list[tuple[int | str, str, Value]] = []
        given += [(index, "shape", value) for index, value in enumerate(arguments.positional[:1])]
        given += [(name, name, value) for name, value in arguments.keyword.items() if name in SHAPES_OF_INPUTS]
        named = {place: shape_with_names(machine.survey, value, name, site) for place, name, value in given}
        shapes = [place for place, name, _ in given if name != "batch_size"]
        named |= {place: shape_of_parameter(machine, named[place]) for place in shapes}
        positional = tuple([named.get(index, value) for index, value in enumerate(arguments.positional)])
        keyword = {name: named.get(name, value) for name, value in arguments.keyword.items()}
        arguments = replace(arguments, positional=positional, keyword=keyword)
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        more = {"name": UNKNOWN} if lowered.star or lowered.double_star else {}
        layer = create_input(more | bind(_signature(reference), lowered), machine.context)
        machine.register(layer, site)
        return layer if reference.canonical == "keras.layers.InputLayer" else layer.output

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run, stage="create")


def _keras_tensor(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`keras.KerasTensor(shape)`: a symbolic tensor that no layer has made. Keras 2 has no such public class."""
    if reference.symbol is None or reference.symbol.signature is None:
        return call_api_function(machine, reference, arguments, site)
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        bound = bind(_signature(reference), lowered)
        shape, dtype = bound.get("shape", UNKNOWN), bound.get("dtype", "float32")
        dims = Shape(tuple(shape)) if isinstance(shape, (tuple, list)) and all(map(_is_size, shape)) else UNKNOWN_SHAPE
        return Tensor(dims, dtype if isinstance(dtype, str) else None)

    return machine.attempt(site, reference, lowered, run, stage="create")


def _is_size(value: Argument) -> bool:
    return value is None or isinstance(value, (int, Symbolic))


def _sequential(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    lowered = lower_call(_used_up(machine, arguments), machine)

    def run() -> Value:
        if machine.context.keras_major >= 3:
            _check_layers_argument(lowered)
        bound = bind(_signature(reference), lowered)
        model = SequentialModel(checked_name(bound.get("name"), "sequential", machine.context), site=site)
        layers = bound.get("layers")
        if isinstance(layers, Layer):
            layers = (layers,)  # Keras 2 takes a single layer
        if layers is None or isinstance(layers, (tuple, list)):
            model.fill(layers or (), machine.context)
        else:
            model.give_up(machine.context)
        machine.register(model, site)
        machine.recorder.emit(ModelBuilt(site=site, model=model))
        return model

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run, stage="create")


def _used_up(machine: Machine, arguments: CallArguments) -> CallArguments:
    """The arguments with what an iterator gives in its place."""

    def items(value: Value) -> Value:
        found = run_over(machine, value) if isinstance(value, IteratorValue) else None
        return value if found is None else ListValue(found)

    keyword = {name: items(value) for name, value in arguments.keyword.items()}
    return replace(arguments, positional=tuple(map(items, arguments.positional)), keyword=keyword)


def _check_layers_argument(arguments: CallArguments) -> None:
    """The layers of a Sequential model come in a list; the second argument is `trainable`.

    Raises: Failed(LayersNotAList | InvalidArgument).
    """
    given = dict(zip(("layers", "trainable"), arguments.positional)) | dict(arguments.keyword)
    layers, trainable = given.get("layers"), given.get("trainable", True)
    symbolic = isinstance(layers, Tensor) and layers.call is not None
    if isinstance(layers, Layer) or symbolic or neither_tensor_nor_layer(layers):
        raise Failed(LayersNotAList(values=arguments.positional or (layers,)))
    if isinstance(trainable, (str, Layer)):
        expected = Expectation(Expected.BOOLEAN)
        raise Failed(InvalidArgument(argument="trainable", value=trainable, expected=expected))


def _model(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`Model(inputs, outputs)`: a functional model."""
    from keralint.interpreter.calls import distributed  # the dispatch of calls comes here

    alternatives = distributed(arguments)
    if alternatives is not None:
        return machine.any_of([partial(_model, machine, reference, a, site) for a in alternatives])
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        takes_name = reference.path in FUNCTIONAL  # by position, as all of Keras 2 does
        given = model_arguments(lowered, 2 if takes_name else machine.context.keras_major)
        if given is None:
            return Unknown("a model without inputs and outputs")
        model = functional_model(given["inputs"], given["outputs"], given.get("name"), machine.context)
        if model is None:
            return Unknown("the inputs or outputs of the model are not known")
        machine.spend(NODE * len(model.graph.calls))
        machine.register(model, site)
        machine.recorder.emit(ModelBuilt(site=site, model=model))
        return model

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run, stage="create")


def model_arguments(arguments: CallArguments, keras_major: int) -> dict[str, Argument] | None:
    """The arguments of a functional model by name (`functional_init_arguments`); `None` if it is not one.

    Given inputs and outputs, further keywords are ignored. Keras 2 takes the name by position too, and a tensor alone.

    Raises: Failed(Keras1ModelArguments | UnexpectedArgument | MissingArgument | TooManyArguments | DuplicateArgument).
    """
    positional, keyword = arguments.positional, arguments.keyword
    given = dict(zip(("inputs", "outputs"), positional)) | dict(keyword)
    if arguments.star or arguments.double_star:
        return given if "inputs" in given and "outputs" in given and not arguments.star else None
    old = tuple(name for name in ("input", "output") if name in keyword)
    complete = len(positional) == 2 or (len(positional) < 2 and "inputs" in given and "outputs" in given)
    if old and not complete:
        raise Failed(Keras1ModelArguments(names=old))
    twice = [name for name, _ in zip(("inputs", "outputs"), positional) if name in keyword]
    if twice:
        raise Failed(DuplicateArgument(name=twice[0]))
    if keras_major < 3 and len(positional) != 2:
        return given | {"name": positional[2]} if len(positional) == 3 else (given if complete else None)
    if len(positional) > 2:
        raise Failed(TooManyArguments(limit=2, given=len(positional)))
    if complete:
        return given
    if positional or "inputs" in given or "outputs" in given:
        raise Failed(MissingArgument(names=("outputs",) if "inputs" in given else ("inputs",)))
    unknown = next((name for name in keyword if name not in _LAYER_ARGUMENTS), None)
    if unknown is not None:
        raise Failed(UnexpectedArgument(name=unknown))
    return None


_LAYER_ARGUMENTS: Final = frozenset(
    "activity_regularizer trainable dtype autocast name input_shape input_dim dynamic".split()
)


def _application(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`keras.applications.ResNet50(…)`: a functional model."""
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        if machine.context.data_format_uncertain:
            return Unknown("the global `data_format` is not known")
        signature = _signature(reference)
        certain = not lowered.star and not lowered.double_star
        bound = with_defaults(signature, bind(signature, lowered), certain=certain)
        before, machine.fuel = machine.fuel, MAX_FUEL
        try:
            model = application(reference.canonical.rpartition(".")[2], bound, machine.context)
        finally:
            machine.fuel = before - (MAX_FUEL - machine.fuel) // DISCOUNT_FOR_APPLICATIONS
        machine.context.names_uncertain |= model is None or not model.graph.complete
        if model is None:
            return Unknown("the arguments of the application are not known")
        machine.register(model, site)
        machine.recorder.emit(ModelBuilt(site=site, model=model))
        return model

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run, stage="create")


def _source_inputs(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`get_source_inputs(tensor)`: the list of inputs that a symbolic tensor comes from."""
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        tensor = bind(_signature(reference), lowered).get("tensor", UNKNOWN)
        symbolic = isinstance(tensor, Tensor) and tensor.kind is TensorKind.SYMBOLIC
        found = source_inputs(tensor) if symbolic else None
        return Unknown("where the tensor comes from is not known") if found is None else ListValue(found)

    return machine.attempt(site, reference, lowered, run)


API_CALLS: Final[dict[str, ApiCall]] = {
    "keras.Input": _input,
    "keras.layers.InputLayer": _input,
    "keras.Sequential": _sequential,
    "keras.KerasTensor": _keras_tensor,
    "keras.Model": _model,
    "keras.utils.get_source_inputs": _source_inputs,
    **FUNCTIONS,
    **dict.fromkeys(FUNCTIONAL, _model),
    **{f"keras.applications.{name}": _application for name in APPLICATIONS},
    **SETTINGS,
}
"""By canonical name. The rest is described by the API database, the layers' definitions and the operations."""


RECORDED: Final = frozenset(f"keras.applications.{name}" for name in APPLICATIONS)
"""Functions of which the semantics have a record of what they give, and no definition."""
