"""How a built-in layer is defined: `@layer` on a pure function, one a layer.

The positional parameters of the function are those of Keras's `call`, the keyword-only ones are arguments of its
constructor, annotated with their kinds (`keralint.semantics.kinds`). Defaults, and the arguments that a definition
has no use for, come from the API database. The first parameter of `call` is taken by position, as its name differs
between versions of Keras. More parameters are filled in if they are declared: `context`, the layer itself (`this`),
and the constants given to the decorator (`@layer("keras.layers.Conv2D", rank=2)`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, TypeVar, get_args, get_origin, get_type_hints

from keralint.semantics.kinds import Irrelevant, Kind
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import Argument

Function = TypeVar("Function", bound=Callable[..., Argument])
Prepare = Callable[[dict[str, Argument], Argument], "dict[str, Argument] | None"]
Finish = Callable[[Argument, Argument, Argument], Argument]

ANY: Final = Kind()
FILLED_IN: Final = frozenset({"context", "this"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of `call` that a definition looks at.

    `tensor`: it takes exactly one tensor, not a list. `open`: its value need not be known (its kind is `Irrelevant`).
    """

    name: str
    tensor: bool
    optional: bool
    open: bool = False


@dataclass(slots=True)
class LayerDefinition:
    """A definition with its parameters read from the function's signature, on first use."""

    function: Callable[..., Argument]
    constants: Mapping[str, Argument] = field(default_factory=dict)
    prepare: Prepare | None = None
    """Checks the constructor's arguments against each other, and may add derived ones. May raise Failed."""
    keeps_dtype: bool = False
    """The outputs keep the dtype that the definition gives them; otherwise they get the compute dtype."""
    accepts_lists: bool = False
    """A list of tensors is not refused where the definition takes one tensor."""
    late_weights: bool = False
    """Keras 3 finds only on data that an input does not fit the weights that a layer has already."""
    weights_broadcast: bool = False
    """One element on an axis, of the weight or of the input, fits any size there."""
    one_rank: bool = False
    """Once it is built, Keras 3 takes inputs of the same rank only (`InputSpec(ndim=…)`)."""
    finish: Finish | None = None
    """What the layer (the first parameter) does to its outputs at the end, where that is run; the last is the context.
    May raise Failed."""
    checked: Mapping[str, Kind] = field(default_factory=dict)
    """The kinds of constructor arguments that are checked, and that the definition has no use for."""
    defaults: dict[Argument, Argument] = field(default_factory=dict)
    """What the kinds have made of defaults, so that it is found once and not for each layer."""
    _call_parameters: tuple[Parameter, ...] | None = None
    _kinds: Mapping[str, Kind] | None = None
    _every_kind: Mapping[str, Kind] | None = None
    _late_kinds: Mapping[str, Kind] | None = None

    @property
    def call_parameters(self) -> tuple[Parameter, ...]:
        if self._call_parameters is None:
            self._read()
        assert self._call_parameters is not None
        return self._call_parameters

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The kind of each constructor argument that the definition takes."""
        if self._kinds is None:
            self._read()
        assert self._kinds is not None
        return self._kinds

    @property
    def every_kind(self) -> Mapping[str, Kind]:
        """The kind of each constructor argument that is checked."""
        if self._every_kind is None:
            self._every_kind = {**self.checked, **self.kinds}
        return self._every_kind

    @property
    def late_kinds(self) -> Mapping[str, Kind]:
        """Those of them that refuse some values only when data runs through the layer."""
        if self._late_kinds is None:
            self._late_kinds = {
                name: kind for name, kind in self.every_kind.items() if type(kind).late is not Kind.late
            }
        return self._late_kinds

    def wants(self, name: str) -> bool:
        """Whether the definition declares one of the parameters that are filled in."""
        code = self.function.__code__
        return name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]

    def _read(self) -> None:
        hints = get_type_hints(self.function, include_extras=True)
        calls: list[Parameter] = []
        kinds: dict[str, Kind] = {}
        for parameter in inspect.signature(self.function).parameters.values():
            name, hint = parameter.name, hints.get(parameter.name)
            if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
                optional = parameter.default is not inspect.Parameter.empty
                tensor = hint in (Tensor, Tensor | None)
                calls.append(Parameter(name, tensor, optional, isinstance(_kind_in(hint), Irrelevant)))
            elif name not in FILLED_IN and name not in self.constants:
                kinds[name] = _kind_in(hint)
        self._call_parameters, self._kinds = tuple(calls), kinds


def _kind_in(hint: Argument) -> Kind:
    origin: object = get_origin(hint)
    if origin is Annotated:
        for extra in get_args(hint)[1:]:
            if isinstance(extra, Kind):
                return extra
    return ANY


_LAYERS: Final[dict[str, LayerDefinition]] = {}
"""Filled when the modules of `keralint.semantics.layers` are imported, and not changed afterwards."""


def layer(
    canonical: str,
    *,
    prepare: Prepare | None = None,
    keeps_dtype: bool = False,
    accepts_lists: bool = False,
    late_weights: bool = False,
    weights_broadcast: bool = False,
    one_rank: bool = False,
    finish: Finish | None = None,
    checked: Mapping[str, Kind] | None = None,
    **constants: Argument,
) -> Callable[[Function], Function]:
    """Define the layer of this canonical name; stack decorators for layers that differ in constants only."""

    def register(function: Function) -> Function:
        if canonical in _LAYERS:
            raise ValueError(f"{canonical} is defined twice")
        _LAYERS[canonical] = LayerDefinition(
            function,
            constants,
            prepare,
            keeps_dtype,
            accepts_lists,
            late_weights,
            weights_broadcast,
            one_rank,
            finish,
            checked or {},
        )
        return function

    return register


def definition_of(canonical: str) -> LayerDefinition | None:
    """The definition of a layer class, `None` for one that is not defined (yet)."""
    import keralint.semantics.layers  # noqa: F401  # the definitions are needed by files that build layers only

    return _LAYERS.get(canonical)


def defined_layers() -> frozenset[str]:
    """The canonical names of all layers that are defined."""
    import keralint.semantics.layers  # noqa: F401

    return frozenset(_LAYERS)
