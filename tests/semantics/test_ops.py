"""Operations against real Keras and NumPy: shapes, dtypes, and what is refused."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keralint.keras_api.database import load
from keralint.semantics.context import Context
from keralint.semantics.failures import (
    BroadcastMismatch,
    ContractionMismatch,
    Failed,
    Failure,
    ForeignFunctionOnTensor,
    IndexForm,
    IndexOutOfRange,
    InvalidArgument,
    MergeMismatch,
    MissingArgument,
    NotATensor,
    SubscriptMismatch,
    TooManyArguments,
    UnsupportedIndex,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.ops import (
    OperationDefinition,
    apply_operation,
    binary,
    check_foreign,
    defined_operations,
    find,
    get_item,
)
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Shape, symbol
from semantics.differential_ops import array, assert_agrees, consistent, in_libraries, in_semantics, keras
from semantics.operations import TENSORS

ARRAYS = {
    "a": array(2, 3, 4), "c": array(3, 4, dtype="float64"), "k": array(2, 3, dtype="int64"),
    "g": array(3, dtype="bool"), "p": array(6, dtype="int32"), "r": array(2, 1),
}  # fmt: skip

ARRAY_EXPRESSIONS = (
    "np.zeros((2, 3))", "np.zeros(3, dtype='int32')", "np.ones((2,), 'float32')",
    "np.full((2, 3), 7)", "np.full(2, 0.5)", "np.zeros_like(k)", "np.arange(5)", "np.arange(1, 10, 3)",
    "np.arange(0, 1, 0.3)",
    "np.linspace(0, 1, 7)", "np.eye(3)", "np.eye(3, 4)", "np.array([1, 2, 3])", "np.array([[1.0, 2], [3, 4]])",
    "np.array([True, False])", "np.array(5)", "np.array([a, a])", "np.asarray([[1], [2]], dtype='float32')",
    "np.random.rand(2, 3)", "np.random.randn(4)", "np.random.random((2, 2))", "np.random.normal(size=(3,))",
    "np.random.normal(0, 1, (3, 2))", "np.random.uniform(0, 1, size=5)", "np.random.randint(0, 10, (4, 5))",
    "np.random.randint(10, size=3)", "np.random.choice(5, 3)", "np.random.permutation(7)", "np.random.permutation(k)",
    "a + 1", "a + c", "a + 2.0", "k + 1", "k / 2", "k * 1.5", "k + k", "a * r", "a @ c", "a @ c.T", "a < 1", "-a",
    "g & g",
    "a[0]", "a[5]", "a[0, 0, 0, 0]", "a[1:]", "a[None]", "a[..., 0]", "a[:, g]", "a[[0, 1, 1]]", "a[k]", "a[:, -1]",
    "p[p]",
    "a.reshape(6, 4)", "a.reshape((-1, 2))", "a.reshape(5, -1)", "a.astype('int32')", "a.transpose()", "a.T",
    "a.transpose(0, 2, 1)", "a.mean()", "a.mean(axis=0)", "k.mean()", "k.sum(axis=1)", "a.max(axis=-1, keepdims=True)",
    "a.argmax(axis=1)", "a.flatten()", "a.ravel()", "a.squeeze()", "r.squeeze(1)", "a.squeeze(0)", "a.copy()",
    "a.repeat(2, axis=1)", "a.swapaxes(0, 2)", "g.sum()", "a.std(axis=0)", "a.min()",
    "np.mean(k, axis=0)", "np.sum(a, axis=(0, 2))", "np.sum(a, axis=7)", "np.std(k)", "np.argmax(a, -1)", "np.any(a)",
    "np.prod(a.shape)", "np.prod([2, 3])", "np.concatenate([a, a], axis=1)", "np.concatenate([a, c])",
    "np.concatenate([k, k * 0.5])", "np.stack([a, a], axis=-1)", "np.vstack([p, p])", "np.hstack([p, p])",
    "np.hstack([k, k])", "np.expand_dims(a, -1)", "np.squeeze(r)", "np.transpose(a, (2, 0, 1))",
    "np.reshape(a, (4, 6))",
    "np.reshape(a, (5, 5))", "np.tile(a, 2)", "np.repeat(p, 3)", "np.split(p, 3)", "np.split(p, 4)",
    "np.split(p, [2, 4])",
    "np.pad(k, 1)", "np.pad(k, ((0, 1), (2, 0)))", "np.broadcast_to(r, (2, 5))", "np.matmul(a, c.T)", "np.matmul(a, c)",
    "np.dot(k, g)", "np.dot(a, p)", "np.tensordot(a, c, axes=2)", "np.einsum('ijk,jk->i', a, c)",
    "np.where(a > 0, a, 0)",
    "np.sqrt(a)", "np.exp(c)", "np.sqrt(k)", "np.maximum(a, 0)", "np.add(a, p)", "np.flip(a, 0)",
    "np.linalg.norm(a, axis=1)",
    "np.take(a, [0, 1], axis=2)", "np.cumsum(k, axis=0)", "np.moveaxis(a, 0, -1)", "np.isnan(a)", "np.outer(p, p)",
    "keras.utils.to_categorical([0, 1, 2])", "keras.utils.to_categorical([0, 1], num_classes=5)",
    "keras.utils.to_categorical(p, 10)", "keras.utils.to_categorical(k[:, :1], 4)", "keras.utils.to_categorical(k, 4)",
    "keras.utils.pad_sequences([[1, 2], [3]])", "keras.utils.pad_sequences([[1, 2], [3]], maxlen=7)",
    "keras.utils.pad_sequences([[1]], maxlen=3, dtype='float32')", "keras.utils.pad_sequences(k, maxlen=9)",
)  # fmt: skip


@pytest.mark.parametrize("expression", ARRAY_EXPRESSIONS)
def test_arrays_as_in_numpy(expression: str) -> None:
    theirs, (ours, _) = in_libraries(expression, **ARRAYS), in_semantics(expression, **ARRAYS)
    assert (ours.refused is None) == (theirs.refused is None), f"NumPy: {theirs}\nours: {ours}"
    assert ours.refused is not None or consistent(ours.outputs, theirs.outputs), f"NumPy: {theirs}\nours: {ours}"


def test_most_array_expressions_are_fully_known() -> None:
    """Being unknown is no way to agree."""
    answers = [in_semantics(expression, **ARRAYS)[0] for expression in ARRAY_EXPRESSIONS]
    vague = [answer for answer in answers if "?" in repr(answer.outputs) or "None" in repr(answer.outputs)]
    assert len([answer for answer in vague if answer.refused is None]) <= 3, vague


@pytest.mark.parametrize("path", sorted(path for path in defined_operations() if path.startswith("keras.")))
def test_parameters_are_named_as_in_keras(path: str) -> None:
    if path.startswith(("keras.backend.", "keras.KerasTensor.")):
        return
    function: Any = keras
    for part in path.split(".")[1:]:
        function = getattr(function, part)
    real = [p.name for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_KEYWORD]
    real = [name for name in real if name != "self"]  # of a method the object is no argument
    definition = find(path)
    assert definition is not None
    ours = [parameter.name for parameter in definition.parameters]
    assert ours in (real, [*real, "name"])


def context(major: str = "3") -> Context:
    return Context(load(major))


def tensor(*dims: Any, kind: TensorKind = TensorKind.SYMBOLIC) -> Tensor:
    return Tensor(Shape(dims), "float32", kind)


def test_a_symbolic_tensor_is_recorded_with_a_name() -> None:
    settings = context()
    x = tensor(None, 4)
    first = binary("+", x, 1, settings).outputs
    second = binary("+", first, x, settings).outputs
    assert first.call is not None
    assert (first.call.operation.name, second.call.operation.name) == ("add", "add_1")
    assert second.call.inputs == (first, x)
    item = get_item(second, (slice(None), 0), settings).outputs
    assert item.call.operation.name == "get_item"


def test_arrays_leave_no_trace() -> None:
    made = binary("+", tensor(2, kind=TensorKind.ARRAY), 1, context()).outputs
    assert (made.call, made.kind) == (None, TensorKind.ARRAY)


FAILURES: tuple[tuple[str, type, dict[str, Any]], ...] = (
    ("x[1:]", UnsupportedIndex, {"form": IndexForm.SLICE, "alone": True}),
    ("x[:, 9]", IndexOutOfRange, {"axis": 1, "index": 9, "size": 4}),
    ("x + y", BroadcastMismatch, {"axis": -1}),
    ("x @ n", ContractionMismatch, {"left_axis": 2, "right_axis": 0}),
    ("ops.concatenate([x, y], axis=1)", MergeMismatch, {"axis": 2, "culprit": 1, "concat_axis": 1}),
    ("ops.einsum('bi,jk->bik', x, m)", SubscriptMismatch, {"operand": 0}),
)


@pytest.mark.parametrize(("expression", "kind", "data"), FAILURES)
def test_failures_carry_their_data(expression: str, kind: type, data: dict[str, Any]) -> None:
    _, failure = in_semantics(expression, **TENSORS)
    assert type(failure) is kind
    assert {name: getattr(failure, name) for name in data} == data


OF_NO_SIZE: tuple[tuple[str, str], ...] = (
    ("ops.conv(image, ops.ones((3, 3, 3, 4)), strides=k)", "strides"),
    ("ops.conv(open, ops.ones((3, 3, 3, 4)), strides=(1, k), padding='same')", "strides"),
    ("ops.conv(image, ops.ones((3, 3, 3, 4)), dilation_rate=image)", "dilation_rate"),
    ("ops.depthwise_conv(image, ops.ones((3, 3, 3, 4)), strides=image)", "strides"),
    ("ops.separable_conv(image, d2, p2, strides=k)", "strides"),
    ("ops.max_pool(image, k)", "pool_size"), ("ops.max_pool(image, (2, k))", "pool_size"),
    ("ops.average_pool(open, 2, strides=v)", "strides"), ("ops.max_pool(x, 2, k)", "strides"),
    ("ops.image.extract_patches(image, 2, strides=k)", "strides"), ("ops.unfold(sixteen, k)", "kernel_size"),
    ("ops.unfold(sixteen, 2, stride=(1, k))", "stride"), ("ops.fold(x, k, 2)", "output_size"),
)  # fmt: skip


@pytest.mark.parametrize(("expression", "argument"), OF_NO_SIZE)
def test_symbolic_tensors_are_no_sizes(expression: str, argument: str) -> None:
    assert in_libraries(expression, **TENSORS).refused is not None
    _, failure = in_semantics(expression, **TENSORS)
    assert isinstance(failure, InvalidArgument)
    assert failure.argument == argument


@pytest.mark.parametrize(
    "expression",
    [
        "ops.conv(image, ops.ones((3, 3, 3, 4)), strides=k)", "ops.conv_transpose(image, t2, strides=k)",
        "ops.max_pool(image, k)", "ops.max_pool(image, 2, k)", "ops.max_pool(image, (2, k))",
        "ops.image.extract_patches(image, 2, strides=k)", "ops.unfold(sixteen, 2, stride=k)", "ops.abs('float32')",
        "ops.add('float32', 1)", "ops.reshape('float32', (1,))", "ops.zeros_like('float32')", "ops.array('float32')",
        "ops.one_hot('float32', 3)", "ops.einsum('...->...', 'float32')", "ops.mean('float32')", "x + 'float32'",
        "ops.equal(x, 'float32')",
    ],
)  # fmt: skip
def test_what_some_backends_refuse_is_not_known(expression: str) -> None:
    """Tensors of the backend's as sizes, and text as a tensor."""
    ours, failure = in_semantics(expression, kind=TensorKind.EAGER, **TENSORS)
    assert failure is None
    assert ours.outputs is UNKNOWN or ours.outputs == (None, None)


def test_text_beside_symbolic_tensors() -> None:
    assert in_libraries("ops.dot(x, 'float32')", **TENSORS).refused is not None
    ours, failure = in_semantics("ops.dot(x, 'float32')", **TENSORS)
    assert failure is None
    assert ours.outputs == (None, None)
    assert_agrees("ops.equal(x, 'float32')", **TENSORS)


def test_what_only_data_refuses_is_late() -> None:
    x, n = tensor(None, 4, 5), tensor(4, 3)
    tensordot, einsum = find("keras.ops.tensordot"), find("keras.ops.einsum")
    assert tensordot is not None
    assert einsum is not None
    late = apply_operation(tensordot, CallArguments.of(x, n, axes=1), context()).late
    assert [(type(failure), failure.late) for failure in late] == [(ContractionMismatch, True)]
    late = apply_operation(einsum, CallArguments.of("bij,jk->bik", x, n), context()).late
    assert [(type(failure), failure.late) for failure in late] == [(SubscriptMismatch, True)]


def test_foreign_functions_refuse_symbolic_tensors_in_keras_3_only() -> None:
    arguments = CallArguments.of([tensor(None, 4)], axis=1)
    with pytest.raises(Failed) as caught:
        check_foreign("tensorflow.concat", arguments, context())
    assert isinstance(caught.value.failure, ForeignFunctionOnTensor)
    concat = find("tensorflow.concat")
    assert concat is not None
    assert apply_operation(concat, arguments, context("2")).outputs.shape == Shape((None, 4))


@pytest.mark.parametrize(
    "expression", ["np.shape(x)", "np.squeeze(one)", "np.sqrt(x)", "np.mean(x)", "np.flip(n)", "n + a"]
)
def test_functions_of_numpy_on_symbolic_tensors(expression: str) -> None:
    assert_agrees(expression, **TENSORS, a=array(4, 5))


def test_an_array_on_the_left_of_a_symbolic_tensor_fails() -> None:
    with pytest.raises(Failed) as caught:
        binary("*", tensor(4, kind=TensorKind.ARRAY), tensor(None, 4), context())
    assert isinstance(caught.value.failure, ForeignFunctionOnTensor)
    assert binary("*", tensor(None, 4), tensor(4, kind=TensorKind.ARRAY), context()).outputs.shape == Shape((None, 4))


def test_symbolic_sizes_stay_symbolic() -> None:
    n = symbol("n", minimum=1)
    x = tensor(None, n, 4)
    settings = context()
    flat = find("keras.ops.reshape")
    concat = find("keras.ops.concatenate")
    assert flat is not None
    assert concat is not None
    inner = get_item(x, 0, settings).outputs
    assert apply_operation(flat, CallArguments.of(inner, (-1,)), settings).outputs.shape == Shape((4 * n,))
    joined = apply_operation(concat, CallArguments.of([x, x], axis=1), settings).outputs
    assert joined.shape == Shape((None, 2 * n, 4))
    assert get_item(x, (slice(None), slice(1, None)), settings).outputs.shape == Shape((None, n - 1, 4))
    assert get_item(x, (slice(None), slice(None, 3)), settings).outputs.shape == Shape((None, UNKNOWN_DIM, 4))


def test_tensorflow_shapes_stay_known_through_arithmetic() -> None:
    settings = context()
    x = tensor(None, 6, 4, kind=TensorKind.EAGER)
    shape, reshape = find("tensorflow.shape"), find("tensorflow.reshape")
    assert shape is not None
    assert reshape is not None
    sizes = apply_operation(shape, CallArguments.of(x), settings).outputs
    batch, steps = (get_item(sizes, place, settings).outputs for place in (0, 1))
    half = binary("//", steps, 2, settings).outputs
    made = apply_operation(reshape, CallArguments.of(x, (batch, half, 8)), settings).outputs
    assert made.shape == Shape((None, 3, 8))


@pytest.mark.parametrize("path", sorted(defined_operations()))
def test_nothing_known_in_no_failure_out(path: str) -> None:
    definition = find(path)
    assert definition is not None
    unknown = Tensor(UNKNOWN_SHAPE, None, TensorKind.EAGER)
    for count in (1, 2, 3):
        arguments = CallArguments((unknown,) + (UNKNOWN,) * (count - 1))
        if definition.path.startswith("keras.") and len(definition.parameters) < count:
            continue
        failure = failure_in(definition, arguments)
        assert failure is None or isinstance(failure, (MissingArgument, NotATensor, TooManyArguments))


def failure_in(definition: OperationDefinition, arguments: CallArguments) -> Failure | None:
    try:
        apply_operation(definition, arguments, context())
    except Failed as failed:
        return failed.failure
    return None


SIZES = st.integers(min_value=0, max_value=4)
BOUNDS = st.none() | st.integers(min_value=-6, max_value=6)
STEPS = st.none() | st.sampled_from([-2, -1, 1, 2, 3])
PARTS = st.one_of(
    st.integers(min_value=-5, max_value=5), st.builds(slice, BOUNDS, BOUNDS, STEPS), st.none(), st.just(Ellipsis)
)
INDICES = st.one_of(PARTS, st.lists(PARTS, max_size=4).map(tuple))


@given(st.lists(SIZES, max_size=3).map(tuple), INDICES)
def test_indexing_as_numpy(shape: tuple[int, ...], index: Any) -> None:
    try:
        expected: Any = np.zeros(shape)[index].shape
    except IndexError:
        expected = None
    x = tensor(*shape, kind=TensorKind.ARRAY)
    try:
        found = get_item(x, index, context()).outputs.shape.dims
    except Failed:
        found = None
    assert found == expected


@given(st.lists(st.none() | SIZES, min_size=1, max_size=3).map(tuple), INDICES)
def test_indexing_as_keras(shape: tuple[int | None, ...], index: Any) -> None:
    try:
        expected: Any = keras.KerasTensor(shape)[index].shape
    except (ValueError, TypeError):
        expected = None
    try:
        found = get_item(tensor(*shape), index, context()).outputs.shape.dims
    except Failed:
        found = None
    assert found == expected


ARRAYS_AS_INDICES = st.sampled_from(
    [[0, 1], [1], [[0], [1]], [[0, 1, 1]], 0, -1, slice(None), slice(1, None), None, ...]
)


@given(st.lists(st.integers(2, 4), min_size=1, max_size=4).map(tuple), st.lists(ARRAYS_AS_INDICES, max_size=5))
def test_arrays_as_indices_as_in_numpy(shape: tuple[int, ...], parts: list[Any]) -> None:
    index = tuple(parts)
    try:
        expected = np.zeros(shape)[index].shape
    except IndexError:
        return
    x = tensor(*shape, kind=TensorKind.ARRAY)
    found = get_item(x, index, context()).outputs.shape.dims
    assert found in (expected, None)
    assert found is not None or ... in parts


DIMS = st.none() | st.integers(min_value=1, max_value=3)
PAIRS = st.tuples(st.lists(DIMS, max_size=3).map(tuple), st.lists(DIMS, max_size=3).map(tuple))


@given(PAIRS, st.sampled_from(["+", "@", "<"]))
def test_knowing_less_never_contradicts(pair: tuple[tuple[int | None, ...], tuple[int | None, ...]], sign: str) -> None:
    """With every size made unknown the operator may fail only for the ranks."""
    left, right = (tensor(*dims) for dims in pair)
    vague = [tensor(*(UNKNOWN_DIM for _ in dims)) for dims in pair]
    try:
        exact = binary(sign, left, right, context()).outputs.shape.dims
    except Failed:
        return
    less = binary(sign, *vague, context()).outputs.shape.dims
    assert len(less) == len(exact)
    assert all(a is UNKNOWN_DIM or a == b for a, b in zip(less, exact))
