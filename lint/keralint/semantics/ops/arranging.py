"""Elements in another order: mirrored, turned, and rearranged by a pattern (`keras/src/ops/einops.py`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import AxisOutOfRange, UndefinedSize
from keralint.semantics.failures.ops import UnevenSplit
from keralint.semantics.ops.arguments import integer, known_dims, size_of
from keralint.semantics.ops.comparing import require_min_rank
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import Argument
from keralint.shapes import Dim, floor_divide, product


@op("keras.ops.fliplr(x)", "numpy.fliplr(m=x)", rank=2)
@op("keras.ops.flipud(x)", "numpy.flipud(m=x)", rank=1)
def mirrored(x: Tensor, *, rank: int) -> Tensor:
    """The same shape."""
    require_min_rank(x, rank)
    return x.reshaped(x.shape)


@op("keras.ops.rot90(array=x, k, axes)", "numpy.rot90(m=x, k, axes)")
def rot90(x: Tensor, k: Argument = 1, axes: Argument = (0, 1), *, mode: Mode) -> Tensor:
    """Two axes turned by quarters. Keras declares their sizes exchanged, however often it turns."""
    dims = list(require_min_rank(x, 2))
    if not isinstance(axes, (tuple, list)) or len(axes) != 2:
        raise Undetermined("`axes` has a form that is not followed")
    places = [integer(axis, "axes") for axis in axes]
    for place in places:
        if not -len(dims) <= place < len(dims):
            raise Failed(AxisOutOfRange(tensor=x, axis=place, argument="axes"))
    first, second = places
    if first == second:
        raise Undetermined("`axes` names an axis twice")
    turned = dims[first] == dims[second] or (True if mode.known_declared() else integer(k, "k") % 2 == 1)
    if turned:
        dims[first], dims[second] = dims[second], dims[first]
    return x.with_shape(*dims)


_AXES: Final = re.compile(r"\w+|\(.*?\)")
"""A name, or several names in parentheses."""


@op("keras.ops.rearrange(tensor=x, pattern)")
def rearrange(x: Tensor, pattern: Argument, *, mode: Mode) -> Tensor:
    """`b h w c -> b (h w) c`: axes named, in another order, joined. Where sizes of axes are given it is not followed.

    Source: `Rearrange.compute_output_spec`, which multiplies sizes and so cannot do with `None`.
    """
    return rearranged(x, pattern, {}, mode)


def rearranged(x: Tensor, pattern: Argument, lengths: Mapping[str, Argument], mode: Mode) -> Tensor:
    """The tensor with its axes rearranged; `lengths` are the sizes that split joined axes.

    Raises: Failed(UndefinedSize | UnevenSplit); Undetermined.
    """
    if not isinstance(pattern, str) or pattern.count("->") != 1:
        raise Undetermined("`pattern` is not known")
    before, after = (_AXES.findall(side) for side in pattern.split("->"))
    dims = known_dims(x)
    if len(before) != len(dims):
        raise Undetermined("`pattern` has another number of axes")
    sizes: dict[str, tuple[int, Dim]] = {}
    for axis, (group, size) in enumerate(zip(before, dims)):
        for name, part in _named(x, axis, group, size, lengths, mode).items():
            sizes[name] = (axis, part)
    result = []
    for group in after:
        names = group.strip("()").split()
        if not sizes.keys() >= set(names):
            raise Undetermined("`pattern` has an axis that the tensor does not have")
        for axis, size in (sizes[name] for name in names):
            if size is None and mode.declared:
                raise Failed(UndefinedSize(tensor=x, axis=axis))
        parts = [sizes[name][1] for name in names]
        result.append(None if None in parts else product(parts))
    return x.with_shape(*result)


def _named(
    x: Tensor, axis: int, group: str, size: Dim, lengths: Mapping[str, Argument], mode: Mode
) -> Mapping[str, Dim]:
    """The names of an axis with their sizes; of those that it joins, one need not be given."""
    if not group.startswith("("):
        return {group: size}
    names = group.strip("()").split()
    given = {name: size_of(lengths[name]) for name in names if name in lengths}
    missing = [name for name in names if name not in given]
    if len(missing) > 1:
        raise Undetermined("a size is not given")
    if missing:
        known = product(list(given.values()))
        if size is None:
            if mode.declared:
                raise Failed(UndefinedSize(tensor=x, axis=axis))
            return {**given, missing[0]: None}
        if isinstance(size, int) and isinstance(known, int) and (known <= 0 or size % known):
            if known <= 0 or mode.declared:
                raise Undetermined("the sizes do not come out even")
            raise Failed(UnevenSplit(tensor=x, axis=axis, size=size, parts=known))
        return {**given, missing[0]: floor_divide(size, known)}
    return given
