"""Lookups, hashes and TextVectorization, which need TensorFlow, against recorded answers of Keras."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context
from keralint.semantics.failures import (
    Conflict,
    ConflictingArguments,
    Failed,
    Failure,
    InputCountMismatch,
    InvalidArgument,
    NotATensor,
    RankMismatch,
    SizeMismatch,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, UserCallable
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Answer, Case, In, assert_agrees, case, failure_of, in_keralint, new
from semantics.preprocessing_facts import CROSSED, ONE_INPUT, Output
from semantics.vagueness import apply, assert_vague_arguments_are_safe

N = None
STRINGS = ("StringLookup", "TextVectorization")

FACTS: list[tuple[Case, Output]] = [
    *((case(new(name, **arguments), In(shape, "string" if name in STRINGS else "int64")), output)
      for name, arguments, shape, output in ONE_INPUT),
    *((case(new("HashedCrossing", 5, mode), (In(first, "int64"), In(second, "int64"))), output)
      for mode, first, second, output in CROSSED),
]  # fmt: skip


@pytest.mark.parametrize(("given", "output"), FACTS, ids=str)
def test_answers_as_keras_does(given: Case, output: Output) -> None:
    answer, failure = in_keralint(given)
    if output is None or failure is not None:
        assert (failure is None) == (output is not None), f"{given}\nKeras: {output}\nours: {failure or answer}"
        return
    assert _is_keras_answer(answer, output), f"{given}\nKeras: {output}\nours: {answer}"


def _is_keras_answer(answer: Answer, output: tuple[tuple[int | None, ...], str]) -> bool:
    """Where Keras has no vocabulary yet it declares `None`, which is not certain."""
    dims, dtype = answer.outputs
    same = len(dims) == len(output[0]) and all(
        a == b or (a is UNKNOWN_DIM and b is None) for a, b in zip(dims, output[0])
    )
    return same and dtype == output[1] and answer.parameters == 0


@pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="the layers need TensorFlow")
@pytest.mark.parametrize("given", [given for given, _ in FACTS if "one_hot" not in str(given)], ids=str)
def test_agrees_with_keras(given: Case) -> None:
    if in_keralint(given)[0].outputs is None or UNKNOWN_DIM not in in_keralint(given)[0].outputs[0]:
        assert_agrees(given)


@pytest.mark.parametrize(("given", "output"), FACTS, ids=str)
def test_knowing_less_never_contradicts(given: Case, output: Output) -> None:
    assert_blurring_is_safe(given)
    assert_vague_arguments_are_safe(given)


@pytest.mark.parametrize(
    ("given", "kind", "conflict"),
    [
        (case(new("StringLookup", vocabulary=["a", "a"]), In((N,))), InvalidArgument, N),
        (case(new("IntegerLookup", max_tokens=1), In((N,))), InvalidArgument, N),
        (case(new("IntegerLookup", vocabulary=[1, 2], max_tokens=2), In((N,))), ConflictingArguments,
         Conflict.VOCABULARY_ABOVE_LIMIT),
        (case(new("IntegerLookup", pad_to_max_tokens=True), In((N,))), ConflictingArguments,
         Conflict.PADDING_WITHOUT_LIMIT),
        (case(new("IntegerLookup", sparse=True), In((N,))), ConflictingArguments, Conflict.SPARSE_NUMBERS),
        (case(new("IntegerLookup", invert=True, output_mode="count"), In((N,))), ConflictingArguments,
         Conflict.NUMBERS_ONLY),
        (case(new("TextVectorization", output_mode="count", output_sequence_length=3), In((N,))),
         ConflictingArguments, Conflict.NUMBERS_ONLY),
        (case(new("IntegerLookup", vocabulary=[1], output_mode="tf_idf"), In((N,))), ConflictingArguments,
         Conflict.WEIGHTS_MISSING),
        (case(new("IntegerLookup", vocabulary=[1], output_mode="tf_idf", idf_weights=[1.0, 2.0]), In((N,))),
         ConflictingArguments, Conflict.LENGTHS_DIFFER),
        (case(new("HashedCrossing", 5), In((N, 1))), InputCountMismatch, N),
        (case(new("HashedCrossing", 5), [In((N, 1))] * 3), InputCountMismatch, N),
        (case(new("HashedCrossing", 5), {"a": In((N, 1)), "b": In((N, 1))}), NotATensor, N),
        (case(new("HashedCrossing", 5), [In((N, 1)), In((N, 2))]), SizeMismatch, N),
        (case(new("Hashing", 5), [In((N, 1)), In((N, 1))]), InputCountMismatch, N),
        (case(new("StringLookup"), [In((N, 1))]), NotATensor, N),
        (case(new("TextVectorization"), In(())), RankMismatch, N),
    ],
    ids=str,
)  # fmt: skip
def test_kind_of_failure(given: Case, kind: type[Failure], conflict: Conflict | None) -> None:
    failure = failure_of(given)
    assert isinstance(failure, kind)
    assert getattr(failure, "conflict", None) is conflict


def test_a_refused_vocabulary_shows_what_is_wrong_of_it() -> None:
    repeated = failure_of(case(new("StringLookup", vocabulary=["a", "b", "c", "b"]), In((N,))))
    reserved = failure_of(case(new("StringLookup", vocabulary=["a", ""], mask_token=""), In((N,))))
    assert isinstance(repeated, InvalidArgument)
    assert isinstance(reserved, InvalidArgument)
    assert (repeated.value, reserved.value) == (["b", "b"], [""])


# --- what is not known ----------------------------------------------------------------------------------------------

k = symbol("k", 2)


@pytest.mark.parametrize(
    ("arguments", "depth"),
    [
        ({"vocabulary": UNKNOWN}, UNKNOWN_DIM),
        ({"vocabulary": ["a", UNKNOWN]}, 3),
        ({"vocabulary": [UNKNOWN, "a"]}, UNKNOWN_DIM),
        ({"vocabulary": ["a", "b"], "num_oov_indices": UNKNOWN}, UNKNOWN_DIM),
        ({"vocabulary": ["a", "b"], "oov_token": UNKNOWN}, UNKNOWN_DIM),
        ({"vocabulary": ["a", "b"], "pad_to_max_tokens": UNKNOWN, "max_tokens": 9}, UNKNOWN_DIM),
        ({"pad_to_max_tokens": True, "max_tokens": k}, k),
        ({"vocabulary": "words.txt"}, UNKNOWN_DIM),
        ({}, UNKNOWN_DIM),
    ],
)
def test_the_size_of_a_vocabulary(arguments: dict[str, Any], depth: Dim) -> None:
    outputs = apply("StringLookup", (N, 5), output_mode="count", **arguments).outputs
    assert outputs.shape.dims == (N, depth)


def test_an_array_is_a_vocabulary() -> None:
    words = Tensor(Shape((2,)), "string", TensorKind.ARRAY, value=("a", "b"))
    assert apply("StringLookup", (N, 5), vocabulary=words, output_mode="count").outputs.shape.dims == (N, 3)
    many = Tensor(Shape((2000,)), "string", TensorKind.ARRAY)
    assert apply("StringLookup", (N, 5), vocabulary=many, output_mode="count").outputs.shape.dims == (N, UNKNOWN_DIM)


class Function(UserCallable):
    """A function of the user's."""

    name = "function"


def test_functions_that_split_and_standardize() -> None:
    arguments = {"standardize": Function(), "split": Function(), "vocabulary": ["a"]}
    assert apply("TextVectorization", (N, 1), **arguments).outputs.shape.dims == (N, N)
    encoded = apply("TextVectorization", (N, 1), **arguments, output_mode="multi_hot").outputs
    assert encoded.shape.dims == (N, 1, 2)
    assert apply("TextVectorization", (N, 1), split=UNKNOWN, output_mode="count").outputs.shape.dims is None


# --- data -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments", "shape", "late"),
    [
        ("TextVectorization", {}, (N, 4), [SizeMismatch]),
        ("TextVectorization", {}, (N, 1), []),
        ("TextVectorization", {}, (N, N), []),
        ("TextVectorization", {"split": N}, (N, 4), []),
        ("TextVectorization", {"output_mode": "count"}, (N, 4), [SizeMismatch]),
    ],
)
def test_texts_that_fail_on_data(
    name: str, arguments: dict[str, Any], shape: tuple[Dim, ...], late: list[type[Failure]]
) -> None:
    found = apply(name, shape, **arguments).late
    assert [type(failure) for failure in found] == late
    assert all(failure.late for failure in found)


def on_data(name: str, data: Any, version: str = "3", **arguments: Any) -> Any:
    context = Context(load(version))
    found = context.database.resolve(f"keras.layers.{name}")
    assert found is not None
    return create(found, CallArguments.of(**arguments), context).apply(CallArguments.of(data), context)


def test_crossed_matrices_fail_on_data() -> None:
    matrices = (Tensor(Shape((N, 5))), Tensor(Shape((N, 5))))
    assert [type(failure) for failure in on_data("HashedCrossing", matrices, num_bins=5).late] == [SizeMismatch] * 2
    cubes = (Tensor(Shape((N, 2, 1))), Tensor(Shape((N, 2, 1))))
    assert [type(failure) for failure in on_data("HashedCrossing", cubes, num_bins=5).late] == [RankMismatch] * 2


@pytest.mark.parametrize(
    ("name", "data", "arguments", "expected"),
    [
        ("StringLookup", ["a", "b"], {}, (2,)),
        ("StringLookup", [["a"], ["b"]], {"vocabulary": ["a"], "output_mode": "one_hot"}, (2, 2)),
        ("Hashing", [["a", "b"]], {"num_bins": 3}, (1, 2)),
        ("Hashing", [["a", "b"]], {"num_bins": 3, "output_mode": "one_hot"}, (1, 2, 3)),
        ("HashedCrossing", (["a", "b"], ["c", "d"]), {"num_bins": 3, "output_mode": "one_hot"}, (2, 3)),
        ("TextVectorization", ["a b", "c"], {}, (2, UNKNOWN_DIM)),
        ("TextVectorization", [["a b"], ["c"]], {"output_sequence_length": 4}, (2, 4)),
        ("TextVectorization", ["a b", "c"], {"vocabulary": ["a"], "output_mode": "multi_hot"}, (2, 2)),
        ("TextVectorization", ["a b", "c"], {"vocabulary": ["a"], "output_mode": "one_hot"}, None),
        ("TextVectorization", ["a", "c"], {"split": N}, (2,)),
        ("TextVectorization", ["a", "c"], {"split": N, "ngrams": 2}, None),
    ],
)
def test_python_lists(name: str, data: Any, arguments: dict[str, Any], expected: tuple[Dim, ...] | None) -> None:
    assert on_data(name, data, **arguments).outputs.shape.dims == expected


def test_inverted_lookups_give_strings() -> None:
    numbers = Tensor(Shape((3,)), "int64", TensorKind.EAGER)
    assert on_data("StringLookup", numbers, invert=True).outputs.dtype == "string"
    assert on_data("StringLookup", Tensor(Shape((N,)), "int64"), invert=True).outputs.dtype == "int64"
    assert on_data("StringLookup", Tensor(Shape((N,)), "int64"), "2", invert=True).outputs.dtype == "string"


# --- names, and Keras 2 ---------------------------------------------------------------------------------------------


def test_the_lookup_inside_counts_for_names() -> None:
    context = Context(load("3"))
    names = []
    for name in ("TextVectorization", "StringLookup"):
        found = context.database.resolve(f"keras.layers.{name}")
        assert found is not None
        names.append(create(found, CallArguments.of(), context).name)
    assert names == ["text_vectorization", "string_lookup_1"]


@pytest.mark.parametrize(
    ("name", "arguments", "shape", "expected"),
    [
        ("TextVectorization", {"vocabulary": ["a"]}, (N,), (N, N)),
        ("TextVectorization", {"vocabulary": ["a"], "output_sequence_length": 7}, (N, 1), (N, 7)),
        ("TextVectorization", {"vocabulary": ["a"], "output_mode": "multi_hot"}, (N, 1), (N, 2)),
        ("TextVectorization", {"vocabulary": ["a"], "output_mode": N}, (N, 1), (N, N)),
        ("TextVectorization", {"split": N}, (N, 4), (N, 4)),
        ("TextVectorization", {"split": N, "vocabulary": ["a"], "output_mode": "count"}, (N,), (2,)),
        ("StringLookup", {"vocabulary": ["a"]}, (N, 4), (N, 4)),
        ("StringLookup", {"vocabulary": ["a"], "output_mode": "one_hot"}, (N, 1), (N, 2)),
        ("IntegerLookup", {"vocabulary": [1], "vocabulary_dtype": "int32"}, (N, 4), (N, 4)),
        ("Hashing", {"num_bins": 4, "output_mode": "one_hot"}, (N,), (N, 4)),
        ("Hashing", {"num_bins": 4, "dtype": "float32"}, (N, 4), (N, 4)),
    ],
)
def test_keras_2(name: str, arguments: dict[str, Any], shape: tuple[Dim, ...], expected: tuple[Dim, ...]) -> None:
    assert apply(name, shape, version="2", **arguments).outputs.shape.dims == expected


@pytest.mark.parametrize(
    ("name", "arguments", "shape"),
    [
        ("TextVectorization", {}, (N, 4)),
        ("TextVectorization", {"output_mode": "one_hot"}, (N,)),
        ("StringLookup", {"vocabulary": ["a"], "output_mode": "one_hot"}, (N, 4)),
        ("Hashing", {"num_bins": 4, "output_mode": "count"}, (N, 4, 2)),
    ],
)
def test_keras_2_refuses(name: str, arguments: dict[str, Any], shape: tuple[Dim, ...]) -> None:
    with pytest.raises(Failed):
        apply(name, shape, version="2", **arguments)


def test_crossings_of_keras_2() -> None:
    column = Tensor(Shape((N, 1)))
    outputs = on_data("HashedCrossing", (column, column, column), "2", num_bins=5, output_mode="one_hot").outputs
    assert outputs.shape.dims == (N, 5)
    for refused in (column, (Tensor(Shape((N, 5))), Tensor(Shape((N, 5))))):
        with pytest.raises(Failed):
            on_data("HashedCrossing", refused, "2", num_bins=5)
