"""The global dtype policy: when it is made of `floatx`, and what forgets it."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import pytest

from keralint.keras_api.database import load
from keralint.semantics.context import Context

STEPS = (
    ("mixed_float16", "float32", False), ("mixed_float16", "float64", True), (None, "float16", False),
    (None, "float64", True), ("float64", "float16", True), ("bfloat16", "float32", True),
)  # fmt: skip
"""A global policy, `floatx` after it, and whether the session is cleared then; a layer is made after each step."""


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    keras.utils.clear_session()
    yield
    keras.config.set_floatx("float32")
    keras.utils.clear_session()


def test_policy_of_new_layers_is_that_of_keras() -> None:
    context = Context(load("3"))
    for policy, floatx, cleared in STEPS:
        if policy is not None:
            keras.config.set_dtype_policy(policy)
            context.dtype_policy = policy
        keras.config.set_floatx(floatx)
        context.floatx = floatx
        if cleared:
            keras.utils.clear_session()
            context.forget_policy()
        assert context.policy_of_new_layer() == keras.layers.Dense(2).dtype_policy.name, (policy, floatx, cleared)


def test_clear_session_keeps_the_other_settings() -> None:
    keras.config.set_floatx("float16")
    keras.config.set_image_data_format("channels_first")
    keras.utils.clear_session()
    kept = keras.config.floatx(), keras.config.image_data_format()
    keras.config.set_image_data_format("channels_last")
    context = Context(load("3"), floatx="float16", data_format="channels_first")
    context.forget_policy()
    assert (context.floatx, context.data_format) == kept == ("float16", "channels_first")


def test_keras_2_keeps_its_policy() -> None:
    context = Context(load("2"), dtype_policy="mixed_float16")
    context.forget_policy()
    assert context.policy_of_new_layer() == "mixed_float16"
