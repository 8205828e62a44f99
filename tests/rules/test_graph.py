"""The rules on graphs: where they point, what they say, and what they leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from keralint.diagnostics import Diagnostic, Severity
from programs import findings, fixed, line, only, related

IMPORTS = "import numpy as np; from keras import Input, Model, Sequential; ops = keras.ops\n"
"""On one line before each program, so that its lines count from 2."""


def the_one(program: str) -> Diagnostic:
    return only(IMPORTS + dedent(program))


def places(diagnostic: Diagnostic) -> list[tuple[int, str]]:
    return [(number - 1, words) for number, words in related(diagnostic)]


def found(program: str, keras_version: str = "3") -> list[str]:
    """The names of the rules that speak of a program."""
    imports = IMPORTS if keras_version == "3" else IMPORTS.replace("; ops = keras.ops", "")
    return [one.name for one in findings(imports + dedent(program), keras_version)]


# --- layers that are not called -------------------------------------------------------------------------------------


def test_a_forgotten_call_is_found_where_the_layer_is_created() -> None:
    diagnostic = the_one(
        """\
        inputs = Input((8,))
        x = layers.Dense(4)(inputs)
        x = layers.Dense(1)
        model = Model(inputs, x)
        """
    )
    assert line(diagnostic) - 1 == 3
    assert diagnostic.message == "`Dense` is created here, and not called"
    assert diagnostic.help == "call it on what `x` held before: `Dense(…)(x)`"
    assert places(diagnostic) == [(4, "`outputs` of `Model` must be tensors, got the layer `Dense`")]


def test_a_layer_that_is_passed_on_is_found_where_it_is_used() -> None:
    diagnostic = the_one(
        """\
        head = layers.Dense(1)
        inputs = Input((8,))
        outputs = layers.Activation("relu")(head)
        """
    )
    assert diagnostic.name == "layer-not-called"
    assert diagnostic.message == "`Activation` needs a tensor, got the layer `Dense`"
    assert places(diagnostic) == [(1, "`Dense` is created here")]


def test_none_in_place_of_a_tensor_points_at_a_missing_return() -> None:
    diagnostic = the_one(
        """\
        def block(x):
            layers.Dense(4)(x)
        outputs = layers.Dense(1)(block(Input((8,))))
        """
    )
    assert diagnostic.message == "`Dense` needs a tensor, got `None`"
    assert diagnostic.help == "does the function that gives it lack a `return`?"


# --- graphs that do not connect -------------------------------------------------------------------------------------


def test_an_input_that_is_not_listed_is_named() -> None:
    diagnostic = the_one(
        """\
        image = Input((8,))
        label = Input((8,))
        outputs = layers.Add()([image, label])
        model = Model([image], outputs)
        """
    )
    assert diagnostic.message == "the outputs depend on `label`, which is not among `inputs`"
    assert places(diagnostic) == [(2, "the `Input` is made here")]
    assert diagnostic.fix is not None
    assert [edit.text for edit in diagnostic.fix.edits] == [", label"]


def test_an_input_whose_variable_is_overwritten_is_explained() -> None:
    diagnostic = the_one(
        """\
        x = Input((8,))
        x = layers.Dense(4)(x)
        model = Model(x, x)
        """
    )
    assert diagnostic.message == "`x` no longer holds the `Input` that the outputs depend on"
    assert places(diagnostic)[0] == (2, "`x` becomes the output of `Dense` here")


@pytest.mark.parametrize(
    "program",
    [
        "x = Input((8,)); y = layers.Dense(4)(x); z = layers.Dense(2)(y); m = Model(y, z)",
        "x = Input((8,), dtype='float16'); m = Model(x, layers.Dense(4)(x))",
        "a = Input((8,)); b = Input((8,)); y = layers.Add()([a, b]) if np.random.rand() > 1 else a; m = Model(a, y)",
        "from elsewhere import block; a = Input((8,)); m = Model(a, block(a))",
        "a = Input((8,)); c = layers.Dense(8)(np.zeros((1, 8))); m = Model(a, layers.Add()([a, c]))",
    ],
)
def test_graphs_that_connect(program: str) -> None:
    assert found(program.replace("; ", "\n")) == []


# --- results that are lost ------------------------------------------------------------------------------------------


def test_a_result_that_is_thrown_away() -> None:
    diagnostic = the_one(
        """\
        inputs = Input((8,))
        x = layers.Dense(8)(inputs)
        layers.Add()([x, inputs])
        model = Model(inputs, layers.Dense(1)(x))
        """
    )
    assert diagnostic.severity is Severity.WARNING
    assert line(diagnostic) - 1 == 3
    assert diagnostic.message == "the result of `Add` is never used"
    assert places(diagnostic) == [(4, "`model` is built without it")]


def test_a_result_that_is_overwritten() -> None:
    diagnostic = the_one(
        """\
        def build():
            inputs = Input((8,))
            x = layers.Dense(8)(inputs)
            x = layers.Dropout(0.5)(inputs)
            return Model(inputs, layers.Dense(1)(x))
        """
    )
    assert line(diagnostic) - 1 == 3
    assert places(diagnostic)[0] == (4, "`x` is overwritten here")


def test_several_outputs_of_which_none_is_used() -> None:
    program = """\
        inputs = Input((8, 4))
        x, h, c = layers.LSTM(8, return_state=True)(inputs)
        model = Model(inputs, layers.Dense(1)(inputs))
        """
    assert found(program) == ["unused-layer-output"]


USED = {
    "one output of several": "y, h, c = layers.LSTM(8, return_state=True)(x); m = Model(x, y)",
    "read by a print": "y = layers.Dense(2)(x); print(y.shape); m = Model(x, layers.Dense(1)(x))",
    "read in a function": "y = layers.Dense(2)(x)\ndef show():\n    print(y)\nm = Model(x, layers.Dense(1)(x))",
    "read by code that is skipped": "y = layers.Dense(2)(x)\nif False:\n    print(y)\nm = Model(x, layers.Dense(1)(x))",
    "read on a branch": "y = layers.Dense(2)(x)\nif unknown:\n    print(y)\nm = Model(x, layers.Dense(1)(x))",
    "left by a branch": "y = x\nif unknown:\n    y = layers.Dense(4)(x)\nm = Model(x, layers.Dense(1)(y))",
    "through the layer": "d = layers.Dense(2); y = d(x); m = Model(x, d.output)",
    "the layer is built by the call": "d = layers.Dense(2); d(x); d.set_weights([]); m = Model(x, layers.Dense(1)(x))",
    "the layer is called again": "d = layers.Dense(4); d(x); m = Model(x, d(layers.Dense(4)(x)))",
    "put into a list": "ys = [layers.Dense(2)(x)]; m = Model(x, layers.Dense(1)(x))",
    "put into an attribute": "o.y = layers.Dense(2)(x); m = Model(x, layers.Dense(1)(x))",
    "no model": "layers.Dense(2)(x)",
    "another input": "layers.Dense(2)(Input((4,))); m = Model(x, layers.Dense(1)(x))",
    "an array": "layers.Dense(2)(np.zeros((1, 4))); m = Model(x, layers.Dense(1)(x))",
    "not wanted": "_ = layers.Dense(2)(x); m = Model(x, layers.Dense(1)(x))",
    "all names are read": "y = layers.Dense(2)(x); m = Model(x, layers.Dense(1)(x)); print(locals())",
    "a loop carries it on": "y = x\nfor i in unknown:\n    y = layers.Dense(4)(y)\nm = Model(x, y)",
    "used in the next round": "p = None\nz = x\nfor i in unknown:\n    if p is not None:\n"
    "        z = layers.Add()([z, p])\n    p = layers.Dense(4)(z)\nm = Model(x, z)",
    "the other model has it": "y = layers.Dense(2)(x); m = Model(x, layers.Dense(1)(x)); n = Model(x, y)",
    "a class attribute": "class A:\n    y = layers.Dense(2)(x)\nm = Model(x, layers.Dense(1)(x))",
    "part of the graph is not known": "layers.Dense(2)(x); m = Model(x, unknown(x))",
}


@pytest.mark.parametrize("program", USED.values(), ids=USED)
def test_results_that_may_be_used(program: str) -> None:
    lines = "x = Input((4, 4))\n" if "LSTM" in program else "x = Input((4,))\n"
    assert "unused-layer-output" not in found(lines + program.replace("; ", "\n"))


def test_an_input_that_no_output_depends_on() -> None:
    diagnostic = the_one(
        """\
        a = Input((8,))
        b = Input((8,))
        x = layers.Add()([a, a])
        model = Model([a, b], x)
        """
    )
    assert diagnostic.name == "unused-input"
    assert diagnostic.message == "no output of the model depends on the input `b`"
    assert diagnostic.location.span.column == 19


@pytest.mark.parametrize(
    "program",
    [
        "a = Input((8,)); b = Input((8,)); y = unknown([a, b]); m = Model([a, b], y)",
        "a = Input((8,)); b = Input((8,)); y = layers.Dense(1)(a, mask=unknown(b)); m = Model([a, b], y)",
        "a = Input((8,)); b = Input((8,)); m = Model([a, b], [layers.Dense(1)(a), layers.Dense(1)(b)])",
    ],
)
def test_inputs_that_may_be_used(program: str) -> None:
    assert found(program.replace("; ", "\n")) == []


def test_in_keras_2_a_loss_may_use_the_input() -> None:
    program = "a = Input((8,))\nb = Input((8,))\nm = Model([a, b], layers.Dense(1)(a))"
    assert found(program, "2") == []


# --- names, reuse ---------------------------------------------------------------------------------------------------


def test_two_layers_of_one_name_from_one_line() -> None:
    diagnostic = the_one(
        """\
        inputs = x = Input((8,))
        for _ in range(2):
            x = layers.Dense(8, name="hidden")(x)
        model = Model(inputs, x)
        """
    )
    assert line(diagnostic) - 1 == 3
    assert diagnostic.message == "two layers of the model are called `hidden`"
    assert places(diagnostic) == [(4, "in this model")]


@pytest.mark.parametrize(
    "program",
    [
        "x = Input((8,)); y = layers.Dense(8, name=unknown)(x); m = Model(x, layers.Dense(8, name=unknown)(y))",
        "x = Input((8,)); y = layers.ReLU(name='a')(x); z = layers.ReLU(name='a'); z._name = 'b'; m = Model(x, z(y))",
        "x = Input((8,)); d = layers.Dense(8, name='a'); m = Model(x, d(d(x)))",
        "x = Input((8,)); m = Model(x, layers.Dense(8, name=f'a{unknown}')(x)); m.get_layer('a3')",
    ],
)
def test_names_that_may_be_right(program: str) -> None:
    assert found(program.replace("; ", "\n")) == []


def test_a_shared_layer_tells_what_its_weights_were_made_for() -> None:
    diagnostic = the_one(
        """\
        dense = layers.Dense(4)
        a = dense(Input((8,)))
        b = dense(Input((6,)))
        """
    )
    assert diagnostic.name == "layer-reuse-incompatible"
    assert diagnostic.message == "the weights of `Dense` are made for `(None, 8)`, and do not fit `(None, 6)`"
    assert places(diagnostic) == [(2, "first called here"), (1, "`Dense` is created here")]


# --- tensors as Python values ---------------------------------------------------------------------------------------


def test_foreign_functions_are_named_as_they_are_written() -> None:
    diagnostic = the_one(
        """\
        import tensorflow as tf
        x = Input((8,))
        y = tf.reduce_mean(x, axis=1, keepdims=True)
        """
    )
    assert diagnostic.message == "`tf.reduce_mean` cannot take a symbolic Keras tensor"
    assert diagnostic.help == "use `keras.ops.mean`, or do it in the `call` of a layer of its own"
    assert diagnostic.fix is not None
    assert [edit.text for edit in diagnostic.fix.edits] == ["keras.ops.mean"]


def test_foreign_functions_keep_their_arguments_by_keyword() -> None:
    diagnostic = the_one(
        """\
        import tensorflow as tf
        x = Input((8,))
        y = tf.reduce_sum(input_tensor=x, axis=1)
        """
    )
    assert diagnostic.fix is not None
    assert [edit.text for edit in diagnostic.fix.edits] == ["keras.ops.sum", "x"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("np.array(x)", "raw-op-on-kerastensor"),
        ("__import__('math')", None),
        ("if x: pass", "kerastensor-as-bool"),
        ("while x > 0: break", "kerastensor-as-bool"),
        ("assert x", "kerastensor-as-bool"),
        ("y = x and 1", "kerastensor-as-bool"),
        ("y = not x", "kerastensor-as-bool"),
        ("y = max(x, 0)", "kerastensor-as-bool"),
        ("y = x if x is not None else 1", None),
        ("y = x == 3", None),
        ("for row in x: pass", "kerastensor-as-value"),
        ("y = list(x)", "kerastensor-as-value"),
        ("y = len(x)", "kerastensor-as-value"),
        ("y = float(x)", "kerastensor-as-value"),
        ("y = x.shape[0] * 2", "none-dim-arithmetic"),
        ("y = x.shape[0] > 2", "none-dim-arithmetic"),
        ("y = range(x.shape[0])", "none-dim-arithmetic"),
        ("y = np.prod(x.shape)", "none-dim-arithmetic"),
        ("y = np.prod(x.shape[1:])", None),
        ("y = x.shape[1] * 2", None),
        ("y = x.shape[0] is None", None),
        ("y = x.shape[4]", "axis-beyond-shape"),
        ("y = x.shape[-1]", None),
        ("y = x(3)", "tensor-called"),
        ("y = x.get_shape()", "tensor-shape-api"),
        ("y = x.shape.as_list()", "tensor-shape-api"),
        ("y = x.shape[0].value", "tensor-shape-api"),
        ("y = x.numpy()", "missing-attribute"),
        ("y = abs(x) + round(x)", None),
    ],
)
def test_what_a_symbolic_tensor_can_do_in_python(code: str, name: str | None) -> None:
    assert found(f"x = Input((8, 3))\n{code}") == ([name] if name is not None else [])


def test_inside_a_layer_tensors_have_values() -> None:
    program = """\
        class Mine(layers.Layer):
            def call(self, x):
                steps = [step for step in x]
                rows = x.shape.as_list()
                return np.mean(x) + len(x)
        outputs = Mine()(Input((8,)))
        """
    assert found(program) == []


def test_a_condition_that_is_a_tensor_on_one_branch_only() -> None:
    program = """\
        x = Input((8,))
        y = x if unknown else None
        if y:
            pass
        """
    assert found(program) == []


def test_a_loop_may_not_take_the_branch_in_its_first_round() -> None:
    program = """\
        x = Input((8,))
        previous = None
        for i in unknown:
            if i == 0:
                previous = layers.Dense(8)(x)
            else:
                previous = layers.Dense(8)(previous)
        """
    assert found(program) == []


# --- models ---------------------------------------------------------------------------------------------------------


def test_a_model_that_begins_between_layers_is_explained() -> None:
    diagnostic = the_one(
        """\
        label = Input((2,))
        label = layers.Dense(6)(label)
        model = Model(label, layers.Dense(1)(label))
        model(Input((2,)))
        """
    )
    assert diagnostic.message == "`Functional` takes `(None, 6)`, got `(None, 2)`: axis 1 differs"
    assert places(diagnostic)[0] == (3, "the model begins at `label`, which is no `Input`")


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("m = Sequential(layers.Dense(1))", "sequential-not-a-list"),
        ("m = Sequential(layers.Dense(1), layers.Dense(1))", "sequential-not-a-list"),
        ("m = Sequential([layers.Dense(1), layers.Dense])", "sequential-class-added"),
        ("m = Sequential([layers.Dense(1), None])", "sequential-non-layer-added"),
        ("m = Sequential([layers.Dense(1), keras.activations.relu])", "sequential-non-layer-added"),
        ("m = Sequential([layers.Dense(1), lambda x: x])", "sequential-non-layer-added"),
        ("m = Sequential()\nm.add(layers.Dense(1)(Input((2,))))", "sequential-tensor-added"),
        ("m = Sequential([layers.Dense(1), Input((1,)), layers.Dense(1)])", "sequential-input-not-first"),
        ("m = Sequential([layers.Dense(1)])\nm.outputs", "sequential-unbuilt"),
        ("m = Sequential([Input((1,)), layers.Dense(1)])\nm.output", "layer-never-called"),
        ("m = Sequential()\nm.build((None, 2))", "sequential-unbuilt"),
        ("from elsewhere import layer\nm = Sequential([layer, layers.Dense(1)])", None),
        ("from elsewhere import extend\nm = Sequential()\nextend(m)\nm.outputs", None),
        ("m = Sequential([layers.Dense(1)])\nm.fit(unknown, unknown)\nm.outputs", None),
        ("d = layers.Dense(1)\nm = Sequential([Input((1,)), d, d])", None),
        ("m = Sequential([layers.Dense(1)])\nm.custom = 1\nm.custom", None),
        ("from elsewhere import extend\nm = Sequential()\nextend(m)\nm.custom", None),
    ],
)
def test_sequential_models(program: str, name: str | None) -> None:
    assert found(program) == ([name] if name is not None else [])


def test_keras_2_takes_a_layer_for_a_list() -> None:
    assert found("m = Sequential(layers.Dense(1))", "2") == []


@pytest.mark.parametrize(
    ("program", "corrected"),
    [
        ("x = keras.Input(shape=(10))", "x = keras.Input(shape=(10,))"),
        ("n = 3\nx = keras.Input(n)", "n = 3\nx = keras.Input((n,))"),
        (
            "m = keras.Sequential(layers.Dense(4), layers.Dense(1))",
            "m = keras.Sequential([layers.Dense(4), layers.Dense(1)])",
        ),
        ("x = keras.Input((4,))\ns = x.get_shape().as_list()[1]", "x = keras.Input((4,))\ns = list(x.shape)[1]"),
        ("x = keras.Input((4,))\ns = x.get_shape()[1]", "x = keras.Input((4,))\ns = x.shape[1]"),
        (
            "m = keras.Sequential([keras.Input((4,)), layers.Dense(4)(keras.Input((4,)))])",
            "m = keras.Sequential([keras.Input((4,)), layers.Dense(4)])",
        ),
        ("x = layers.Dense(4, name='a/b')", "x = layers.Dense(4, name='a_b')"),
        (
            "x = keras.Input((4,))\nm = keras.Model(input=x, output=x)",
            "x = keras.Input((4,))\nm = keras.Model(inputs=x, outputs=x)",
        ),
    ],
)
def test_fixes(program: str, corrected: str) -> None:
    assert fixed(program) == corrected
