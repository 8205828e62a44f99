"""Functional and sequential models against Keras: the same program builds the same model, or is refused by both."""

from __future__ import annotations

from pathlib import Path

import pytest

from keralint.semantics.failures import (
    DisconnectedGraph,
    DuplicateLayerName,
    InputCountMismatch,
    InvalidName,
    ModelInputMismatch,
    UnknownLayerName,
)
from semantics.differential_models import assert_agrees, executed, failure_of, failures_in


def programs() -> list[str]:
    lines = Path(__file__).with_name("models.txt").read_text(encoding="utf-8").splitlines()
    return [line.replace("; ", "\n") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("program", programs(), ids=lambda text: text[:120])
def test_agrees_with_keras(program: str) -> None:
    assert_agrees(program)


@pytest.mark.parametrize(
    ("program", "kind"),
    [
        ("a = Input((3,)); b = Input((3,)); Model(a, layers.Add()([a, b]))", DisconnectedGraph),
        ("x = Input((3,)); Model(x, layers.Dense(3, name='input_layer')(x))", DuplicateLayerName),
        ("x = Input((3,)); m = Model(x, layers.Dense(3)(x)); m([x, x])", InputCountMismatch),
        ("layers.Dense(3, name='a/b')", InvalidName),
        ("x = Input((3,)); m = Model(x, layers.Dense(3)(x)); m.get_layer('dens')", UnknownLayerName),
    ],
)
def test_the_failure_is_named(program: str, kind: type) -> None:
    assert isinstance(failure_of(program.replace("; ", "\n")), kind)


def test_what_is_missing_from_the_inputs_is_the_input() -> None:
    machine = executed("a = Input((3,))\nb = Input((3,))\nc = layers.Dense(3)(b)\nModel(a, layers.Add()([a, c]))")
    failure = failures_in(machine)[0]
    assert isinstance(failure, DisconnectedGraph)
    assert failure.missing is machine.frames[0].scope.slots["b"]


def test_a_tensor_of_another_rank_is_refused_as_data_only() -> None:
    """Keras declares a shape for it when the graph is built; no data can ever have it."""
    failure = failure_of("x = Input((28,))\nm = Model(x, layers.Dense(4)(x))\nm(Input((28, 5)))")
    assert isinstance(failure, ModelInputMismatch)
    assert failure.axis is None
    assert failure.late


@pytest.mark.parametrize(
    "program",
    [
        "x = Input((None, 3)); m = Model(x, layers.Dense(4)(x)); y = m(unknown)",
        "x = Input((3,)); y = layers.Dense(2)(x) if unknown else layers.Dense(2)(Input((3,))); m = Model(x, y)",
        "from elsewhere import block; m = Sequential([block, layers.Dense(3)]); m.output_shape",
        "from elsewhere import tensor; m = Model(tensor, layers.Dense(3)(tensor))",
        "m = Sequential([layers.Dense(3)]); m.fit(unknown); m.output; m.output_shape",
        "from elsewhere import extend; m = Sequential(); extend(m); m.output_shape; m.build((None, 3))",
        "m = Sequential(unknown); m.output_shape",
        "x = Input((3,)); y = x if unknown else None; z = 1 if y else 2",
    ],
)
def test_what_is_not_known_is_not_refused(program: str) -> None:
    assert failure_of(program.replace("; ", "\n")) is None


@pytest.mark.parametrize(
    "program",
    [
        "x = Input((3,)); m = Sequential([x, layers.Dense(2)]); m.output; m.input",
        "x = Input((3,)); x.shape.as_list()",
        "m = Model(Input((3,), name='a/b'), None) if False else None",
        "n = np.max(np.zeros((4,), 'int32')) + 1; layers.Dense(n); layers.LSTM(n); layers.Embedding(n, 3)",
    ],
)
def test_keras_2_accepts(program: str) -> None:
    assert failure_of(program.replace("; ", "\n").replace("from keras import ops", ""), "2") is None
