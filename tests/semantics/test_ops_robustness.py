"""Whatever a program gives to an operation, the semantics answer: with a result, a named failure, or not knowing."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import pytest

from keralint.keras_api.database import load
from keralint.semantics.context import Context
from keralint.semantics.failures import Failed
from keralint.semantics.layer import CallArguments
from keralint.semantics.ops import apply_operation, defined_operations, find
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, ApiReference, Argument, UserCallable
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, symbol

SIZES: Final[tuple[Dim, ...]] = (
    None,
    0,
    1,
    2,
    3,
    4,
    8,
    UNKNOWN_DIM,
    symbol("n", minimum=1),
    2 * symbol("m", minimum=1),
)
DTYPES: Final = ("float32", "int32", "bool", None, "uint8", "int64", "string", "complex64")
ROUNDS: Final = 40


class Constant(UserCallable):
    """A function that gives the same whatever it gets."""

    __slots__ = ("name", "result")

    def __init__(self, result: Argument) -> None:
        self.result = result
        self.name = "constant"

    def invoke(self, positional: Sequence[Argument], keyword: Mapping[str, Argument]) -> Argument:
        return self.result


def tensor(chance: random.Random) -> Tensor:
    rank = chance.choice([None, 0, 1, 2, 3, 4, 4, 5])
    shape = UNKNOWN_SHAPE if rank is None else Shape(tuple(chance.choice(SIZES) for _ in range(rank)))
    return Tensor(shape, chance.choice(DTYPES), chance.choice(list(TensorKind)))


def value(chance: random.Random, depth: int = 0) -> Any:
    """Any argument at all: tensors more often than anything else, sequences of arguments up to some depth."""
    if chance.random() < 0.4:
        return tensor(chance)
    if depth < 3 and chance.random() < 0.3:
        return chance.choice([tuple, list])(value(chance, depth + 1) for _ in range(chance.randrange(4)))
    plain = (
        None,
        0,
        1,
        -1,
        3,
        100,
        0.5,
        float("nan"),
        "same",
        "float32",
        "foo",
        "ij,jk->ik",
        "channels_first",
        True,
        b"x",
    )
    others = (
        UNKNOWN,
        symbol("n", minimum=1),
        UNKNOWN_DIM,
        {"a": 1},
        slice(0, 2),
        Ellipsis,
        ApiReference("keras.ops.sum"),
    )
    functions = (Constant(tensor(chance)), Constant((tensor(chance), tensor(chance))), Constant(UNKNOWN), Constant(1))
    return chance.choice((*plain, *others, *functions))


def arguments(chance: random.Random, names: list[str]) -> CallArguments:
    """Some arguments by position, mostly tensors first, and some of the others by name."""
    count = chance.randint(min(1, len(names)), len(names))
    by_position = [tensor(chance) if chance.random() < 0.7 else value(chance) for _ in range(chance.randint(0, count))]
    by_name = {name: value(chance) for name in names[len(by_position) : count]}
    return CallArguments(tuple(by_position), by_name)


@pytest.mark.parametrize("path", sorted(defined_operations()))
def test_no_arguments_are_too_much(path: str) -> None:
    definition = find(path)
    assert definition is not None
    chance = random.Random(path)
    names = [parameter.name for parameter in definition.parameters if not parameter.variadic]
    for _ in range(ROUNDS):
        context = Context(load(chance.choice("23")))
        with suppress(Failed):
            apply_operation(definition, arguments(chance, names), context)
