"""Keras's own layers: created from bound arguments, applied by their definitions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from keralint.keras_api import binding
from keralint.keras_api.database import Signature, Symbol
from keralint.semantics.context import LAYER_APPLIED, LAYER_MADE, Context, LayerState, Weight, join_weights
from keralint.semantics.definitions import LayerDefinition, definition_of
from keralint.semantics.failures import (
    DuplicateArgument,
    Expectation,
    Expected,
    Failed,
    Failure,
    InputCountMismatch,
    InvalidArgument,
    MissingArgument,
    NotATensor,
    TooManyArguments,
    UndefinedSize,
    UnexpectedArgument,
    WeightsMismatch,
)
from keralint.semantics.joins import join_structures
from keralint.semantics.kinds import Irrelevant, Kind, Scope
from keralint.semantics.layer import FILLED_IN, Applied, CallArguments, Layer, record_call
from keralint.semantics.misplacing import Constructor, moves
from keralint.semantics.naming import checked_name, snake_case
from keralint.semantics.policies import (
    NOT_DECOMPOSED,
    check_policy,
    compute_dtype_of,
    is_quantized,
    policy_name,
    refuse_orthogonal,
)
from keralint.semantics.tensors import Structure, Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, Argument, UserObject, neither_tensor_nor_layer
from keralint.shapes import UNKNOWN_DIM, Symbolic, UnknownDim, decide, is_float

MAX_ALTERNATIVES = 8
"""How many combinations of unknown arguments are tried: beyond it the outputs are simply unknown."""
AS_COMPUTED: Final = frozenset(
    f"keras.layers.{name}" for name in ("Lambda", "RMSNormalization", "SpectralNormalization")
)
"""Layers of whose outputs only the symbolic ones get the compute dtype: others have that which the definition gives."""


def bind(signature: Signature, arguments: CallArguments) -> dict[str, Argument]:
    """Arguments by parameter name, defaults not filled in; extra keywords that the callable accepts are kept.

    Raises: Failed with MissingArgument, UnexpectedArgument, TooManyArguments or DuplicateArgument.
    """
    bound = binding.bind(
        signature,
        arguments.positional,
        arguments.keyword,
        star=arguments.star,
        double_star=arguments.double_star,
    )
    if not isinstance(bound, binding.Bound):
        raise Failed(_binding_failure(bound))
    return {**bound.arguments, **bound.extra_keyword}


def _binding_failure(failure: binding.BindFailure) -> Failure:
    match failure:
        case binding.MissingArgument(names):
            return MissingArgument(names=tuple(names))
        case binding.UnexpectedKeyword(name, nearest):
            return UnexpectedArgument(name=name, nearest=nearest)
        case binding.TooManyPositional(limit, given):
            return TooManyArguments(limit=limit, given=given)
        case binding.MultipleValues(name):
            return DuplicateArgument(name=name)
    raise AssertionError(failure)


def with_defaults(signature: Signature, bound: Mapping[str, Argument], *, certain: bool = True) -> dict[str, Argument]:
    """The bound arguments with those not given filled in; not `certain` makes them unknown instead."""
    filled = dict(bound)
    for parameter in signature.parameters:
        if parameter.kind in ("VAR_POSITIONAL", "VAR_KEYWORD") or parameter.name in filled:
            continue
        constant = certain and binding.is_constant(parameter.default)
        filled[parameter.name] = parameter.default if constant else UNKNOWN
    return filled


@dataclass(eq=False)
class BuiltinLayer(Layer):
    """A layer of Keras's own. `arguments` are normalised; `given` holds what the program wrote, by name."""

    symbol: Symbol
    definition: LayerDefinition | None
    arguments: Mapping[str, Argument]
    given: Mapping[str, Argument]
    name: str
    site: object = None
    """Where it was created."""
    global_policy: str | None = None
    """The global dtype policy when it was created, if it has none of its own."""
    class_name: str = field(init=False)

    def __post_init__(self) -> None:
        self.class_name = self.symbol.canonical.rpartition(".")[2]

    @property
    def title(self) -> str:
        inner = self.arguments.get("layer")
        return f"{self.class_name}({inner.title})" if isinstance(inner, Layer) else self.class_name

    def sublayers(self, context: Context) -> Sequence[Layer]:
        """The layers that its definition made; if it made none, those among its arguments (`cell`, `layer`)."""
        made = context.store.state(self).sublayers
        given = [item for value in self.arguments.values() for item in _layers_in(value)]
        return made or list(dict.fromkeys(given))

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        context.spend(LAYER_APPLIED)
        try:
            return self._apply(arguments, context)
        except Failed as failed:
            failed.refused_by(self)
            raise

    def _apply(self, arguments: CallArguments, context: Context) -> Applied:
        given = self.bind_call(arguments)
        compute = self.compute_dtype(context)
        bound = {name: _autocast(value, compute) for name, value in given.items()}
        if self.definition is None:
            reason = f"keralint does not know `{self.class_name}` yet"
            applied = Applied(Tensor.unknown(), unknown=reason)
        else:
            applied = self._evaluate(bound, context)
        if is_quantized(self.given.get("dtype")):
            applied = replace(applied, weights=join_weights([applied.weights, {}]))
        outputs, late = applied.outputs, applied.late
        if self.definition is not None:
            late = (*late, *self._late_arguments(context))
        late = (*late, *self._build(applied, bound, context))
        of_function = applied.unknown is not None and self.symbol.canonical in AS_COMPUTED
        if self.definition is not None and not self.definition.keeps_dtype and not of_function:
            outputs = self._with_compute_dtype(outputs, bound, compute, context)
        if self.definition is not None and self.definition.finish is not None:
            outputs = self.definition.finish(self, outputs, context)
        # The graph holds the tensors that the program passed, not what they were cast to.
        return replace(applied, outputs=record_call(self, given, outputs, context), late=late)

    def declared(self, inputs: Structure, context: Context) -> Applied:
        """What it gives for an input, without a call: nothing is built, and nothing recorded.

        Raises: Failed.
        """
        if self.definition is None or len(self.definition.call_parameters) != 1:
            return Applied(UNKNOWN, unknown=f"what `{self.class_name}` gives for one input is not known")
        return self._evaluate({self.first_input: inputs}, context)

    def build(self, applied: Applied, context: Context) -> None:
        """Keeps the weights that an application needs, if it has none yet."""
        self._build(applied, {}, context)

    def _with_compute_dtype(
        self, outputs: Structure, bound: Mapping[str, Argument], compute: str | None, context: Context
    ) -> Structure:
        """Outputs have the compute dtype; but what really runs on integers or truth values may well give such again."""
        given = [tensor for name, value in bound.items() if "mask" not in name for tensor in tensors_in(value)]
        ran = any(tensor.kind.of_backend for tensor in given)
        if ran and self.symbol.canonical in AS_COMPUTED:
            return outputs
        floats = is_float(compute or "") and all(is_float(tensor.dtype or "") for tensor in given)
        dtype = compute if floats or not ran or self.weights(context) else None
        return map_tensors(outputs, lambda tensor: tensor.with_dtype(dtype))

    def _late_arguments(self, context: Context) -> list[Failure]:
        """What the constructor's arguments bring out only when data runs through."""
        assert self.definition is not None
        definition = self.definition
        late: list[Failure] = []
        for name, kind in definition.late_kinds.items():
            late.extend(kind.late(self.arguments.get(name, UNKNOWN), scope_for(name, definition, context)))
        return late

    def bind_call(self, arguments: CallArguments) -> dict[str, Argument]:
        """The arguments of a call by name, without defaults.

        Raises: Failed.
        """
        signature = self.symbol.call_signature
        if signature is None:
            return {f"argument_{i}": value for i, value in enumerate(arguments.positional)} | dict(arguments.keyword)
        extra = {name: arguments.keyword[name] for name in FILLED_IN if name in arguments.keyword}
        names = {parameter.name for parameter in signature.parameters}
        keyword = {k: v for k, v in arguments.keyword.items() if k in names or k not in extra}
        return bind(signature, replace(arguments, keyword=keyword)) | extra

    def compute_dtype(self, context: Context) -> str | None:
        """The dtype that the layer computes in."""
        policy = self._policy(context)
        return None if policy is None else compute_dtype_of(policy)

    def _policy(self, context: Context) -> str | None:
        """The name of its dtype policy: from its `dtype`, else the global one; `None` if it is not known."""
        return policy_name(self.given.get("dtype"), context, self.global_policy)

    def _evaluate(self, bound: Mapping[str, Argument], context: Context) -> Applied:
        """Runs the definition, over the alternatives of arguments that are not known."""
        assert self.definition is not None
        inputs = self._definition_inputs(bound)
        if inputs is None:
            return Applied(Tensor.unknown(), unknown="an argument of the call is not known")
        scope = scope_for("", self.definition, context)
        unknown = {
            name: kind.alternatives(scope)
            for name, kind in self.definition.kinds.items()
            if self.arguments.get(name) is UNKNOWN
        }
        if any(values is None for values in unknown.values()):
            names = ", ".join(f"`{name}`" for name, values in unknown.items() if values is None)
            return Applied(Tensor.unknown(), unknown=f"{names} of `{self.class_name}` is not known")
        combinations = list(itertools.product(*[values or () for values in unknown.values()]))
        if len(combinations) > MAX_ALTERNATIVES:
            return Applied(Tensor.unknown(), unknown=f"several arguments of `{self.class_name}` are not known")
        return self._alternatives([dict(zip(unknown, chosen)) for chosen in combinations], inputs, context)

    def _alternatives(
        self, choices: Sequence[Mapping[str, Argument]], inputs: Mapping[str, Argument], context: Context
    ) -> Applied:
        if len(choices) == 1:
            return self._run(inputs, choices[0], context)
        results: list[Applied] = []
        failures: list[Failed] = []
        for chosen in choices:
            try:
                results.append(self._run(inputs, chosen, context))
            except Failed as failed:
                failures.append(failed.with_traceback(None))  # it would hold this frame, which holds it
        if not results:
            raise failures.pop(0)
        if len(results) == 1 and not failures:
            return results[0]
        outputs = results[0].outputs
        for other in results[1:]:
            outputs = join_structures(outputs, other.outputs)
        weights = join_weights([result.weights for result in results])
        late = tuple(failure for failure in results[0].late if all(failure in other.late for other in results[1:]))
        return replace(results[0], outputs=outputs, weights=weights, late=() if failures else late)

    def _run(self, inputs: Mapping[str, Argument], chosen: Mapping[str, Argument], context: Context) -> Applied:
        assert self.definition is not None
        definition = self.definition
        arguments = {name: self.arguments.get(name, UNKNOWN) for name in definition.kinds}
        filled_in = {"context": context, "this": self}
        extra = {name: value for name, value in filled_in.items() if definition.wants(name)}
        try:
            answer = definition.function(**inputs, **{**arguments, **chosen}, **definition.constants, **extra)
        except Failed as failed:
            failure, built = failed.failure, context.store.state(self).weights is not None
            if not built or not isinstance(failure, UndefinedSize) or failure.tensor not in tensors_in(dict(inputs)):
                raise
            if failure.tensor.shape.dim(failure.axis) is not None:
                raise  # the size is that of an argument
            return self._run(_with_open_size(inputs, failure), chosen, context)
        return answer if isinstance(answer, Applied) else Applied(answer)

    def _definition_inputs(self, bound: Mapping[str, Argument]) -> dict[str, Argument] | None:
        """The call's arguments that the definition takes; `None` if one of them is not known.

        Raises: Failed(InputCountMismatch | NotATensor).
        """
        assert self.definition is not None
        inputs: dict[str, Argument] = {}
        for index, parameter in enumerate(self.definition.call_parameters):
            name = parameter.name if index else self.first_input
            value = bound.get(name)
            if name not in bound and parameter.optional:
                continue
            if value is UNKNOWN and not parameter.tensor and not parameter.open:
                return None
            if parameter.tensor and not (value is None and parameter.optional):
                value = self._one_tensor(value, name)
            inputs[parameter.name] = value
        return inputs

    @property
    def first_input(self) -> str:
        """The name of the first parameter of `call`, as this version of Keras has it."""
        assert self.definition is not None
        own = self.definition.call_parameters[0].name
        signature = self.symbol.call_signature
        names = [p.name for p in signature.parameters if not p.kind.startswith("VAR")] if signature is not None else []
        return names[0] if names and own not in names else own

    def _one_tensor(self, value: Argument, name: str) -> Argument:
        assert self.definition is not None
        if isinstance(value, Tensor):
            return value
        if value is UNKNOWN:
            return Tensor.unknown()
        if isinstance(value, (tuple, list)) and self.definition.accepts_lists:
            return value
        if isinstance(value, (tuple, list, dict)):
            tensors = tuple(tensors_in(value))
            if len(tensors) == 1 or any(not isinstance(item, Tensor) for item in value):
                return tensors[0] if len(tensors) == 1 else Tensor.unknown()
            raise Failed(InputCountMismatch(expected=1, found=len(tensors), tensors=tensors))
        if isinstance(value, (Layer, UserObject, str, bytes)) or value is None or neither_tensor_nor_layer(value):
            raise Failed(NotATensor(value=value, argument=name))
        return Tensor.unknown()

    def _build(self, applied: Applied, bound: Mapping[str, Argument], context: Context) -> tuple[WeightsMismatch, ...]:
        """Keeps the weights of the first call, and holds later calls against them; what fails on data is returned.

        Raises: Failed(WeightsMismatch | InvalidArgument).
        """
        state = context.store.state(self)
        if state.weights is None:
            if context.keras_major >= 3 and self._policy(context) in NOT_DECOMPOSED:
                refuse_orthogonal(self.arguments, applied.weights)
            if applied.unknown is None:
                state = replace(state, weights=applied.weights, sublayers=applied.sublayers)
                context.store.set_state(self, state)
            return ()
        tensor = next(tensors_in(list(bound.values())), None)
        if tensor is None or self.definition is None:
            return ()
        definition, made = self.definition, next((call.outputs[0] for call in state.calls if call.outputs), None)
        other_rank = _of_other_rank(tensor, state) if definition.one_rank and context.keras_major >= 3 else None
        if other_rank is not None:
            raise Failed(replace(other_rank, first=made))
        failure = _check_weights(state.weights, applied.weights, tensor, stretching=definition.weights_broadcast)
        if failure is None:
            return ()
        if context.keras_major >= 3 and definition.late_weights:
            return (replace(failure, first=made, late=True),)
        raise Failed(replace(failure, first=made))


def _with_open_size(inputs: Mapping[str, Argument], failure: UndefinedSize) -> dict[str, Argument]:
    """The inputs with the undefined size not known instead: a layer that is built needs it no more."""

    def opened(tensor: Tensor) -> Tensor:
        same = tensor is failure.tensor
        return tensor.reshaped(tensor.shape.replace(failure.axis, UNKNOWN_DIM)) if same else tensor

    return {name: map_tensors(value, opened) for name, value in inputs.items()}


def _of_other_rank(tensor: Tensor, state: LayerState) -> WeightsMismatch | None:
    """Why an input does not fit a layer that keeps the rank of its first one, if it does not."""
    first = state.calls[0].inputs[0].rank if state.calls and state.first_known and state.calls[0].inputs else None
    if tensor.rank is None or first in (None, tensor.rank):
        return None
    name, weight = next(iter((state.weights or {"": Weight(())}).items()))
    return WeightsMismatch(tensor=tensor, weight=name, built=weight.shape, needed=weight.shape)


def _check_weights(
    built: Mapping[str, Weight], needed: Mapping[str, Weight], tensor: Tensor, *, stretching: bool
) -> WeightsMismatch | None:
    """Why an input does not fit the weights that a layer has, if it does not."""
    for name, weight in needed.items():
        if name not in built or len(built[name].shape) != len(weight.shape):
            continue
        pairs = [(a, b) for a, b in zip(built[name].shape, weight.shape) if not (stretching and 1 in (a, b))]
        if any(decide.equal(a, b) is decide.Answer.NO for a, b in pairs):
            return WeightsMismatch(tensor=tensor, weight=name, built=built[name].shape, needed=weight.shape)
    return None


def _layers_in(value: Argument) -> list[Layer]:
    if isinstance(value, Layer):
        return [value]
    if isinstance(value, (tuple, list)):
        return [item for item in value if isinstance(item, Layer)]
    return []


def _autocast(value: Structure, compute: str | None) -> Structure:
    """Float tensors reach a layer in its compute dtype, and arrays as backend tensors."""

    def cast(tensor: Tensor) -> Tensor:
        if tensor.kind is TensorKind.ARRAY:
            tensor = replace(tensor, kind=TensorKind.EAGER)
        if tensor.dtype is not None and tensor.dtype != compute and is_float(tensor.dtype):
            tensor = tensor.with_dtype(compute)
        return tensor

    return map_tensors(value, cast)


def scope_for(argument: str, definition: LayerDefinition, context: Context) -> Scope:
    """What the kind of an argument may look at."""
    return Scope(argument, definition.constants, context.database)


def create(symbol: Symbol, arguments: CallArguments, context: Context) -> BuiltinLayer:
    """A new layer, its arguments bound, checked and normalised, with its automatic name.

    Raises: Failed with a failure of the arguments.
    """
    assert symbol.signature is not None
    context.spend(LAYER_MADE)
    given = bind(symbol.signature, arguments)
    _check_trainable(given.get("trainable", True), context)
    check_policy(given.get("dtype"), context)
    certain = not arguments.star and not arguments.double_star
    bound = with_defaults(symbol.signature, given, certain=certain)
    definition = definition_of(symbol.canonical)
    if definition is not None:
        kinds = definition.every_kind
        try:
            for name, kind in kinds.items():
                if name in given or name not in bound or not certain:
                    bound[name] = _checked(kind, name, bound, definition, context)
                else:
                    bound[name] = _checked_default(kind, name, bound, definition, symbol, context)
        except Failed as failed:
            if certain and isinstance(failed.failure, InvalidArgument):
                constructor = Constructor(symbol.signature, definition, context.database)
                found = moves(failed.failure.argument, given, len(arguments.positional), constructor)
                failed.failure = replace(failed.failure, moves=found)
            raise
        if context.data_format_uncertain and "data_format" in kinds and bound.get("data_format") is None:
            bound["data_format"] = UNKNOWN
        if definition.prepare is not None:
            bound = definition.prepare(bound, context) or bound
    base = snake_case(symbol.canonical.rpartition(".")[2])
    name = checked_name(given.get("name", None if certain else UNKNOWN), base, context)
    policy = context.policy_of_new_layer() if given.get("dtype") is None else None
    layer = BuiltinLayer(symbol, definition, bound, given, name, context.site, policy)
    if given.get("trainable") is False:
        context.store.set_state(layer, replace(context.store.state(layer), trainable=False))
    return layer


def _check_trainable(value: Argument, context: Context) -> None:
    """Keras 3 takes nothing but a bool (`Layer.__init__`).

    Raises: Failed(InvalidArgument).
    """
    constant = value is None or isinstance(value, (int, float, str, bytes, tuple, list, dict))
    if context.keras_major >= 3 and constant and not isinstance(value, bool):
        expected = Expectation(Expected.BOOLEAN)
        raise Failed(InvalidArgument(argument="trainable", value=value, expected=expected))


def _checked_default(
    kind: Kind,
    name: str,
    bound: Mapping[str, Argument],
    definition: LayerDefinition,
    symbol: Symbol,
    context: Context,
) -> Argument:
    """The same for a default, which is the same for every layer of a class."""
    place = symbol, name
    if place not in definition.defaults:
        definition.defaults[place] = _checked(kind, name, bound, definition, context)
    return definition.defaults[place]


def _checked(
    kind: Kind, name: str, bound: Mapping[str, Argument], definition: LayerDefinition, context: Context
) -> Argument:
    value = bound[name] if name in bound else kind.absent()
    if isinstance(value, (Symbolic, UnknownDim)) and not kind.takes_sizes:
        value = UNKNOWN
    return value if isinstance(kind, Irrelevant) else kind.check(value, scope_for(name, definition, context))
