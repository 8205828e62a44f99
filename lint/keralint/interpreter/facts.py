"""What the execution tells: facts with their nodes and values. Rules hear them by type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import libcst as cst

from keralint.interpreter.values import ClassValue, Function, ListValue, Union, Unknown, Value
from keralint.semantics.failures.arguments import LegacyOptimizer
from keralint.semantics.failures.base import Failure
from keralint.semantics.layer import CallArguments, Layer, Operation
from keralint.semantics.tensors import Call, Structure, Tensor
from keralint.semantics.values import ApiInstance, ApiReference
from keralint.source.parsing import Module


class Caller(NamedTuple):
    """A call in the text of a module."""

    node: cst.CSTNode
    module: Module | None


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A place in the program that is executed: an expression or a statement.

    `callers` are the call sites by which the execution came here, the outermost first, and `functions` the functions
    that were called there. `module` is the one whose text it is in; `None`, if there is but one.
    """

    node: cst.CSTNode = field(repr=False)
    callers: tuple[Caller, ...] = field(default=(), repr=False)
    functions: tuple[Function, ...] = field(default=(), repr=False)
    module: Module | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened at a site."""

    site: Site


@dataclass(frozen=True, slots=True, kw_only=True)
class NameResolved(Fact):
    """A name of the API was reached, by an import or an attribute."""

    reference: ApiReference


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMissing(Fact):
    """The program reaches for a name that the API of this version does not have."""

    path: str
    nearest: str | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeMissing(Fact):
    """An object of Keras's is asked for an attribute that its class does not have."""

    receiver: Value
    class_name: str
    name: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceCreated(Fact):
    """An object of Keras's that is no layer was constructed: an optimizer, a callback."""

    instance: ApiInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerCreated(Fact):
    """A layer was constructed."""

    layer: Layer
    arguments: CallArguments


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerCalled(Fact):
    """A layer was called, and gave outputs. `enclosing` are the layers inside whose `call` it happened."""

    layer: Layer
    arguments: CallArguments
    outputs: Structure
    enclosing: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing(Fact):
    """Something that Keras or Python refuses.

    `subject` is what refused: a layer, an operation, a reference to the API, or the name of an operator. `enclosing`
    are the wrappers and models inside which it was applied, the outermost first. `stage` tells whether it was being
    constructed (`create`) or called (`call`); `arguments` are those of the construction or call at the site.
    `method` is the name of the subject's method that was called, where it was not the subject itself.
    """

    failure: Failure
    subject: Layer | Operation | ApiReference | str
    arguments: CallArguments
    stage: str
    enclosing: tuple[Layer, ...] = ()
    method: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelBuilt(Fact):
    """A functional or sequential model was constructed."""

    model: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCalled(Fact):
    """A method of a layer or a model was called, with its arguments bound if the method is known."""

    receiver: Layer
    name: str
    arguments: CallArguments
    bound: Mapping[str, Value] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerForgotten(Fact):
    """The `call` of a layer makes a layer with weights, which it uses and does not keep: it is new each time."""

    layer: Layer
    owner: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingReturned(Fact):
    """The `call` of a layer of the program's returns `None`."""

    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeSet(Fact):
    """An attribute of a layer of the program's own is given a value."""

    layer: Layer
    name: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputUnused(Fact):
    """A layer was called, nothing uses the result, and `model` is built from the same inputs without it."""

    layer: Layer
    outputs: Structure
    model: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class LayersChanged(Fact):
    """A method that changes a list is called on what `model.layers` gives."""

    model: Layer
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorBound(Fact):
    """A name was bound to a tensor, or to a container of tensors (`y[0]`)."""

    name: str
    tensor: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerBound(Fact):
    """A name was bound to a layer or a model."""

    name: str
    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputUnknown(Fact):
    """A layer was called and its output is not known."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetReached(Fact):
    """A limit was reached, and what follows is less precise or missing."""

    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleEnded(Fact):
    """The module was executed to its end; `layers` are all layers that it created, in order, with their sites."""

    layers: tuple[tuple[Layer, Site], ...]


def _raises_import_error(fact: Fact) -> bool:
    return isinstance(fact, NameMissing) or (isinstance(fact, Failing) and isinstance(fact.failure, LegacyOptimizer))


HOLDING_NOTHING: Final = frozenset({int, str, float, bool, type(None), Unknown, Function, ApiReference})
"""The types of values that hold no tensors and layers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingUsed(Fact):
    """`None` is used as if there were something: asked for an attribute or an element, unpacked, computed with.

    It is told in surveys only, where it means that the caller has to give something.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementMissing(Fact):
    """A tuple or list is asked for an element that it does not have.

    It is told in surveys only, where it means that what is given has more elements, or a tensor more axes.
    """


REFUSALS: Final = (Failing, AttributeMissing, NothingUsed, ElementMissing)
"""Facts that say that the program fails at a place."""


@dataclass(slots=True)
class Recorder:
    """Collects facts; while muted (inside `try` with a handler that would catch it), failures are not told."""

    facts: list[Fact] = field(default_factory=list)
    cut_short: bool = False
    """Whether some function was not executed to its end, as that would have taken too much."""
    muted: int = 0
    muted_imports: int = 0
    instantiated: set[ClassValue] = field(default_factory=set)
    """The classes of which there were objects, also those of subclasses."""
    functions_called: Counter[Function] = field(default_factory=Counter)
    limits: set[tuple[cst.CSTNode, str]] = field(default_factory=set)
    """The places where a limit was reached, with the limit."""
    reads: set[Call] = field(default_factory=set)
    """The calls whose outputs some code gets hold of, other than by the statement that they stand in."""
    layer_reads: dict[Layer, int] = field(default_factory=dict)
    """How often a name is read that holds the layer."""
    depths: dict[int, int] = field(default_factory=dict)
    """How many branches were open when a refusal was told, by the identity of the fact."""
    skipped: list[cst.CSTNode] = field(default_factory=list)
    """Code that is not executed because a condition is known."""

    def read(self, value: Value) -> None:
        """Notes that code gets hold of what `value` holds."""
        if type(value) in HOLDING_NOTHING:
            return
        if isinstance(value, Tensor):
            if value.call is not None:
                self.reads.add(value.call)
        elif isinstance(value, Layer):
            self.layer_reads[value] = self.layer_reads.get(value, 0) + 1
        elif isinstance(value, Union):
            for alternative in value.alternatives:
                self.read(alternative)
        elif isinstance(value, (tuple, ListValue)):
            items = value if isinstance(value, tuple) else value.items
            for item in items or ():
                if type(item) is Tensor and item.call is not None:
                    self.reads.add(item.call)

    def emit(self, fact: Fact) -> None:
        if self.muted and (isinstance(fact, REFUSALS) or (isinstance(fact, NameMissing) and not fact.imported)):
            return
        if self.muted_imports and _raises_import_error(fact):
            return
        self.facts.append(fact)
