"""Calls of layers whose result is lost: found once everything has been executed.

The claim must be provable: nothing ever reads the result, and a functional model is built later from the same inputs
without it. Whatever a branch leaves behind counts as read, as does what code could read that was not executed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import libcst as cst

from keralint.interpreter.facts import LayerCalled, ModelBuilt, OutputUnused
from keralint.interpreter.machine import Machine
from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.models import FunctionalModel
from keralint.semantics.models.graph import is_entry, sources, sources_known
from keralint.semantics.tensors import Call, TensorKind, tensors_in
from keralint.source.walking import children

READS_ALL_NAMES: Final = frozenset({"locals", "globals", "vars", "eval", "exec", "dir"})


@dataclass(frozen=True, slots=True)
class _Statement:
    """The statement that a call is the whole value of: the names that it binds, and the function it stands in."""

    names: tuple[str, ...]
    function: cst.CSTNode
    in_class: bool


def unused_outputs(machine: Machine, module: cst.Module) -> Iterator[OutputUnused]:
    """The calls whose outputs provably take no part in what the program builds."""
    built = [
        (index, fact.model, frozenset(fact.model.graph.calls))
        for index, fact in enumerate(machine.recorder.facts)
        if isinstance(fact, ModelBuilt) and isinstance(fact.model, FunctionalModel)
    ]
    candidates = _never_read(machine) if built else {}
    if not candidates:
        return
    statements = _statements_of(module, set(candidates))
    elsewhere = _Elsewhere(machine, module)
    for node, facts in candidates.items():
        statement = statements.get(node)
        if statement is None or statement.in_class or elsewhere.may_read(statement):
            continue
        models = [_model_without(built, index, fact) for index, fact in facts]
        first = facts[0][1]
        if models[0] is not None and all(models):
            yield OutputUnused(site=first.site, layer=first.layer, outputs=first.outputs, model=models[0])


_Indexed: TypeAlias = tuple[int, LayerCalled]
"""A fact with its place among all facts."""

_Built: TypeAlias = tuple[int, FunctionalModel, frozenset[Call]]
"""A model with the place of the fact that it was built, and the calls that it consists of."""


def _never_read(machine: Machine) -> dict[cst.CSTNode, list[_Indexed]]:
    """The places where, on each execution, a layer is called that is called once, and whose output is not read."""
    recorder = machine.recorder
    calls = [(index, fact) for index, fact in enumerate(recorder.facts) if isinstance(fact, LayerCalled)]
    times = Counter(fact.layer for _, fact in calls)
    places: dict[cst.CSTNode, list[_Indexed]] = {}
    lost: dict[cst.CSTNode, bool] = {}
    for index, fact in calls:
        node = fact.site.node
        places.setdefault(node, []).append((index, fact))
        alone = times[fact.layer] == 1 and recorder.layer_reads.get(fact.layer, 0) <= 1
        unread = isinstance(fact.layer, BuiltinLayer) and not fact.enclosing and alone and _is_unread(fact, machine)
        lost[node] = lost.get(node, True) and unread
    return {node: facts for node, facts in places.items() if lost[node]}


def _is_unread(fact: LayerCalled, machine: Machine) -> bool:
    outputs = list(tensors_in(fact.outputs))
    symbolic = all(output.kind is TensorKind.SYMBOLIC and output.call is not None for output in outputs)
    return bool(outputs) and symbolic and not any(output.call in machine.recorder.reads for output in outputs)


def _model_without(built: Sequence[_Built], index: int, fact: LayerCalled) -> FunctionalModel | None:
    """A model that is built later from all inputs of the call, and does not contain it."""
    call = next(tensors_in(fact.outputs)).call
    assert call is not None
    entries = _entries(call)
    later = [(model, calls) for at, model, calls in built if at >= index]
    if not entries or any(call in calls or not model.graph.traced for model, calls in later):
        return None
    return next((model for model, _ in later if entries <= {t.call for t in model.input_tensors}), None)


def _entries(call: Call) -> set[Call | None]:
    """The calls of the InputLayers behind a call; empty if something behind it is not known."""
    found: set[Call | None] = set()
    seen: set[Call | None] = set()
    stack: list[Call | None] = [call]
    while stack:
        current = stack.pop()
        if current in seen:
            continue
        if current is None or not sources_known(current):
            return set()
        seen.add(current)
        for tensor in sources(current):
            if is_entry(tensor):
                found.add(tensor.call)
            else:
                stack.append(tensor.call)
    return found


# --- syntax ---------------------------------------------------------------------------------------------------------


def _statements_of(module: cst.Module, wanted: set[cst.CSTNode]) -> dict[cst.CSTNode, _Statement]:
    """The statements that consist of one of the calls alone: `layer(x)`, `y = layer(x)`, `y, z = layer(x)`."""
    found: dict[cst.CSTNode, _Statement] = {}
    stack: list[tuple[cst.CSTNode, cst.CSTNode, bool]] = [(module, module, False)]
    while stack:
        node, function, in_class = stack.pop()
        kind = type(node)
        if kind in _STATEMENTS:
            names, value = _bound_names(node), getattr(node, "value", None)
            if names is not None and value in wanted:
                found[value] = _Statement(names, function, in_class)
        elif kind is cst.FunctionDef or kind is cst.Lambda:
            function, in_class = node, False
        elif kind is cst.ClassDef:
            in_class = True
        stack.extend((child, function, in_class) for child in children(node))
    return found


_STATEMENTS: Final = frozenset({cst.Expr, cst.Assign, cst.AnnAssign})


def _bound_names(node: cst.CSTNode) -> tuple[str, ...] | None:
    """The names that a statement binds; `None` if it is another kind of statement, or binds more than names."""
    if isinstance(node, cst.Expr):
        return ()
    targets: Sequence[cst.CSTNode]
    if isinstance(node, cst.Assign):
        targets = [target.target for target in node.targets]
    elif isinstance(node, cst.AnnAssign):
        targets = [node.target]
    else:
        return None
    names: list[str] = []
    for target in targets:
        parts = [e.value for e in target.elements] if isinstance(target, (cst.Tuple, cst.List)) else [target]
        if not all(isinstance(part, cst.Name) for part in parts):
            return None
        names.extend(part.value for part in parts if isinstance(part, cst.Name))
    return tuple(names)


class _Elsewhere:
    """Tells whether code that was not followed could read names: it was skipped, or runs at another time."""

    def __init__(self, machine: Machine, module: cst.Module) -> None:
        self._reads_all = not READS_ALL_NAMES.isdisjoint(_names_in(module))
        self._skipped = frozenset(name for skipped in machine.recorder.skipped for name in _names_in(skipped))
        self._inner: dict[cst.CSTNode, frozenset[str]] = {}

    def may_read(self, statement: _Statement) -> bool:
        """Whether it could read the names that the statement binds."""
        if self._reads_all or any(name.startswith("_") for name in statement.names):
            return True  # a name like `_` says that the result is not wanted
        names = frozenset(statement.names)
        return not names.isdisjoint(self._skipped) or not names.isdisjoint(self._inside(statement.function))

    def _inside(self, function: cst.CSTNode) -> frozenset[str]:
        found = self._inner.get(function)
        if found is None:
            inner = [name for node in _inner_functions(function) for name in _names_in(node)]
            found = self._inner[function] = frozenset(inner)
        return found


_INNER: Final = frozenset({cst.FunctionDef, cst.ClassDef, cst.Lambda, cst.Global, cst.Nonlocal})


def _inner_functions(function: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The functions and classes defined inside a function or module, and its declarations of `global` names."""
    stack = list(children(function))
    while stack:
        node = stack.pop()
        if type(node) in _INNER:
            yield node
        else:
            stack.extend(children(node))


def _names_in(node: cst.CSTNode) -> Iterator[str]:
    stack: list[Any] = [node]
    while stack:
        current = stack.pop()
        if type(current) is cst.Name:
            yield current.value
        else:
            stack.extend(children(current))
