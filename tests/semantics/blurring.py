"""Knowing less about the inputs never contradicts: what is accepted stays accepted, with the same or vaguer outputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from keralint.shapes import UNKNOWN_DIM
from semantics.differential import Case, In, in_keralint


def assert_blurring_is_safe(given: Case) -> None:
    """Fails if an accepted case is refused, or gets another output, once sizes or ranks of its inputs are unknown."""
    exact, _ = in_keralint(given)
    for blurred in _blurred(given):
        vague, failure = in_keralint(blurred)
        if exact.refused is None:
            assert failure is None, f"{blurred}\nis refused: {failure}"
            assert _agree(vague.outputs, exact.outputs), f"{blurred}\n{vague.outputs}\ncontradicts {exact.outputs}"


def _blurred(given: Case) -> Iterator[Case]:
    inputs = list(_inputs(given.inputs))
    for index, tensor in enumerate(inputs):
        yield _with_input(given, index, replace(tensor, shape=None))  # type: ignore[arg-type]
        for axis in range(len(tensor.shape)):
            sizes = list(tensor.shape)
            sizes[axis] = UNKNOWN_DIM  # type: ignore[call-overload]
            yield _with_input(given, index, replace(tensor, shape=tuple(sizes)))


def _inputs(value: Any) -> Iterator[In]:
    if isinstance(value, In):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _inputs(item)


def _with_input(given: Case, index: int, tensor: In) -> Case:
    count = iter(range(1_000))

    def change(value: Any) -> Any:
        if isinstance(value, In):
            return tensor if next(count) == index else value
        return type(value)(change(item) for item in value) if isinstance(value, (tuple, list)) else value

    return replace(given, inputs=change(given.inputs))


def _agree(vague: Any, exact: Any) -> bool:
    """Whether every size of the exact answer is the vague one's, or unknown there."""
    if isinstance(vague, list) and isinstance(exact, list):
        return len(vague) == len(exact) and all(map(_agree, vague, exact))
    if vague is None or not isinstance(vague, tuple) or not isinstance(exact, tuple):
        return not isinstance(exact, list) or vague is not None
    (vague_dims, vague_dtype), (dims, dtype) = vague, exact
    if vague_dtype not in (None, dtype):
        return False
    if vague_dims is None:
        return True
    return len(vague_dims) == len(dims) and all(
        a is UNKNOWN_DIM or a == b for a, b in zip(vague_dims, dims, strict=True)
    )
