"""Functions that run functions (`keras/src/ops/core.py`): loops, branches, maps. Keras traces them once.

A function gets to see tensors of the backend's, also where the operation is called on symbolic ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from keralint.semantics.failures.arguments import Expected
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import NotATensor, SizeMismatch
from keralint.semantics.failures.ops import BranchMismatch
from keralint.semantics.layers.common import leaves
from keralint.semantics.ops.arguments import as_tensor, axis_of, known_dims, size_of
from keralint.semantics.ops.comparing import differ, require_min_rank
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.options import refuse
from keralint.semantics.tensors import Structure, Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, Argument, UserCallable
from keralint.shapes import UNKNOWN_DIM, Dim, Shape

Function = Callable[..., Argument]


def traced(structure: Structure) -> Structure:
    """What a function gets to see of tensors."""
    return map_tensors(structure, _backend_tensor)


def _backend_tensor(x: Tensor) -> Tensor:
    return replace(x, kind=TensorKind.TRACED, value=None) if x.kind is TensorKind.SYMBOLIC else x


def function_of(value: Argument, argument: str) -> Function:
    """Something of the program's that can be called.

    Raises: Failed(InvalidArgument); Undetermined.
    """
    certain = isinstance(value, Tensor) and value.rank is not None
    if value is None or certain or isinstance(value, (int, float, str, bytes, tuple, list, dict)):
        raise refuse(argument, value, Expected.CALLABLE)
    if not isinstance(value, UserCallable):
        raise Undetermined("what the function gives is not known")
    return lambda *positional: value.invoke([traced(item) for item in positional], {})


def result_of(run: Function, *positional: Argument, mode: Mode) -> Structure:
    """What a function returns, where that is made of tensors; numbers are tensors of the backend's to some.

    Raises: Undetermined.
    """
    result = run(*positional)
    for leaf in leaves(result):
        if not isinstance(leaf, Tensor):
            raise Undetermined("what the function returns is not known")
    return map_tensors(result, lambda x: replace(x, kind=mode.kind, call=None, index=0))


def _slices(structure: Structure, argument: str) -> tuple[Structure, Dim]:
    """The first slice of each tensor, and how many there are of the first one.

    Raises: Failed(RankMismatch); Undetermined.
    """
    tensors = list(tensors_in(structure))
    if not tensors or any(not isinstance(leaf, Tensor) for leaf in leaves(structure)):
        raise Undetermined(f"`{argument}` is not known")
    for x in tensors:
        require_min_rank(x, 1)
    return map_tensors(structure, lambda x: x.with_shape(*known_dims(x)[1:])), known_dims(tensors[0])[0]


def _stacked(structure: Structure, count: Dim) -> Structure:
    """Each tensor with a new first axis."""
    return map_tensors(
        structure, lambda x: x.reshaped(x.shape if x.shape.dims is None else Shape((count, *x.shape.dims)))
    )


# --- maps -----------------------------------------------------------------------------------------------------------


@op("keras.ops.map(f=function, xs)")
@op("keras.ops.vectorized_map(function, elements=xs)")
def vectorized_map(function: Argument, xs: Argument, *, mode: Mode) -> Structure:
    """What the function gives for one slice along the first axis, for all of them."""
    run = function_of(function, "function")
    first, count = _slices(xs, "xs")
    return _stacked(result_of(run, first, mode=mode), count)


@op("keras.ops.scan(f, init, xs, length, reverse, unroll)")
def scan(f: Argument, init: Argument, xs: Argument = None, length: Argument = None, *, mode: Mode) -> Structure:
    """`carry, y = f(carry, x)` along the first axis: the last carry, and all that was given for `y`."""
    run = function_of(f, "f")
    step: Argument = None
    count: Dim = None
    if xs is not None:
        if not isinstance(xs, Tensor):
            raise Undetermined("`xs` is not a single tensor")
        step, count = _slices(xs, "xs")
    elif length is None:
        raise Undetermined("`length` is not given")
    count = count if length is None else size_of(length)
    result = run(init, step)
    if not isinstance(result, (tuple, list)) or len(result) != 2 or not isinstance(result[1], Tensor):
        raise Undetermined("what the function returns is not known")
    carry, y = result_of(lambda: result, mode=mode)
    return carry, _stacked(y, count)


@op("keras.ops.associative_scan(f, elems, reverse, axis)")
def associative_scan(f: Argument, elems: Argument, axis: Argument = 0, *, mode: Mode) -> Structure:
    """Sums so far, and the like: the same shapes. All tensors have one size on the axis."""
    tensors = list(tensors_in(elems))
    if not tensors or any(not isinstance(leaf, Tensor) for leaf in leaves(elems)):
        raise Undetermined("`elems` is not known")
    sizes = [known_dims(x)[axis_of(x, axis)] for x in tensors]
    for x, size in zip(tensors[1:], sizes[1:]):
        if differ(sizes[0], size, mode):
            place = axis_of(x, axis)
            raise Failed(SizeMismatch(tensor=x, axis=place, expected=sizes[0], found=size, other=tensors[0]))
    if len(tensors) == 1 and tensors[0] is elems and not isinstance(f, UserCallable):
        return Tensor(elems.shape, elems.dtype, mode.kind)
    if mode.known_declared():
        return _declared_of_slices(f, elems, axis, mode)
    if any(x.shape != tensors[0].shape for x in tensors):
        raise Undetermined("the tensors have different shapes")
    return map_tensors(elems, lambda x: Tensor(x.shape, None if len(tensors) > 1 else x.dtype, mode.kind))


def _declared_of_slices(f: Argument, elems: Structure, axis: Argument, mode: Mode) -> Structure:
    """What the function makes of two slices of one position, each tensor in the shape of the first of `elems`."""
    first = next(tensors_in(elems))
    slices = map_tensors(elems, lambda x: x.reshaped(x.shape.replace(axis_of(x, axis), 1)))
    result = result_of(function_of(f, "f"), slices, slices, mode=mode)
    return map_tensors(result, lambda x: Tensor(first.shape, x.dtype, mode.kind))


# --- loops ----------------------------------------------------------------------------------------------------------


@op("keras.ops.while_loop(cond, body, loop_vars, maximum_iterations)")
def while_loop(loop_vars: Argument, *, mode: Mode) -> Structure:
    """The variables of the loop, which keep their shapes.

    Raises: Failed(NotATensor) for a number beside symbolic tensors, which has no shape to declare.
    """
    if loop_vars is UNKNOWN:
        return UNKNOWN
    return _kept(loop_vars, mode, "loop_vars")


def _kept(structure: Structure, mode: Mode, argument: str) -> Structure:
    if isinstance(structure, (tuple, list)):
        return type(structure)(_kept(item, mode, argument) for item in structure)
    if isinstance(structure, dict):
        return {key: _kept(item, mode, argument) for key, item in structure.items()}
    if isinstance(structure, (int, float)) and mode.declared:
        raise Failed(NotATensor(value=structure, argument=argument))
    if isinstance(structure, (int, float)):
        return UNKNOWN  # on data, what the loop does not change may stay a number
    x = as_tensor(structure, mode)
    return Tensor(x.shape, x.dtype, mode.kind)


@op("keras.ops.fori_loop(lower, upper, body_fun, init_val)")
def fori_loop(init_val: Argument, *, mode: Mode) -> Structure:
    """The value that goes through the loop, which keeps its shape; Keras declares that of one tensor only."""
    if isinstance(init_val, (tuple, list, dict)) and mode.declared:
        raise Failed(NotATensor(value=init_val, argument="init_val"))
    return UNKNOWN if init_val is UNKNOWN else _kept(init_val, mode, "init_val")


# --- branches -------------------------------------------------------------------------------------------------------


@op("keras.ops.cond(pred, true_fn, false_fn)")
def cond(pred: Argument, true_fn: Argument, false_fn: Argument, *, mode: Mode) -> Structure:
    """What either function gives: they must agree in shape and dtype.

    Raises: Failed(BranchMismatch), where Keras declares both.
    """
    ends = [result_of(function_of(f, name), mode=mode) for f, name in ((true_fn, "true_fn"), (false_fn, "false_fn"))]
    one, other = (list(tensors_in(end)) for end in ends)
    if _structure(ends[0]) != _structure(ends[1]):
        raise Undetermined("the branches give different structures")
    if mode.declared:
        for left, right in zip(one, other):
            if _branches_differ(left, right, mode):
                raise Failed(BranchMismatch(left=left, right=right))
    if any(left.shape != right.shape for left, right in zip(one, other)):
        raise Undetermined("the branches give different shapes")
    dtypes = iter([left.dtype if left.dtype == right.dtype else None for left, right in zip(one, other)])
    return map_tensors(ends[0], lambda x: x.with_dtype(next(dtypes)))


def _structure(value: Structure) -> object:
    """The nesting, without what is in it."""
    if isinstance(value, (tuple, list)):
        return [_structure(item) for item in value]
    return {key: _structure(item) for key, item in value.items()} if isinstance(value, dict) else None


def _branches_differ(left: Tensor, right: Tensor, mode: Mode) -> bool:
    if None not in (left.dtype, right.dtype) and left.dtype != right.dtype:
        return True
    if left.shape.dims is None or right.shape.dims is None:
        return False
    if len(left.shape.dims) != len(right.shape.dims):
        return True
    return any(differ(a, b, mode) for a, b in zip(left.shape.dims, right.shape.dims))


@op("keras.ops.switch(index, branches, *operands)")
def switch(*operands: Argument, index: Argument, branches: Argument, mode: Mode) -> Structure:
    """What the first of the functions gives, as Keras declares it."""
    if not isinstance(branches, (tuple, list)) or not branches:
        raise Undetermined("the branches are not known")
    first = result_of(function_of(branches[0], "branches"), *operands, mode=mode)
    return first if mode.known_declared() else _if_all_alike(first, branches, operands, mode)


def _if_all_alike(first: Structure, branches: Argument, operands: tuple[Argument, ...], mode: Mode) -> Structure:
    for branch in branches[1:]:
        other = result_of(function_of(branch, "branches"), *operands, mode=mode)
        shapes = ([x.shape for x in tensors_in(end)] for end in (first, other))
        if _structure(first) != _structure(other) or next(shapes) != next(shapes):
            raise Undetermined("the branches give different shapes")
    return first


# --- the rest -------------------------------------------------------------------------------------------------------


@op("keras.ops.jvp(fun, primals, tangents, has_aux)", class_name="JVP")
def jvp(fun: Argument, primals: Argument, has_aux: Argument = False, *, mode: Mode) -> Structure:
    """What the function gives, and how it changes with its arguments: the same shapes twice."""
    if has_aux is not False or not isinstance(primals, (tuple, list)):
        raise Undetermined("what the function gives is not known")
    result = result_of(function_of(fun, "fun"), *primals, mode=mode)
    return result, map_tensors(result, lambda x: x.reshaped(x.shape))


@op("keras.ops.is_tensor")
def is_tensor(x: Argument) -> Argument:
    """Whether it is a tensor of the backend's: a symbolic one is none, and no array of NumPy's."""
    if isinstance(x, Tensor):
        return UNKNOWN if x.kind is TensorKind.UNKNOWN else x.kind.of_backend
    return False if x is None or isinstance(x, (bool, int, float, str, tuple, list, dict)) else UNKNOWN


@op("keras.ops.dtype", "keras.backend.dtype")
def dtype(x: Tensor) -> Argument:
    """The name of the element type."""
    return UNKNOWN if x.dtype is None else x.dtype


@op("keras.ops.ndim(x)")
def ndim(x: Tensor, *, mode: Mode) -> Argument:
    """Keras declares a vector with an element for each axis; on data it is a number."""
    count = len(known_dims(x))
    return Tensor(Shape((count,)), "float32", mode.kind) if mode.known_declared() else count


@op("keras.backend.ndim(x)", class_name="Ndim")
def rank(x: Tensor) -> Argument:
    """How many axes there are."""
    return UNKNOWN_DIM if x.rank is None else x.rank


@op("keras.ops.custom_gradient(f)")
@op("keras.ops.vectorize(pyfunc, excluded, signature)")
def decorated(f: Argument = None, pyfunc: Argument = None) -> Argument:
    """Another function; what calls of it give is not followed."""
    return UNKNOWN
