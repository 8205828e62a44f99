"""Shapes: tuples of sizes, or not even the number of axes known."""

from __future__ import annotations

from dataclasses import dataclass

from keralint.shapes import decide
from keralint.shapes.decide import Answer
from keralint.shapes.dims import UNKNOWN_DIM, Dim, are_usual, dim_text, either_usual, product


class BroadcastError(ValueError):
    """Two shapes cannot be broadcast: at `axis`, counted from the end, `left` and `right` differ and neither is 1."""

    def __init__(self, axis: int, left: Dim, right: Dim) -> None:
        super().__init__(f"axis {axis}: {dim_text(left)} against {dim_text(right)}")
        self.axis = axis
        self.left = left
        self.right = right


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a tensor's axes; `dims` is `None` if the rank is not known."""

    dims: tuple[Dim, ...] | None

    @staticmethod
    def of(*dims: Dim) -> Shape:
        return Shape(dims)

    @property
    def rank(self) -> int | None:
        return None if self.dims is None else len(self.dims)

    @property
    def known(self) -> bool:
        """Whether the rank and every size are known, dynamic ones included."""
        return self.dims is not None and UNKNOWN_DIM not in self.dims

    def __str__(self) -> str:
        if self.dims is None:
            return "?"
        inside = ", ".join(map(dim_text, self.dims))
        return f"({inside},)" if len(self.dims) == 1 else f"({inside})"

    def dim(self, axis: int) -> Dim:
        """The size of an axis, counted from the end if negative; `UNKNOWN_DIM` if the rank is not known.

        Raises: IndexError if there is no such axis.
        """
        return UNKNOWN_DIM if self.dims is None else self.dims[axis]

    def replace(self, axis: int, dim: Dim) -> Shape:
        """With another size for one axis. Raises: IndexError."""
        if self.dims is None:
            return self
        dims = list(self.dims)
        dims[axis] = dim
        return Shape(tuple(dims))

    def with_last(self, dim: Dim) -> Shape:
        return self.replace(-1, dim)

    def insert(self, axis: int, dim: Dim) -> Shape:
        """With a new axis before `axis`; -1 appends, as in `expand_dims`."""
        if self.dims is None:
            return self
        place = axis if axis >= 0 else len(self.dims) + 1 + axis
        return Shape((*self.dims[:place], dim, *self.dims[place:]))

    def remove(self, axis: int) -> Shape:
        """Without one axis. Raises: IndexError."""
        if self.dims is None:
            return self
        dims = list(self.dims)
        del dims[axis]
        return Shape(tuple(dims))

    def prefix(self, count: int) -> Shape:
        """The first `count` axes."""
        return self if self.dims is None else Shape(self.dims[:count])

    def size(self) -> Dim:
        """The number of elements."""
        return UNKNOWN_DIM if self.dims is None else product(self.dims)


UNKNOWN_SHAPE = Shape(None)


def join_dims(left: Dim, right: Dim) -> Dim:
    """What is true of either size."""
    same = left == right if type(left) is type(right) else False
    return left if same else UNKNOWN_DIM


def join(left: Shape, right: Shape) -> Shape:
    """What is true of either shape."""
    if left.dims is None or right.dims is None or len(left.dims) != len(right.dims):
        return UNKNOWN_SHAPE
    return Shape(tuple(map(join_dims, left.dims, right.dims)))


def compatible(left: Shape, right: Shape) -> Answer:
    """Whether the two can be the same shape at run time; `None` goes with any size."""
    if left.dims is None or right.dims is None:
        return Answer.MAYBE
    if len(left.dims) != len(right.dims):
        return Answer.NO
    answers = {decide.equal(a, b) for a, b in zip(left.dims, right.dims, strict=True)}
    return Answer.NO if Answer.NO in answers else (Answer.MAYBE if Answer.MAYBE in answers else Answer.YES)


def broadcast_shapes(left: Shape, right: Shape) -> Shape:
    """The shape of an elementwise operation, by the convention of `keras.ops`: `None` against n > 1 is n.

    Source: `broadcast_shapes` in `keras/src/ops/operation_utils.py`. Raises: BroadcastError.
    """
    if left.dims is None or right.dims is None:
        return UNKNOWN_SHAPE
    rank = max(len(left.dims), len(right.dims))
    a = (1,) * (rank - len(left.dims)) + left.dims
    b = (1,) * (rank - len(right.dims)) + right.dims
    return Shape(tuple(_broadcast_dims(a[i], b[i], i - rank) for i in range(rank)))


def _broadcast_dims(left: Dim, right: Dim, axis: int) -> Dim:
    if left == 1 and isinstance(left, int):
        return right
    if right == 1 and isinstance(right, int):
        return left
    if left == right:
        return left
    larger = [dim for dim in (left, right) if are_usual(dim) or decide.equal(dim, 1) is Answer.NO]
    if len(larger) < 2:
        # Whatever the other is, `None`, 1, or the same: where the operation succeeds, this is the size.
        return larger[0] if larger else UNKNOWN_DIM
    if decide.equal(left, right) is Answer.NO:
        raise BroadcastError(axis, left, right)
    # They must be the same number: a known one says more, and of what is given usually the first one.
    if are_usual(left) and are_usual(right):
        return either_usual(left, right)
    return min(larger, key=lambda dim: (not isinstance(dim, int), len(dim_text(dim)), dim_text(dim)))
