"""The data against the Keras that is installed."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest

from keralint.keras_api.binding import Bound, UnexpectedKeyword, bind
from keralint.keras_api.database import DATA, NOT_CONSTANT, Signature, Symbol, load

DATABASE = load("3")
SAME_RELEASE = keras.__version__ == DATABASE.version
same_release = pytest.mark.skipif(
    not SAME_RELEASE, reason=f"the data are of Keras {DATABASE.version}, installed is {keras.__version__}"
)


def public(path: str = "keras", module: Any = keras, seen: set[int] | None = None) -> Iterator[tuple[str, Any]]:
    """Every dotted path that a program may write, with what it leads to."""
    seen = set() if seen is None else seen
    seen.add(id(module))
    for name in sorted(dir(module)):
        if name.startswith("_") or (path, name) in (("keras", "src"), ("keras", "api")):
            continue
        value = getattr(module, name)
        yield f"{path}.{name}", value
        inside = inspect.ismodule(value) and value.__name__.startswith("keras.") and ".src." not in value.__name__
        if inside and id(value) not in seen:
            yield from public(f"{path}.{name}", value, seen)


PUBLIC = dict(public())
CLASSES = {path: value for path, value in PUBLIC.items() if inspect.isclass(value)}
LAYERS = {path: value for path, value in CLASSES.items() if issubclass(value, keras.Layer)}


def of(path: str) -> Symbol:
    symbol = DATABASE.resolve(path)
    assert symbol is not None, path
    return symbol


def existing(canonical: str) -> Any:
    value: Any = keras
    for name in canonical.split(".")[1:]:
        value = getattr(value, name)
    return value


# --- names: whatever the release ------------------------------------------------------------------------------------


def test_nothing_that_exists_is_denied() -> None:
    """A later release may have more than the data; then nobody may ask for the release of the data."""
    version = "3" if SAME_RELEASE else keras.__version__
    assert [path for path in PUBLIC if load(version).knows(path) == "no"] == []


def test_nothing_that_tensorflow_shows_is_denied() -> None:
    shown = importlib.import_module("keras._tf_keras.keras")
    paths = [path for path, _ in public("tensorflow.keras", shown)]
    assert len(paths) > len(PUBLIC)
    version = "3" if SAME_RELEASE else keras.__version__
    assert [path for path in paths if load(version).knows(path) == "no"] == []


def test_aliases_lead_to_the_same_object() -> None:
    for path, value in PUBLIC.items():
        symbol = DATABASE.resolve(path)
        if symbol is not None and (inspect.isclass(value) or inspect.isfunction(value)):
            assert existing(symbol.canonical) is value, path


def test_modules_of_the_package_that_can_be_imported() -> None:
    for path, value in PUBLIC.items():
        if inspect.ismodule(value):
            importlib.import_module(value.__name__)
            assert DATABASE.knows(path) != "no"


# --- the rest: of the same release ----------------------------------------------------------------------------------


@same_release
def test_every_public_name_is_known() -> None:
    assert [path for path in PUBLIC if DATABASE.knows(path) != "yes"] == []


@same_release
def test_what_is_known_exists() -> None:
    for path in DATABASE.members("keras.layers"):
        assert f"keras.layers.{path}" in PUBLIC
    for path in DATABASE.members("keras"):
        assert f"keras.{path}" in PUBLIC or path in ("src", "api")


@same_release
def test_kinds() -> None:
    for path, value in PUBLIC.items():
        kind = of(path).kind
        if inspect.ismodule(value):
            assert kind == "module"
        elif inspect.isclass(value):
            assert kind == "class"
        elif callable(value):
            assert kind == "function"
        else:
            assert kind == "constant"
        assert of(path).is_layer is (path in LAYERS)


BY_BACKEND = ("keras.Optimizer",)
"""Classes whose constructor is another one on each backend."""


def assert_same(found: Signature | None, expected: inspect.Signature, path: str) -> None:
    assert found is not None, path
    parameters = [p for p in expected.parameters.values() if p.name != "self"]
    assert [(p.name, p.kind, p.required) for p in found.parameters] == [
        (p.name, p.kind.name, p.default is p.empty and not p.kind.name.startswith("VAR")) for p in parameters
    ], path
    for ours, theirs in zip(found.parameters, parameters, strict=True):
        if ours.default is NOT_CONSTANT or theirs.default is theirs.empty:
            continue
        expected_default = tuple(theirs.default) if isinstance(theirs.default, list) else theirs.default
        assert ours.default == expected_default, (path, ours.name)


@same_release
@pytest.mark.parametrize("path", sorted(LAYERS))
def test_signatures_of_layers(path: str) -> None:
    assert_same(of(path).signature, inspect.signature(LAYERS[path].__init__), path)
    assert_same(of(path).call_signature, inspect.signature(LAYERS[path].call), path)


@same_release
def test_signatures_of_functions_and_classes() -> None:
    for path, value in PUBLIC.items():
        if inspect.isfunction(value):
            assert_same(of(path).signature, inspect.signature(value), path)
        elif inspect.isclass(value) and of(path).canonical not in BY_BACKEND:
            assert_same(of(path).signature, inspect.signature(value.__init__), path)


@same_release
def test_methods_of_models() -> None:
    for path in ("keras.Model", "keras.Sequential"):
        for name in ("fit", "compile", "evaluate", "predict", "summary", "add", "save", "get_layer", "load_weights"):
            method = getattr(existing(path), name, None)
            if method is not None:
                assert_same(of(path).methods.get(name), inspect.signature(method), f"{path}.{name}")


@same_release
def test_bases() -> None:
    for path, value in CLASSES.items():
        symbol = of(path)
        for base in symbol.bases:
            if base.startswith("keras."):
                assert issubclass(value, existing(base)), (path, base)
    assert "keras.layers.RNN" in of("keras.layers.LSTM").bases
    assert "keras.Layer" in of("keras.Sequential").bases


# --- keywords that `**kwargs` takes -----------------------------------------------------------------------------------

SAMPLES: list[tuple[Any, ...]] = [(), (1,), (2, 2), ((1, 2),), ("relu",), (1, 1, 1), (1, 2)]
COMMON = ("name", "dtype", "trainable", "input_shape", "weights", "rank", "cell", "pool_mode", "units", "padding")


def _accepts(cls: Any, sample: tuple[Any, ...], keyword: str) -> bool | None:
    """Whether a constructor knows a keyword; `None` if it refuses the value."""
    try:
        cls(*sample, **{keyword: None})
    except Exception as error:  # noqa: BLE001
        phrases = ("unexpected keyword", "Unrecognized keyword", "multiple values", "not recognized", "understood")
        return False if any(phrase in str(error) for phrase in phrases) else None
    return True


@same_release
@pytest.mark.parametrize(
    "path", sorted({of(path).canonical for path in LAYERS if DATABASE.resolve(path)} - {"keras.Model"})
)
def test_extra_keywords_of_layers(path: str) -> None:
    cls, found = existing(path), of(path).signature
    assert found is not None
    sample = next((sample for sample in SAMPLES if _works(cls, sample)), None)
    if sample is None:
        return
    for keyword in (*COMMON, "bogus_keyword"):
        accepted = _accepts(cls, sample, keyword)
        bound = bind(found, sample, {keyword: None})
        if accepted is not None:
            assert isinstance(bound, Bound) is accepted, keyword


def _works(cls: Any, sample: tuple[Any, ...]) -> bool:
    try:
        cls(*sample)
    except Exception:  # noqa: BLE001
        return False
    return True


@same_release
def test_known_keywords() -> None:
    def answer(path: str, positional: list[object], **keyword: object) -> object:
        found = of(path).signature
        assert found is not None
        return bind(found, positional, keyword)

    assert isinstance(answer("keras.layers.Dense", [8], input_shape=(4,), name="d"), Bound)
    assert isinstance(answer("keras.layers.Embedding", [8, 2], input_length=3, weights=None), Bound)
    assert isinstance(answer("keras.layers.LeakyReLU", [], alpha=0.1), Bound)
    assert isinstance(answer("keras.optimizers.Adam", [], decay=0.1), Bound)
    assert answer("keras.optimizers.Adam", [], lr=0.1) == UnexpectedKeyword("lr", None)
    assert isinstance(answer("keras.layers.LSTM", [8], time_major=True), UnexpectedKeyword)
    assert isinstance(answer("keras.layers.Dense", [8], batch_input_shape=(1, 4)), UnexpectedKeyword)


# --- attributes -----------------------------------------------------------------------------------------------------


def missing(instance: object, path: str) -> list[str]:
    known = of(path).attributes | of(path).methods.keys()
    return [name for name in dir(instance) if not name.startswith("_") and name not in known]


@pytest.mark.parametrize("functional", [False, True])
def test_attributes_of_models_that_were_trained(functional: bool) -> None:
    inputs = keras.Input((4,))
    dense = keras.layers.Dense(2)
    model = keras.Model(inputs, dense(inputs)) if functional else keras.Sequential([inputs, dense])
    model.compile("adam", "mse", metrics=["mae"])
    history = model.fit(np.zeros((8, 4)), np.zeros((8, 2)), verbose=0, validation_split=0.5)
    assert missing(model, "keras.Model" if functional else "keras.Sequential") == []
    assert missing(model.optimizer, "keras.optimizers.Adam") == []
    assert missing(dense, "keras.layers.Dense") == []
    assert missing(history, "keras.callbacks.History") == []
    assert missing(inputs, "keras.KerasTensor") == []


def test_a_layer_is_a_module_on_pytorch() -> None:
    assert {"to", "parameters", "eval", "state_dict", "cuda"} <= of("keras.layers.Dense").attributes


@pytest.mark.parametrize("path", sorted({symbol.canonical for path in LAYERS if (symbol := DATABASE.resolve(path))}))
def test_attributes_of_layers(path: str) -> None:
    cls = existing(path)
    sample = next((sample for sample in SAMPLES if _works(cls, sample)), None)
    if sample is not None:
        assert missing(cls(*sample), path) == []


# --- identifiers ----------------------------------------------------------------------------------------------------


@same_release
@pytest.mark.parametrize(
    "kind", ["activation", "loss", "metric", "optimizer", "initializer", "regularizer", "constraint"]
)
def test_identifiers(kind: str) -> None:
    module = getattr(keras, {"loss": "losses"}.get(kind, f"{kind}s"))
    known = DATABASE.identifiers(kind)
    assert known
    candidates = {*known, *dir(module), "nonsense", "Nonsense", "relu", "mse", "adam", "zeros", "l2", "max_norm", "acc"}
    for name in sorted(name for name in candidates if not name.startswith("_")):
        try:
            accepted = module.get(name) is not None
        except ImportError:
            continue
        except Exception:  # noqa: BLE001
            accepted = False
        assert (name in known) is accepted, name


# --- the files ------------------------------------------------------------------------------------------------------


def test_a_signature_is_read_once() -> None:
    symbol = of("keras.layers.LSTM")
    assert symbol.signature is symbol.signature


def test_no_libraries_are_loaded() -> None:
    program = (
        "import sys; from keralint.keras_api import binding, database; print({'libcst', 'keras'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "set()"


def test_the_generator_says_what_it_needs() -> None:
    script = DATA.parents[3] / "scripts" / "generate_keras_api.py"
    if not script.exists() or importlib.util.find_spec("tensorflow") is not None:
        pytest.skip("it could run here")
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 2
    assert "tensorflow" in done.stderr
