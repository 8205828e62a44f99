"""Runs a program in real Keras and through keralint's whole pipeline, and says how the answers relate."""

from __future__ import annotations

import enum
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras.src.backend.common.global_state import set_global_attribute

from differential.exceptions import WITHOUT_64_BITS
from differential.program import Program
from keralint.config import Settings
from keralint.diagnostics import Severity
from keralint.engine.analyze import analyze_source
from keralint.engine.result import Detail
from keralint.interpreter.program import run
from keralint.interpreter.values import DictValue, ListValue
from keralint.keras_api.database import load
from keralint.semantics.layer import Layer
from keralint.semantics.tensors import Tensor
from keralint.shapes import Symbolic, UnknownDim, total
from keralint.source.parsing import parse
from keralint.source.text import decode

SETTINGS = Settings(isolated=True)


class Verdict(enum.Enum):
    """How keralint's answer relates to Keras's."""

    ACCEPTED = "accepted by both"
    REJECTED = "rejected by both"
    MISSED = "missed: Keras rejects, keralint is silent"
    UNKNOWN = "accepted by both, not wholly known"
    LATE = "an error of what Keras accepts when building, and rejects on data"
    WRONG_SHAPE = "wrong shape"
    WRONG_DTYPE = "wrong dtype"
    WRONG_WEIGHTS = "wrong weights"
    FALSE_ERROR = "false error"
    CRASH = "keralint crashed"
    SKIPPED = "not runnable here: needs a package that is not installed"

    @property
    def is_wrong(self) -> bool:
        """Whether it is one that no program may get."""
        return self in WRONG


WRONG = (
    Verdict.WRONG_SHAPE, Verdict.WRONG_DTYPE, Verdict.WRONG_WEIGHTS, Verdict.FALSE_ERROR, Verdict.CRASH,
)  # fmt: skip
"""The verdicts that none of the programs may get."""


@dataclass(frozen=True)
class Comparison:
    """A verdict, with both answers in words."""

    verdict: Verdict
    theirs: str = ""
    ours: str = ""


@dataclass(frozen=True)
class Answer:
    """The outputs as nested `(shape, dtype)`, the number of weights' elements; or why the program is refused."""

    outputs: Any = None
    parameters: Any = None
    refused: str | None = None


def compare(program: Program) -> Comparison:
    """How keralint's answer relates to that of the Keras that is installed."""
    theirs = in_keras(program.text)
    try:
        ours = in_keralint(program.text)
    except Exception as error:  # noqa: BLE001  # a crash is a verdict
        return Comparison(Verdict.CRASH, _words(theirs), f"{type(error).__name__}: {error}")
    verdict = _verdict(theirs, ours)
    if verdict is Verdict.FALSE_ERROR and _fails_on_data(program.text):
        verdict = Verdict.LATE
    return Comparison(verdict, _words(theirs), _words(ours))


def _words(answer: Answer) -> str:
    if answer.refused is not None:
        return answer.refused
    return f"{answer.outputs}, {answer.parameters} parameters"


def _verdict(theirs: Answer, ours: Answer) -> Verdict:
    if theirs.refused is not None:
        if theirs.refused.startswith("ImportError"):
            return Verdict.SKIPPED
        return Verdict.REJECTED if ours.refused is not None else Verdict.MISSED
    if ours.refused is not None:
        return Verdict.FALSE_ERROR
    verdicts = [_held(ours.outputs, theirs.outputs), _weights(ours.parameters, theirs.parameters)]
    return next((verdict for verdict in (*WRONG, Verdict.UNKNOWN) if verdict in verdicts), Verdict.ACCEPTED)


def _weights(ours: Any, theirs: Any) -> Verdict:
    if theirs is None or ours == theirs:
        return Verdict.ACCEPTED
    return Verdict.WRONG_WEIGHTS if isinstance(ours, int) else Verdict.UNKNOWN


def _held(ours: Any, theirs: Any) -> Verdict:
    """One output, or a nest of them, against Keras's."""
    if ours is UNTOLD or ours == Leaf(None, None):
        return Verdict.UNKNOWN
    if isinstance(theirs, Leaf):
        return _leaf(ours, theirs) if isinstance(ours, Leaf) else Verdict.WRONG_SHAPE
    if isinstance(theirs, (list, dict)):
        if type(ours) is not type(theirs) or len(ours) != len(theirs):
            return Verdict.WRONG_SHAPE
        keys = theirs if isinstance(theirs, dict) else range(len(theirs))
        if isinstance(theirs, dict) and set(ours) != set(theirs):
            return Verdict.WRONG_SHAPE
        found = [_held(ours[key], theirs[key]) for key in keys]
        return next((verdict for verdict in (*WRONG, Verdict.UNKNOWN) if verdict in found), Verdict.ACCEPTED)
    return Verdict.ACCEPTED if ours == theirs else Verdict.WRONG_SHAPE


@dataclass(frozen=True)
class Leaf:
    """A tensor of an answer."""

    shape: tuple[Any, ...] | None
    dtype: str | None

    def __repr__(self) -> str:
        return f"{self.shape} {self.dtype}"


UNTOLD = "?"


def _leaf(ours: Leaf, theirs: Leaf) -> Verdict:
    assert theirs.shape is not None
    if ours.shape is None:
        return Verdict.UNKNOWN
    if len(ours.shape) != len(theirs.shape):
        return Verdict.WRONG_SHAPE
    open_sizes = [isinstance(size, (UnknownDim, Symbolic)) for size in ours.shape]
    if any(not unknown and a != b for a, b, unknown in zip(ours.shape, theirs.shape, open_sizes)):
        return Verdict.WRONG_SHAPE
    if ours.dtype is not None and theirs.dtype not in (ours.dtype, WITHOUT_64_BITS.get(ours.dtype)):
        return Verdict.WRONG_DTYPE
    return Verdict.UNKNOWN if any(open_sizes) or ours.dtype is None else Verdict.ACCEPTED


# --- Keras -----------------------------------------------------------------------------------------------------------


def in_keras(text: str) -> Answer:
    """What real Keras answers."""
    names: dict[str, Any] = {}
    with _settings_restored(), weights_without_numbers(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "program.py", "exec"), names)
        except Exception as error:  # noqa: BLE001  # whatever Keras raises is its answer
            return Answer(refused=f"{type(error).__name__}: {str(error)[:300]}")
        layer = names.get("layer")
        parameters = layer.count_params() if isinstance(layer, keras.Layer) and layer.built else None
        return Answer(_described(names.get("y")), parameters)


def _described(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_described(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _described(item) for key, item in value.items()}
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return Leaf(tuple(value.shape), keras.backend.standardize_dtype(value.dtype))
    return value


def _fails_on_data(text: str) -> bool:
    """Whether the program fails when arrays take the place of its inputs, of two elements where a size is open."""

    def array(batch_shape: Any, dtype: str = "float32") -> Any:
        shape = tuple(2 if size is None else size for size in batch_shape)
        return np.full(shape, "a") if dtype == "string" else keras.ops.zeros(shape, dtype)

    on_data = re.sub(r"keras\.(Input|KerasTensor)\((batch_shape=)?", "array(", text)
    with _settings_restored(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(on_data, "program.py", "exec"), {"array": array})
        except Exception:  # noqa: BLE001
            return True
    return False


@contextmanager
def _settings_restored() -> Iterator[None]:
    before = keras.config.floatx(), keras.config.image_data_format()
    try:
        yield
    finally:
        keras.config.set_floatx(before[0])
        keras.config.set_image_data_format(before[1])
        set_global_attribute("dtype_policy", None)


DRAWN = ("VarianceScaling", "RandomNormal", "RandomUniform", "TruncatedNormal", "Orthogonal", "Zeros", "Ones")


@contextmanager
def weights_without_numbers() -> Iterator[None]:
    """Weights are zeros meanwhile: nothing here looks at their values, and drawing them compiles for each shape."""
    originals = {name: getattr(keras.initializers, name).__call__ for name in DRAWN}
    for name, original in originals.items():
        getattr(keras.initializers, name).__call__ = _without_numbers(name, original)
    try:
        yield
    finally:
        for name, original in originals.items():
            getattr(keras.initializers, name).__call__ = original


def _without_numbers(name: str, original: Any) -> Any:
    def call(self: Any, shape: Any, dtype: Any = None, **options: Any) -> Any:
        refusable = name == "Orthogonal" and (len(shape) < 2 or dtype not in (None, "float32", "float64"))
        plain = dtype in (None, "float32", "float16", "bfloat16", "float64") and not options and not refusable
        return np.zeros(shape, dtype or "float32") if plain else original(self, shape, dtype, **options)

    return call


# --- keralint --------------------------------------------------------------------------------------------------------


def in_keralint(text: str) -> Answer:
    """What keralint answers: its errors, or else what it has inferred."""
    source = decode(text.encode(), "program.py")
    found = analyze_source(source, SETTINGS, Detail.FINDINGS).diagnostics
    errors = [one for one in found if one.severity is Severity.ERROR]
    if errors:
        return Answer(refused=f"{errors[0].code} {errors[0].name}: {errors[0].message}")
    machine = run(parse(source).tree, load("3"), yields=False)
    names = machine.frames[0].scope.slots
    layer = names.get("layer")
    parameters = None
    if isinstance(layer, Layer):
        weights = layer.weights(machine.context)
        parameters = None if weights is None else total(weight.size for weight in weights)
    return Answer(_inferred(names.get("y")), parameters)


def _inferred(value: Any) -> Any:
    if isinstance(value, ListValue):
        value = value.items
        if value is None:
            return UNTOLD
    if isinstance(value, DictValue):
        value = value.entries
        if value is None:
            return UNTOLD
    if isinstance(value, (tuple, list)):
        return [_inferred(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _inferred(item) for key, item in value.items()}
    if isinstance(value, Tensor):
        return Leaf(value.shape.dims, value.dtype)
    return value if value is None or isinstance(value, (bool, int, float, str)) else UNTOLD
