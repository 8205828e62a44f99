"""Shapes: tuples of sizes, or not even the number of axes known."""

from __future__ import annotations

from dataclasses import dataclass

from keralint.shapes import decide
from keralint.shapes.decide import Answer
from keralint.shapes.dims import UNKNOWN_DIM, Dim, dim_text, product


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
    answers = {decide.equal(a, b) for a, b in zip(left.dims, right.dims)}
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
    if left is None or right is None:
        return _with_dynamic(right if left is None else left)
    answer = decide.equal(left, right)
    if answer is Answer.YES:
        return left
    may_be_one = any(decide.equal(dim, 1) is not Answer.NO for dim in (left, right))
    if answer is Answer.NO and not may_be_one:
        raise BroadcastError(axis, left, right)
    if may_be_one:
        return UNKNOWN_DIM
    # Neither is 1, so that they must be equal for the operation to succeed: the better known one is the size.
    return right if left is UNKNOWN_DIM else (left if right is UNKNOWN_DIM or not isinstance(right, int) else right)


def _with_dynamic(other: Dim) -> Dim:
    """`None` against another size: a size that is certainly more than 1 is the result."""
    if other is None:
        return None
    return other if decide.equal(other, 1) is Answer.NO else UNKNOWN_DIM
