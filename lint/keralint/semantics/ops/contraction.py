"""Products that sum over axes: matmul, dot, tensordot, einsum, outer."""

from __future__ import annotations

from typing import Final

from keralint import shapes
from keralint.semantics.failures.base import Failed, Failure
from keralint.semantics.failures.inputs import RankMismatch
from keralint.semantics.failures.ops import ContractionMismatch, SubscriptMismatch
from keralint.semantics.layer import Applied
from keralint.semantics.ops.arguments import as_tensor, axis_of, known_dims
from keralint.semantics.ops.broadcasting import broadcast_shapes
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import meet
from keralint.semantics.ops.elementwise import operand_dtype
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.ops.reshaping import flat_size
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, BroadcastError, Dim, Shape, decide


def product_dtype(left: Tensor, right: Tensor, mode: Mode) -> str | None:
    """Two int8 give int32 in Keras, as the accelerators do it."""
    result = meet([left.dtype, right.dtype], mode)
    return "int32" if result == "int8" and mode.namespace is Library.KERAS else result


def _differ(a: Dim, b: Dim) -> bool:
    return a is not None and b is not None and decide.equal(a, b) is decide.Answer.NO


def _transposed(dims: tuple[Dim, ...], wanted: Argument, argument: str) -> tuple[Dim, ...]:
    """The sizes of matrices, rows and columns exchanged if that is wanted.

    Raises: Undetermined.
    """
    if wanted is False:
        return dims
    if wanted is not True or len(dims) < MATRIX:
        raise Undetermined(f"`{argument}` is not known")
    return (*dims[:-2], dims[-1], dims[-2])


@op("keras.ops.matmul(x1, x2)", "numpy.matmul(x1, x2, out!)")
@op("tensorflow.matmul(a=x1, b=x2, transpose_a, transpose_b, name)", class_name="Matmul")
def matmul(
    x1: Tensor, x2: Tensor, transpose_a: Argument = False, transpose_b: Argument = False, *, mode: Mode
) -> Tensor:
    """(…, n, k) and (…, k, m) -> (…, n, m); a vector counts as a row on the left, as a column on the right."""
    dtype = product_dtype(x1, x2, mode)
    for x in (x1, x2):
        if x.shape.rank == 0:
            raise Failed(RankMismatch(tensor=x, expected=(1,), found=0, at_least=True))
    if x1.shape.dims is None or x2.shape.dims is None:
        return Tensor(UNKNOWN_SHAPE, dtype, mode.kind)
    left = _transposed(x1.shape.dims, transpose_a, "transpose_a")
    right = _transposed(x2.shape.dims, transpose_b, "transpose_b")
    left_vector, right_vector = len(left) == 1, len(right) == 1
    left = (1, *left) if left_vector else left
    right = (*right, 1) if right_vector else right
    if _differ(left[-1], right[-2]):
        raise Failed(_contraction(x1, x2, len(known_dims(x1)) - 1, max(len(known_dims(x2)) - 2, 0)))
    batch = broadcast_shapes(Shape(left[:-2]), Shape(right[:-2]), (x1, x2)).dims
    assert batch is not None
    rows = () if left_vector else (left[-2],)
    columns = () if right_vector else (right[-1],)
    return Tensor(Shape((*batch, *rows, *columns)), dtype, mode.kind)


@op("keras.backend.dot", class_name="Dot")
def backend_dot(x: Tensor, y: Tensor, *, mode: Mode) -> Tensor:
    """(…, n, k) and (…, k, m) -> all axes of the first but the last, then all of the second but the one before it.

    Source: `dot` in `keras/src/legacy/backend.py`.
    """
    left, right = known_dims(x), known_dims(y)
    if min(len(left), len(right)) < MATRIX or _differ(left[-1], right[-2]):
        raise Undetermined("these are not two arrays of matrices")
    return Tensor(Shape((*left[:-1], *right[:-2], right[-1])), product_dtype(x, y, mode), mode.kind)


@op("keras.backend.batch_dot(x, y, axes)", class_name="BatchDot")
def batch_dot(x: Tensor, y: Tensor, axes: Argument = None, *, mode: Mode) -> Tensor:
    """(batch, …), (batch, …) -> (batch, …, …) without an axis of each; a last axis of 1 if nothing else is left.

    Source: `batch_dot` in `keras/src/legacy/backend.py`.
    """
    left, right = known_dims(x), known_dims(y)
    if min(len(left), len(right)) < MATRIX:
        raise Undetermined("these are no batches")
    if axes is None:
        axes = (-1, -1 if len(right) == MATRIX else -2)
    pair = axes if isinstance(axes, (tuple, list)) and len(axes) == 2 else (axes, axes)
    a, b = axis_of(x, pair[0], argument="axes"), axis_of(y, pair[1], argument="axes")
    if not a or not b or _differ(left[a], right[b]):
        raise Undetermined("the axes do not go together")
    dims = (*left[:a], *left[a + 1 :], *right[1:b], *right[b + 1 :])
    return Tensor(Shape(dims if len(dims) > 1 else (*dims, 1)), product_dtype(x, y, mode), mode.kind)


MATRIX: Final = 2
"""The axes of a matrix."""


def _contraction(left: Tensor, right: Tensor, left_axis: int, right_axis: int, *, late: bool = False) -> Failure:
    return ContractionMismatch(left=left, right=right, left_axis=left_axis, right_axis=right_axis, late=late)


@op("keras.ops.dot", "numpy.dot(a=x1, b=x2, out!)")
def dot(x1: Argument, x2: Argument, *, mode: Mode) -> Tensor:
    """The last axis of the left with the last but one of the right; with a number, a multiplication."""
    left, right = as_tensor(x1, mode), as_tensor(x2, mode)
    dtypes = [operand_dtype(value if isinstance(value, (int, float)) else t, mode)
              for value, t in ((x1, left), (x2, right))]  # fmt: skip
    dtype = meet(dtypes, mode)
    if left.shape.dims is None or right.shape.dims is None:
        return Tensor(UNKNOWN_SHAPE, dtype, mode.kind)
    a, b = left.shape.dims, right.shape.dims
    if not a or not b:
        return Tensor(Shape(a or b), dtype, mode.kind)
    if len(a) == 1 and len(b) == 1 and mode.declared:
        return Tensor(Shape(()), dtype, mode.kind)
    axis = max(len(b) - 2, 0)
    # Against a vector Keras compares the sizes as they are: one `None` alone is refused.
    one_none = mode.declared and len(b) == 1 and (a[-1] is None) != (b[0] is None)
    none_known = one_none and UNKNOWN_DIM not in (a[-1], b[0])
    if _differ(a[-1], b[axis]) or none_known:
        raise Failed(_contraction(left, right, len(a) - 1, axis))
    return Tensor(Shape((*a[:-1], *b[:axis], *b[axis + 1 :])), dtype, mode.kind)


@op("keras.ops.tensordot(x1=first, x2=second, axes)", "numpy.tensordot(a=first, b=second, axes)")
@op("tensorflow.tensordot(a=first, b=second, axes, name)", class_name="Tensordot")
def tensordot(first: Argument, second: Argument, axes: Argument = 2, *, mode: Mode) -> Applied:
    """Sums over the axes named, or over as many last axes of the left and first of the right."""
    x1, x2 = as_tensor(first, mode), as_tensor(second, mode)
    left, right = known_dims(x1), known_dims(x2)
    pairs = _pairs(x1, x2, axes)
    wrong = [(a, b) for a, b in pairs if _differ(left[a], right[b])]
    late: tuple[Failure, ...] = ()
    if wrong:
        # With a number of axes Keras does not compare their sizes; the backend does, when data runs through.
        counted = mode.declared and isinstance(axes, int)
        failure = _contraction(x1, x2, *wrong[0], late=counted)
        if not counted:
            raise Failed(failure)
        late = (failure,)
    kept_left = [dim for axis, dim in enumerate(left) if axis not in {a for a, _ in pairs}]
    kept_right = [dim for axis, dim in enumerate(right) if axis not in {b for _, b in pairs}]
    given = ((first, x1), (second, x2))
    dtype = meet([operand_dtype(v if isinstance(v, (int, float)) else t, mode) for v, t in given], mode)
    return Applied(Tensor(Shape((*kept_left, *kept_right)), dtype, mode.kind), late=late)


def _pairs(x1: Tensor, x2: Tensor, axes: Argument) -> list[tuple[int, int]]:
    left, right = known_dims(x1), known_dims(x2)
    if isinstance(axes, int):
        if axes > min(len(left), len(right)):
            raise Undetermined("more axes than a tensor has")
        return [(len(left) - axes + i, i) for i in range(max(axes, 0))]
    if not isinstance(axes, (tuple, list)) or len(axes) != 2:
        raise Undetermined("`axes` is not known")
    first, second = (tuple(item) if isinstance(item, (tuple, list)) else (item,) for item in axes)
    if len(first) != len(second):
        raise Undetermined("`axes` has two parts of different length")
    return [(axis_of(x1, a, argument="axes"), axis_of(x2, b, argument="axes")) for a, b in zip(first, second)]


@op("keras.ops.outer", "numpy.outer(a=x1, b=x2, out!)")
def outer(x1: Argument, x2: Argument, *, mode: Mode) -> Tensor:
    """Every element of the one by every element of the other; Keras declares a Python number as a weak type."""
    operands = as_tensor(x1, mode), as_tensor(x2, mode)
    known = [operand_dtype(x, mode) for x in (x1, x2)] if mode.declared else [x.dtype for x in operands]
    return Tensor(Shape(tuple(map(flat_size, operands))), meet(known, mode), mode.kind)


@op("keras.ops.einsum(subscripts, *operands)", "numpy.einsum(subscripts, *operands)")
@op("tensorflow.einsum(subscripts, *operands)", class_name="Einsum")
def einsum(*operands: Argument, subscripts: Argument, mode: Mode) -> Applied:
    """Sums by letters. Keras compares sizes of letters that stay; of those summed over, only a backend does."""
    tensors = [as_tensor(operand, mode) for operand in operands]
    if not isinstance(subscripts, str):
        raise Undetermined("the subscripts are not known")
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(tensors):
        raise Failed(SubscriptMismatch(subscripts=subscripts, tensors=tuple(tensors)))
    output = output if arrow else _implicit_output(inputs)
    letters: dict[str, Dim] = {}
    wild: tuple[Dim, ...] = ()
    late: list[Failure] = []
    for place, (term, tensor) in enumerate(zip(terms, tensors)):
        named, rest = _letters_of(term, tensor, subscripts, place)
        for letter, dim in named:
            late.extend(_agree(letter, dim, letters, output, tensors, subscripts, place, mode))
        shape = broadcast_shapes(Shape(wild), Shape(rest), tuple(tensors))
        wild = shape.dims or ()
    for letter in sorted(set(output.replace(".", "")) - set(letters)):
        if not mode.declared or not letter.islower():
            raise Undetermined("the output has a letter that no operand has")
        letters[letter] = 1  # Keras declares it so, and no backend computes it
    if len(set(output.replace(".", ""))) < len(output.replace(".", "")):
        raise Undetermined("the output has a letter twice")
    dims = [letters[letter] for letter in output.replace("...", "\0") if letter != "\0"]
    at = output.find("...")
    if at >= 0:
        dims[at:at] = wild
    dtype = product_dtype(tensors[0], tensors[0], mode) if len(tensors) == 1 else _dtype(tensors, mode)
    return Applied(Tensor(Shape(tuple(dims)), dtype, mode.kind), late=tuple(late[:1]))


def _dtype(tensors: list[Tensor], mode: Mode) -> str | None:
    result = meet([tensor.dtype for tensor in tensors], mode)
    all_int8 = all(tensor.dtype == "int8" for tensor in tensors)
    return "int32" if all_int8 and mode.namespace is Library.KERAS else result


def _implicit_output(inputs: str) -> str:
    letters = [letter for letter in inputs if letter.isalpha()]
    once = sorted(letter for letter in set(letters) if letters.count(letter) == 1)
    return ("..." if "..." in inputs else "") + "".join(once)


def _letters_of(term: str, x: Tensor, subscripts: str, place: int) -> tuple[list[tuple[str, Dim]], tuple[Dim, ...]]:
    """The letters of one operand with their sizes, and the sizes that the dots stand for.

    Raises: Failed(SubscriptMismatch); Undetermined.
    """
    dims = known_dims(x)
    before, dots, after = term.partition("...")
    if not (before + after).isalpha() and before + after:
        raise Undetermined("the subscripts have a form that is not followed")
    count = len(before) + len(after)
    if (count > len(dims)) if dots else (count != len(dims)):
        raise Failed(SubscriptMismatch(subscripts=subscripts, operand=place, tensors=(x,)))
    end = len(dims) - len(after)
    named = [*zip(before, dims[: len(before)]), *zip(after, dims[end:])]
    return named, dims[len(before) : end]


def _agree(
    letter: str, dim: Dim, letters: dict[str, Dim], output: str, tensors: list[Tensor], subscripts: str, place: int,
    mode: Mode,
) -> list[Failure]:  # fmt: skip
    """Notes the size of a letter; what only data will refuse is returned.

    Raises: Failed(SubscriptMismatch).
    """
    if letter not in letters:
        letters[letter] = dim
        return []
    try:
        (letters[letter],) = shapes.broadcast_shapes(Shape((letters[letter],)), Shape((dim,))).dims or (UNKNOWN_DIM,)
    except BroadcastError:
        pass
    else:
        return []
    late = mode.declared and letter not in output
    failure = SubscriptMismatch(subscripts=subscripts, operand=place, tensors=tuple(tensors), late=late)
    if not late:
        raise Failed(failure)
    return [failure]
