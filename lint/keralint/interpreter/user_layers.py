"""Layers and models that the program defines itself, as subclasses of Keras's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keralint.interpreter.lowering import lift, lower
from keralint.interpreter.values import BoundMethod, ClassValue, Function, Slots
from keralint.semantics.context import Context, Weight
from keralint.semantics.layer import Applied, CallArguments, Layer, record_call
from keralint.semantics.tensors import TensorKind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, ApiReference, Argument

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine


@dataclass(eq=False)
class UserLayer(Layer):
    """An instance of a user's subclass of `keras.Layer` or `keras.Model`. Its attributes are in `slots`."""

    machine: Machine
    cls: ClassValue
    slots: Slots
    name: str
    class_name: str
    site: object = None

    @property
    def is_model(self) -> bool:
        """Whether it derives from `keras.Model`."""
        bases = [base for base in self.cls.foreign_bases if isinstance(base, ApiReference)]
        return any(base.canonical in ("keras.Model", "keras.Sequential") for base in bases)

    def method(self, name: str) -> BoundMethod | None:
        """The method that the program defines under this name, bound."""
        found = self.cls.lookup(name)
        return BoundMethod(self, found) if isinstance(found, Function) else None

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """Executes `call` with these arguments."""
        from keralint.interpreter.calls import call_value  # calls create and apply layers

        bound = {f"argument_{i}": value for i, value in enumerate(arguments.positional)} | dict(arguments.keyword)
        call = self.method("call")
        if call is None or arguments.star or arguments.double_star:
            applied = Applied(UNKNOWN, unknown=f"what `{self.class_name}` computes is not known")
        else:
            lifted = CallArguments(
                tuple(lift(_traced(value)) for value in arguments.positional),
                {name: lift(_traced(value)) for name, value in arguments.keyword.items()},
            )
            with context.inside(self):
                outputs = lower(call_value(self.machine, call, lifted, context.site), self.machine)
            known = outputs is not UNKNOWN and any(True for _ in tensors_in(outputs))
            reason = None if known else f"what `{self.class_name}.call` returns is not known"
            applied = Applied(outputs if known else UNKNOWN, unknown=reason)
        return replace(applied, outputs=record_call(self, bound, applied.outputs, context))

    def replay_arguments(self, arguments: object) -> CallArguments:
        assert isinstance(arguments, dict)
        positional = tuple(value for name, value in arguments.items() if name.startswith("argument_"))
        keyword = {name: value for name, value in arguments.items() if not name.startswith("argument_")}
        return CallArguments(positional, keyword)

    def weights(self, context: Context) -> Sequence[Weight] | None:
        return None

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


def _traced(value: Argument) -> Argument:
    """What `call` gets to see: tensors of the backend's, also where the layer is called on symbolic ones."""
    return map_tensors(value, lambda x: replace(x, kind=TensorKind.EAGER) if x.kind is TensorKind.SYMBOLIC else x)


@dataclass(eq=False, frozen=True)
class SuperProxy:
    """What `super()` gives: attribute look-up in the bases of `owner`, bound to `receiver`."""

    receiver: object
    owner: ClassValue
