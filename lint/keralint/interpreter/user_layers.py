"""Layers and models that the program defines itself, as subclasses of Keras's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from keralint.interpreter.facts import LayerForgotten, NothingReturned, Site
from keralint.interpreter.inside import note_parts
from keralint.interpreter.lowering import lift, lower, shape_value
from keralint.interpreter.open_tensors import as_tensor, is_given
from keralint.interpreter.values import (
    BoundMethod,
    ClassValue,
    DictValue,
    Function,
    ListValue,
    Slots,
    Union,
    Unknown,
    Value,
    is_open,
)
from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import LAYER_APPLIED, Context, Weight
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.subclassing import NotInitialized
from keralint.semantics.layer import FILLED_IN, Applied, CallArguments, Layer, record_call, weights_of
from keralint.semantics.policies import compute_dtype_of
from keralint.semantics.tensors import Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, ApiReference, Argument
from keralint.shapes import UNKNOWN_SHAPE, Shape, Symbolic, UnknownDim, lone_variable

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine

_SIZES: Final = (int, Symbolic, UnknownDim)
MODELS: Final = frozenset({"keras.Model", "keras.Sequential"})
SEQUENCE_RANK: Final = 3
ABSTRACT: Final = frozenset({"keras.layers.Wrapper"})
"""Classes with arguments of their own that compute nothing."""
LOCKED: Final = "_locked"
"""The attribute that tells whether Keras has built the layer: it takes no weights and layers from then on."""
LAYERS: Final = frozenset({"keras.Layer", "keras.layers.Layer"})
_OF_POLICY: Final = ("compute_dtype", "dtype_policy", "_dtype_policy")
"""Attributes by which a program may have changed the dtype policy of a layer that is made."""


@dataclass(eq=False)
class UserLayer(Layer):
    """An instance of a user's subclass of one of Keras's layers or models. Its attributes are in `slots`.

    `base` is the layer or the model of Keras's own that the object also is, for a subclass of one that can do
    something by itself: `Dense`, `Sequential`, or a `Model` given its inputs and outputs.
    """

    machine: Machine
    cls: ClassValue
    slots: Slots
    name: str
    class_name: str
    site: object = None
    base: Layer | None = None
    policies: tuple[str | None, ...] = ()
    """The names of the dtype policies that its `__init__` may have given it, `None` for one that is not known."""

    @cached_property
    def keras_class(self) -> ApiReference | None:
        """The class of Keras's that it derives from."""
        return keras_class(self.cls)

    @property
    def is_model(self) -> bool:
        """Whether it derives from `keras.Model`."""
        return self.keras_class is not None and self.keras_class.canonical in MODELS

    @property
    def base_declares(self) -> bool:
        """Whether Keras asks the base's `compute_output_shape` in place of `call`, given symbolic tensors."""
        return isinstance(self.base, BuiltinLayer) and self.base.symbol.canonical not in ABSTRACT

    @property
    def is_followed(self) -> bool:
        """Whether no code that is not followed may have done something to it, and its classes are all known."""
        return (self, None) not in self.machine.attributes and all(map(is_open, self.cls.foreign_bases))

    @property
    def has_known_attributes(self) -> bool:
        """Whether it has no attributes but those that are known."""
        return "__dict__" not in self.slots

    @property
    def is_locked(self) -> bool:
        """Whether it takes no further weights and layers, since it is certainly built (`Layer._lock_state`)."""
        locked = self.slots.get(LOCKED) is True and self.has_known_attributes
        return locked and self.machine.context.keras_major >= 3 and self.is_followed

    @property
    def compute_dtype(self) -> str | None:
        """The dtype that Keras casts its inputs to, and declares its outputs with; `None` if it is not known."""
        policy = self.policies[0] if len(set(self.policies)) == 1 else None
        own = any(name in self.slots or self.cls.lookup(name) is not None for name in _OF_POLICY)
        if policy is None or own or not self.has_known_attributes or not self.is_followed:
            return None
        return compute_dtype_of(policy)

    def refuse_uninitialized(self) -> None:
        """Refuses a layer whose `__init__` has certainly not called that of its base.

        Raises: Failed(NotInitialized).
        """
        certain = "built" not in self.slots and self.has_known_attributes and self.is_followed
        if certain and self.machine.context.keras_major >= 3:
            raise Failed(NotInitialized(class_name=self.class_name))

    def method(self, name: str) -> BoundMethod | None:
        """The method that the program defines under this name, bound."""
        found = self.cls.lookup(name)
        return BoundMethod(self, found) if isinstance(found, Function) else None

    # --- calls --------------------------------------------------------------------------------------------------

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """Builds the layer if that has not been done, and executes `call`.

        Raises: Failed(NotInitialized), or what the base refuses.
        """
        context.spend(LAYER_APPLIED)
        self.refuse_uninitialized()
        call = self.method("call")
        symbolic = _is_symbolic(arguments, surveyed=self.machine.survey is not None)
        if self.base is not None and call is None:
            applied = self.base.apply(arguments, context)
            return self._as_declared(applied, arguments, context) if symbolic else applied
        if self.base is not None and symbolic and self.base_declares and context.keras_major >= 3:
            return self._declared_by_base(self.base, _without_nothing(arguments), context)
        bound = {f"argument_{i}": value for i, value in enumerate(arguments.positional)} | dict(arguments.keyword)
        if call is None or arguments.star or arguments.double_star:
            applied = Applied(UNKNOWN, unknown=f"what `{self.class_name}` computes is not known")
        else:
            with context.inside(self):
                outputs = self._outputs(call, arguments, context, symbolic=symbolic)
            known = outputs is not UNKNOWN and any(True for _ in tensors_in(outputs))
            if not known and self.machine.survey is not None and self.base is not None and self.base_declares:
                return self._declared_by_base(self.base, _without_nothing(arguments), context)
            reason = None if known else f"what `{self.class_name}.call` returns is not known"
            applied = Applied(outputs if known else UNKNOWN, unknown=reason)
        return replace(applied, outputs=record_call(self, bound, applied.outputs, context))

    def _declared_by_base(self, base: Layer, arguments: CallArguments, context: Context) -> Applied:
        """The shapes that Keras's class declares for a `call` of the program's, which may take what it would refuse."""
        try:
            return self._as_declared(base.apply(arguments, context), arguments, context)
        except Failed:
            outputs = record_call(self, {}, UNKNOWN, context)
            return Applied(outputs, unknown=f"what `{self.class_name}` computes is not known")

    def _as_declared(self, applied: Applied, arguments: CallArguments, context: Context) -> Applied:
        """What the base gives, if the program's own `compute_output_shape` says the same; else not known.

        Some of Keras's classes go by a `compute_output_spec`, so that the program's method has no say.
        """
        shape, spec = self.method("compute_output_shape"), self.method("compute_output_spec")
        if context.keras_major < 3 or not self.base_declares or (shape is None and spec is None):
            return applied
        declared = None
        if spec is None and shape is not None and arguments.positional:
            shapes = {"input_shape": _shape_structure(lift(arguments.positional[0]), self.machine)}
            declared = _declared_tensors(lower(self._with_shapes(shape, shapes, context), self.machine), None)
        outputs = applied.outputs
        if isinstance(declared, Tensor) and isinstance(outputs, Tensor) and declared.shape == outputs.shape:
            return applied
        vague = map_tensors(outputs, lambda tensor: tensor.reshaped(UNKNOWN_SHAPE).with_dtype(None))
        return replace(applied, outputs=vague, unknown=f"what `{self.class_name}` declares is not known")

    def _outputs(self, call: BoundMethod, arguments: CallArguments, context: Context, *, symbolic: bool) -> Argument:
        from keralint.interpreter.calls import call_value  # calls create and apply layers

        names = [one.name for one in call.function.parameters[1:]]
        if "training" in arguments.keyword and "training" not in names:  # Keras takes it for what is inside
            keyword = {name: value for name, value in arguments.keyword.items() if name != "training"}
            arguments = replace(arguments, keyword=keyword)
        names += [""] * len(arguments.positional)
        lifted = CallArguments(
            tuple(_given(value, name, self) for name, value in zip(names, arguments.positional)),
            {name: _given(value, name, self) for name, value in arguments.keyword.items()},
        )
        self.build(_shapes_of(call.function, lifted, self.machine), context)
        usual = self.machine.survey is not None
        filled = CallArguments(lifted.positional, _filled_in(call.function, lifted, usual=usual))
        made = len(self.machine.layers)
        value = call_value(self.machine, call, filled, context.site)
        self._tell_of_call(value, made, context)
        computed = lower(value, self.machine)
        if symbolic and context.keras_major >= 3 and self.method("compute_output_spec") is not None:
            return self._specified(arguments, context)
        declared = self._declared(call.function, lifted, context) if symbolic else None
        return computed if declared is None else declared

    def _tell_of_call(self, value: Value, made: int, context: Context) -> None:
        """What is odd about a call: the layers with weights that it made and did not keep, and that it gave nothing."""
        machine, new = self.machine, self.machine.layers[made:]
        kept = _all_below([self, *(layer for layer, _ in new)], context) if new else ()
        for layer, site in new:
            if layer not in kept and layer not in machine.forgotten and layer.weights(context):
                machine.forgotten.add(layer)
                machine.recorder.emit(LayerForgotten(site=site, layer=layer, owner=self))
        if value is None and isinstance(context.site, Site):
            machine.recorder.emit(NothingReturned(site=context.site, layer=self))

    def build(self, shapes: Mapping[str, Value], context: Context) -> None:
        """Executes `build`, if that is due: by the names of the arguments of `call`, with the shapes of tensors.

        It gets the first of the shapes, or if it has several parameters, those that they name: `query_shape`.
        """
        if self.slots.get("built") is True:
            return
        build = self.method("build")
        if build is not None:
            self._with_shapes(build, shapes, context)
        elif self.base is not None:
            given = {name: lower(shape, self.machine) for name, shape in shapes.items()}
            note_parts(self.machine, self, CallArguments((), given))
        self.note_built(context)

    def note_built(self, context: Context) -> None:
        """What Keras does after `build`, whoever has called it."""
        self.machine.state.write(self.slots, "built", True)
        self.machine.state.write(self.slots, LOCKED, True)
        state = context.store.state(self)
        context.store.set_state(self, replace(state, weights=state.weights or {}))

    def _specified(self, arguments: CallArguments, context: Context) -> Argument:
        """The outputs by the program's own `compute_output_spec`, which gets the arguments of `call`."""
        from keralint.interpreter.calls import call_value

        method = self.method("compute_output_spec")
        assert method is not None
        keyword = {name: lift(value) for name, value in arguments.keyword.items()}
        given = CallArguments(tuple(map(lift, arguments.positional)), keyword)
        value = call_value(self.machine, method, given, context.site)
        return lower(value, self.machine)

    def _declared(self, call: Function, arguments: CallArguments, context: Context) -> Argument | None:
        """The outputs by the program's own `compute_output_shape`, by which Keras 3 goes on symbolic tensors."""
        method = self.method("compute_output_shape")
        if method is None or context.keras_major < 3:
            return None
        shape = lower(self._with_shapes(method, _shapes_of(call, arguments, self.machine), context), self.machine)
        return _declared_tensors(shape, self.compute_dtype)

    def _with_shapes(self, method: BoundMethod, shapes: Mapping[str, Value], context: Context) -> Value:
        from keralint.interpreter.calls import call_value

        names = [one.name for one in method.function.parameters[1:] if not one.kind.startswith("VAR")]
        if len(names) == 1:
            given = {names[0]: next(iter(shapes.values()), Unknown("the shape of the input is not known", "tuple"))}
        else:
            needed = [p.name for p in method.function.parameters[1:] if p.required and p.name in names]
            given = {name: shapes.get(name, Unknown("the shape is not known", "tuple")) for name in needed}
            given |= {name: shapes[name] for name in names if name in shapes}
        return call_value(self.machine, method, CallArguments((), given), context.site)

    def replay_arguments(self, arguments: object) -> CallArguments:
        assert isinstance(arguments, dict)
        positional = tuple(value for name, value in arguments.items() if name.startswith("argument_"))
        keyword = {name: value for name, value in arguments.items() if not name.startswith("argument_")}
        return CallArguments(positional, keyword)

    # --- weights ------------------------------------------------------------------------------------------------

    def weights(self, context: Context) -> Sequence[Weight] | None:
        built = self.slots.get("built") is True or self.base is not None
        if not built or not all(map(_is_tracked, self.slots.values())):
            return None
        inner = weights_of(self.sublayers(context), context)
        own = (context.store.state(self).weights or {}).values()
        return None if inner is None else [*own, *inner]

    def sublayers(self, context: Context) -> Sequence[Layer]:
        """The layers among its attributes, also in lists and dicts, as Keras tracks them."""
        base: Sequence[Layer] = () if self.base is None else (self.base,)
        if isinstance(self.base, BuiltinLayer) and not self.base_declares:
            base = self.base.sublayers(context)
        return list(dict.fromkeys((*base, *(one for value in self.slots.values() for one in _layers_in(value)))))

    def attribute(self, name: str, context: Context) -> Argument:
        from keralint.interpreter.calls import call_value  # calls create and apply layers

        value = self.slots[name] if name in self.slots else self.cls.lookup(name)
        if value is None and name not in self.slots:
            plain = all(isinstance(b, ApiReference) and b.canonical in _PLAIN for b in self.cls.foreign_bases)
            return None if plain else UNKNOWN
        if isinstance(value, Function):
            if value.flavour != "property":
                return UNKNOWN
            value = call_value(self.machine, BoundMethod(self, value), CallArguments(), context.site)
        return lower(value, self.machine)


_PLAIN = frozenset({"keras.Layer", "keras.layers.Layer", "keras.Model"})
"""Bases that bring no attributes but those of every layer or model, and no `compute_output_shape` that works."""


def keras_class(cls: ClassValue) -> ApiReference | None:
    """The Keras class that a user's class derives from, if that is a layer or a model."""
    for base in cls.foreign_bases:
        if isinstance(base, ApiReference) and base.symbol is not None:
            canonical = base.symbol.canonical
            if base.symbol.is_layer or canonical in MODELS or canonical in LAYERS:
                return base
    return None


def _given(value: Argument, name: str, layer: UserLayer) -> Value:
    """An argument as `call` gets to see it."""
    if value is UNKNOWN:
        return Unknown(f"`{name}` of `{layer.class_name}.call` is not known")
    return lift(_traced(value))


def _traced(value: Argument) -> Argument:
    """What `call` gets to see: tensors of the backend's, also where the layer is called on symbolic ones."""
    return map_tensors(value, lambda x: replace(x, kind=TensorKind.TRACED) if x.kind is TensorKind.SYMBOLIC else x)


def _is_symbolic(arguments: CallArguments, *, surveyed: bool) -> bool:
    """Whether a layer is called on symbolic tensors: what a caller gives to code that runs is none."""
    if any(map(is_given, (*arguments.positional, *arguments.keyword.values()))):
        return False
    tensors = list(tensors_in([*arguments.positional])) or list(tensors_in(dict(arguments.keyword)))
    return all(x.kind is TensorKind.SYMBOLIC for x in tensors) and (bool(tensors) or not surveyed)


def _without_nothing(arguments: CallArguments) -> CallArguments:
    """The arguments without keywords that are `None`: a `call` of the program's may take more than that of its base."""
    return replace(arguments, keyword={name: value for name, value in arguments.keyword.items() if value is not None})


# --- arguments of `call` and `build` --------------------------------------------------------------------------------


def _by_name(call: Function, arguments: CallArguments) -> dict[str, Value]:
    """The arguments by the names of the parameters of `call`, without those that `*` and `**` take."""
    names = [one.name for one in call.parameters[1:] if one.kind in ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")]
    known = {one.name for one in call.parameters}
    given = dict(zip(names, arguments.positional))
    return given | {name: value for name, value in arguments.keyword.items() if name in known}


def _shapes_of(call: Function, arguments: CallArguments, machine: Machine) -> dict[str, Value]:
    """`x_shape` for each argument `x` of `call` that holds tensors (`get_shapes_dict`)."""
    return {
        f"{name}_shape": _shape_structure(value, machine)
        for name, value in _by_name(call, arguments).items()
        if name != "mask" and _may_hold_tensors(value)
    }


def _may_hold_tensors(value: Value) -> bool:
    return isinstance(value, (Tensor, Unknown, Symbolic)) or any(map(_may_hold_tensors, _items(value)))


def _shape_structure(value: Value, machine: Machine) -> Value:
    if type(value) is Symbolic and (variable := lone_variable(value)) is not None:
        rank = machine.ranks.get(variable)
        value = as_tensor(variable) if rank is None else as_tensor(variable).at(rank)
    if isinstance(value, Tensor):
        return shape_value(value)
    if isinstance(value, tuple):
        return tuple([_shape_structure(item, machine) for item in value])
    if isinstance(value, ListValue) and value.items is not None:
        return ListValue(tuple([_shape_structure(item, machine) for item in value.items]))
    if isinstance(value, DictValue) and value.entries is not None:
        return DictValue({key: _shape_structure(item, machine) for key, item in value.entries.items()})
    return None if value is None else Unknown("the shape is not known", _KINDS.get(type(value)))


_KINDS: Final[Mapping[type, str]] = {ListValue: "list", DictValue: "dict"}
"""Structures of tensors, whose shapes come in the same."""


def _filled_in(call: Function, arguments: CallArguments, *, usual: bool) -> dict[str, Value]:
    """The keywords with those that Keras gives by itself: either value of `training`, and whatever the mask is.

    In the `usual` case there is none.
    """
    keyword = dict(arguments.keyword)
    given = _by_name(call, arguments)
    mask = None if usual else _some_mask(given)
    for parameter in call.parameters[1:]:
        if parameter.name in FILLED_IN and given.get(parameter.name) is None:
            training = Unknown("Keras gives `training`", "bool")
            keyword[parameter.name] = training if parameter.name == "training" else mask
            if parameter.name in given and parameter.name not in arguments.keyword:
                del keyword[parameter.name]  # `None` by position
    return keyword


def _some_mask(given: Mapping[str, Value]) -> Value:
    """The mask that Keras gives, or none: for a sequence of vectors one value for each step, as `Masking` makes it."""
    first = next(iter(given.values()), None)
    if isinstance(first, Tensor) and first.shape.dims is not None and first.rank == SEQUENCE_RANK:
        return Union((None, Tensor(Shape(first.shape.dims[:-1]), "bool", TensorKind.TRACED)))
    return Unknown("Keras gives `mask`")


def _declared_tensors(shape: Argument, dtype: str | None) -> Argument | None:
    """Symbolic tensors of the shapes that `compute_output_shape` gives; `None` for what does not look like a shape.

    Source: `Layer.compute_output_spec` in `keras/src/layers/layer.py`.
    """
    if isinstance(shape, (tuple, list)) and shape and all(isinstance(one, (tuple, list)) for one in shape):
        made = [_declared_tensors(one, dtype) for one in shape]
        return None if any(one is None for one in made) else type(shape)(made)
    if isinstance(shape, dict):
        by_key = {key: _declared_tensors(one, dtype) for key, one in shape.items()}
        return None if any(one is None for one in by_key.values()) else by_key
    if isinstance(shape, (tuple, list)) and all(one is None or isinstance(one, _SIZES) for one in shape):
        return Tensor(Shape(tuple(shape)), dtype)
    return None


def _all_below(layers: Iterable[Layer], context: Context) -> set[Layer]:
    """The layers inside the layers, at any depth."""
    found: set[Layer] = set()
    waiting = list(layers)
    while waiting:
        layer = waiting.pop()
        slots = layer.slots.values() if isinstance(layer, UserLayer) else ()
        either = [one for value in slots if isinstance(value, Union) for one in _layers_in(value.alternatives)]
        for inner in (*layer.sublayers(context), *either):
            if inner not in found:
                found.add(inner)
                waiting.append(inner)
    return found


# --- what Keras tracks ----------------------------------------------------------------------------------------------


def _items(value: Value) -> Iterable[Value]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, ListValue):
        return value.items or ()
    return (value.entries or {}).values() if isinstance(value, DictValue) else ()


def _layers_in(value: Value, around: tuple[Value, ...] = ()) -> Iterator[Layer]:
    """The layers in a container, which may hold itself."""
    if isinstance(value, Layer):
        yield value
    if any(value is one for one in around):
        return
    for item in _items(value):
        yield from _layers_in(item, (*around, value))


def _is_tracked(value: Value, around: tuple[Value, ...] = ()) -> bool:
    """Whether it is known which layers an attribute holds, and that it holds no variable of its own."""
    if isinstance(value, Unknown):
        return value.of is not None
    if isinstance(value, Tensor):
        return not value.kind.is_variable
    if isinstance(value, Union):
        return not any(isinstance(one, (Layer, ListValue, DictValue, Unknown)) for one in value.alternatives)
    if (
        isinstance(value, (ListValue, DictValue))
        and (value.items if isinstance(value, ListValue) else value.entries) is None
    ):
        return False
    inner = (one for one in _items(value) if not any(one is outer for outer in (*around, value)))
    return all(_is_tracked(one, (*around, value)) for one in inner)


@dataclass(eq=False, frozen=True)
class SuperProxy:
    """What `super()` gives: attribute look-up in the bases of `owner`, bound to `receiver`."""

    receiver: object
    owner: ClassValue
