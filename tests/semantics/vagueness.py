"""Knowing less about a layer's arguments never contradicts, and symbols stand for every number that they may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context
from keralint.semantics.layer import Applied, CallArguments
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, substitute, variables
from semantics.differential import Answer, Case, in_keralint


def apply(class_name: str, shape: tuple[Dim, ...] | None, *, version: str = "3", **arguments: Any) -> Applied:
    """The layer applied to a tensor of this shape, which may have symbolic sizes."""
    return apply_to(class_name, Tensor(Shape(shape)), Context(load(version)), **arguments)


def apply_to(class_name: str, inputs: Tensor, context: Context, **arguments: Any) -> Applied:
    symbol = context.database.resolve(f"keras.layers.{class_name}")
    assert symbol is not None
    return create(symbol, CallArguments.of(**arguments), context).apply(CallArguments.of(inputs), context)


def assert_vague_arguments_are_safe(given: Case) -> None:
    """Fails if an accepted case is refused, or gets another output, once one of its arguments is not known."""
    exact, _ = in_keralint(given)
    if exact.refused is not None:
        return
    for vague_case in _vague(given):
        vague, failure = in_keralint(vague_case)
        assert failure is None, f"{vague_case}\nis refused: {failure}"
        assert _covers(vague, exact), f"{vague_case}\n{vague}\ncontradicts {exact}"


def _vague(given: Case) -> Iterator[Case]:
    positional, keyword = given.layer.positional, given.layer.keyword
    for index, value in enumerate(positional):
        for blurred in _blurred(value):
            changed = (*positional[:index], blurred, *positional[index + 1 :])
            yield replace(given, layer=replace(given.layer, positional=changed))
    for name, value in keyword.items():
        for blurred in _blurred(value):
            yield replace(given, layer=replace(given.layer, keyword={**keyword, name: blurred}))


def _blurred(value: Any) -> Iterator[Any]:
    yield UNKNOWN
    if isinstance(value, (tuple, list)):
        for index, item in enumerate(value):
            for blurred in _blurred(item):
                yield type(value)([*value[:index], blurred, *value[index + 1 :]])


def _covers(vague: Answer, exact: Answer) -> bool:
    if vague.parameters is not None and vague.parameters != exact.parameters:
        return False
    (vague_dims, vague_dtype), (dims, dtype) = vague.outputs, exact.outputs
    if vague_dtype not in (None, dtype):
        return False
    if vague_dims is None:
        return True
    return len(vague_dims) == len(dims) and all(a is UNKNOWN_DIM or a == b for a, b in zip(vague_dims, dims))


def numbers_for(dim: Dim, values: Mapping[str, int]) -> Dim:
    """A symbolic size with numbers for its variables."""
    return substitute(dim, {variable: values[variable.name] for variable in variables(dim)})
